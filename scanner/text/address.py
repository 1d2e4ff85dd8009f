"""What addresses hold: `scheme://user:password@host`."""

from __future__ import annotations


def password_in(address: bytes) -> bytes:
    """Return the password in an address, as it is written there; empty: it has none.

    It ends where RFC 3986 has it, or, where there is none by then, goes on behind signs that should be encoded.
    """
    rest = address.partition(b"://")[2]
    authority = rest.partition(b"/")[0]
    if b"@" not in authority:
        authority = rest
    return authority[: authority.rfind(b"@")].partition(b":")[2] if b"@" in authority else b""
