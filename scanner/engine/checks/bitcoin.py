"""Private keys of Bitcoin in Base58Check: one key (wallet import format) or a tree of them (BIP 32).

Source: https://developer.bitcoin.org/devguide/wallets.html and BIP 32
"""

from __future__ import annotations

from scanner.engine.checks.outcome import observed
from scanner.text.base58 import payload_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.engine.checks.interface import CheckResult

MAIN_NETWORK = 0x80
EXTENDED_LENGTH = 78
"""Bytes of an extended key: version, depth, parent, number, chain code and key."""


def wallet_key(value: bytes) -> CheckResult:
    """Judge a key in wallet import format: 32 bytes, and a `1` where the public key is compressed."""
    payload = payload_of(value) or b"\0"
    plain = len(payload) == 33
    compressed = len(payload) == 34 and payload.endswith(b"\x01")
    return observed("checksum", valid=payload[0] == MAIN_NETWORK and (plain or compressed))


def extended_key(value: bytes) -> CheckResult:
    """Judge an extended private key; the byte before the key is zero in one, and part of the point in a public one."""
    payload = payload_of(value) or b""
    return observed("checksum", valid=len(payload) == EXTENDED_LENGTH and payload[45] == 0)
