"""WireGuard's private keys: 32 bytes, of which three are clamped as Curve25519 wants them.

Source: https://git.zx2c4.com/wireguard-tools (curve25519.h), https://cr.yp.to/ecdh.html
"""

from __future__ import annotations

from scanner.engine.checks.outcome import observed
from scanner.text.decoding import from_base64

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.engine.checks.interface import CheckResult


def private_key(value: bytes) -> CheckResult:
    """Judge a key by its clamped bits. One in 32 random values passes: fit for a value under the name of such a key."""
    key = from_base64(value)
    return observed("clamp", valid=len(key) == 32 and not key[0] & 7 and key[31] >> 6 == 1)
