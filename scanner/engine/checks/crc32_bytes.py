"""Tokens that end in the CRC-32 of their body, its four bytes written as hex or base64. No provider published it."""

from __future__ import annotations

from base64 import b64encode

from scanner.engine.checks.outcome import observed
from scanner.text.checksum import crc32_hex, crc32_little

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.engine.checks.interface import CheckResult

HEX_LENGTH = 8


def cloudflare(value: bytes) -> CheckResult:
    """Judge a Cloudflare token: hex behind the 40 characters that follow the prefix."""
    body = value[:-HEX_LENGTH].partition(b"_")[2]
    return observed("checksum", valid=crc32_hex(body) == value[-HEX_LENGTH:])


def canva(value: bytes) -> CheckResult:
    """Judge a Canva client secret: hex of all before it, prefix included."""
    return observed("checksum", valid=crc32_hex(value[:-HEX_LENGTH]) == value[-HEX_LENGTH:])


def zuplo(value: bytes) -> CheckResult:
    """Judge a Zuplo key `zpka_<body>_<hex>`."""
    _, _, rest = value.partition(b"_")
    body, _, checksum = rest.rpartition(b"_")
    return observed("checksum", valid=crc32_hex(body) == checksum)


def grafana_service_account(value: bytes) -> CheckResult:
    """Judge a Grafana service account token `glsa_<body>_<hex>`: the least significant byte stands first."""
    signed, _, checksum = value.rpartition(b"_")
    return observed("checksum", valid=crc32_little(signed).hex().encode() == checksum)


def atlassian(value: bytes) -> CheckResult:
    """Judge an Atlassian Cloud token or Bitbucket app password: upper-case hex of all before it.

    In a token the sign `=` before the checksum is covered, and may stand there escaped.
    """
    token = value.replace(b"\\=", b"=").replace(b"%3D", b"=")
    signed, checksum = token[:-HEX_LENGTH], token[-HEX_LENGTH:]
    return observed("checksum", valid=crc32_hex(signed).upper() == checksum)


def confluent(value: bytes) -> CheckResult:
    """Judge a Confluent secret: `cflt`, the body, and the base64 of the four bytes, the least significant first."""
    body, checksum = value[4:-6], value[-6:]
    return observed("checksum", valid=b64encode(crc32_little(body))[:6] == checksum)
