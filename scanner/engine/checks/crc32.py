"""Tokens that end in the CRC-32 of their body, in six digits of base62."""

from __future__ import annotations

from scanner.engine.checks import outcome
from scanner.text.checksum import BASE62_LOWER_FIRST, crc32_base62

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.engine.checks.interface import CheckResult

CHECKSUM_LENGTH = 6
PREFIX_LENGTH = 4


def published(value: bytes) -> CheckResult:
    """Judge a token `pre_<body><crc32 in base62>` whose provider published the scheme, so that a mismatch counts."""
    return outcome.published("checksum", valid=_ends_in_crc(value, PREFIX_LENGTH))


def observed(value: bytes) -> CheckResult:
    """Judge a token of the same form whose provider published nothing; seen on published samples of every kind."""
    return outcome.observed("checksum", valid=_ends_in_crc(value, PREFIX_LENGTH))


def deno(value: bytes) -> CheckResult:
    """Judge a Deno Deploy token: the checksum covers its prefix, too."""
    return outcome.observed("checksum", valid=_ends_in_crc(value, 0))


def apify(value: bytes) -> CheckResult:
    """Judge an Apify token: the checksum covers its prefix, and small letters come before capitals."""
    body, checksum = value[:-CHECKSUM_LENGTH], value[-CHECKSUM_LENGTH:]
    return outcome.observed("checksum", valid=crc32_base62(body, BASE62_LOWER_FIRST) == checksum)


def saladcloud(value: bytes) -> CheckResult:
    """Judge a SaladCloud key: the checksum covers what stands behind the last underscore."""
    return outcome.observed("checksum", valid=_ends_in_crc(value, value.rfind(b"_") + 1))


def _ends_in_crc(value: bytes, start: int) -> bool:
    return crc32_base62(value[start:-CHECKSUM_LENGTH]) == value[-CHECKSUM_LENGTH:]


github = published
"""Source: https://github.blog/engineering/behind-githubs-new-authentication-token-formats/"""

npm = published
"""Source: https://github.blog/changelog/2021-09-23-npm-has-a-new-access-token-format/"""

github_refresh = observed
"""Refresh tokens of 76 characters: GitHub's text gives the scheme for the kinds of 36."""

vercel = observed
