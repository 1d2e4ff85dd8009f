"""Tokens that end in the CRC-32 of their body."""

from __future__ import annotations

from scanner.engine.checks.interface import CheckResult
from scanner.model import Check
from scanner.text.checksum import crc32_base62

CHECKSUM_LENGTH = 6
PREFIX_LENGTH = 4


def published(value: bytes) -> CheckResult:
    """Judge a token `pre_<body><crc32 in base62>` whose provider published the scheme, so that a mismatch counts."""
    body, checksum = value[PREFIX_LENGTH:-CHECKSUM_LENGTH], value[-CHECKSUM_LENGTH:]
    if crc32_base62(body) == checksum:
        return CheckResult((Check("checksum", "valid"),), "high")
    return CheckResult((Check("checksum", "invalid"),), "low")


github = published
"""Source: https://github.blog/engineering/behind-githubs-new-authentication-token-formats/"""

npm = published
"""Source: https://github.blog/changelog/2021-09-23-npm-has-a-new-access-token-format/"""
