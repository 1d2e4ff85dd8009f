"""OpenPGP blocks: packets in base64, and below them, in most, their CRC-24.

Source: RFC 9580 sections 4.2 and 6.1
"""

from __future__ import annotations

from scanner.engine.checks.interface import CheckResult
from scanner.engine.checks.outcome import observed
from scanner.text.checksum import crc24
from scanner.text.decoding import from_base64

SECRET_KEY = 5
CHECKSUM_LENGTH = 5
"""Characters of the checksum with the `=` before them."""


def private_block(value: bytes) -> CheckResult:
    """Judge a block of a private key by its checksum, or where it has none by its first packet."""
    text = value.replace(b"\\r", b"").replace(b"\\n", b"\n").partition(b"BLOCK-----")[2].rpartition(b"-----END")[0]
    lines = [line.strip() for line in text.split(b"\n")]
    body = [line for line in lines if line and b":" not in line]
    if not body:
        return CheckResult((), None)
    if body[-1].startswith(b"=") and len(body[-1]) == CHECKSUM_LENGTH:
        data = from_base64(b"".join(body[:-1]))
        return observed("checksum", valid=bool(data) and crc24(data) == from_base64(body[-1][1:]))
    return observed("structure", valid=_packet(from_base64(b"".join(body))) == SECRET_KEY)


def _packet(data: bytes) -> int:
    """Return the kind of the first packet; -1 if there is none."""
    if not data or not data[0] & 0x80:
        return -1
    return data[0] & 0x3F if data[0] & 0x40 else data[0] >> 2 & 0x0F
