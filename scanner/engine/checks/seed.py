"""Seeds in base32 that end in a CRC-16: NATS nkeys and Stellar secret seeds.

Source: https://github.com/nats-io/nkeys, SEP-23 of https://github.com/stellar/stellar-protocol
"""

from __future__ import annotations

from scanner.engine.checks.outcome import observed
from scanner.text.checksum import crc16_little
from scanner.text.decoding import from_base32

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.engine.checks.interface import CheckResult

CHECKSUM_LENGTH = 2


def nats_nkey(value: bytes) -> CheckResult:
    """Judge a NATS seed: two bytes of its kind, 32 of the seed."""
    return observed("checksum", valid=_is_checked(value, 34))


def stellar(value: bytes) -> CheckResult:
    """Judge a Stellar seed: a version byte, 32 bytes of the seed."""
    return observed("checksum", valid=_is_checked(value, 33))


def _is_checked(value: bytes, length: int) -> bool:
    data = from_base32(value)
    payload, checksum = data[:-CHECKSUM_LENGTH], data[-CHECKSUM_LENGTH:]
    return len(payload) == length and crc16_little(payload) == checksum
