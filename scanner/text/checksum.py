"""The checksums that providers put into their tokens. Bytes in, bytes out; nothing is looked up."""

from __future__ import annotations

from binascii import crc32, crc_hqx

BASE62 = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
BASE62_LOWER_FIRST = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
BASE36 = b"0123456789abcdefghijklmnopqrstuvwxyz"


def encode(number: int, alphabet: bytes, length: int) -> bytes:
    """Return `number` in the digits of `alphabet`, most significant first, padded with its zero to `length`."""
    digits = bytearray()
    while number:
        number, digit = divmod(number, len(alphabet))
        digits.append(alphabet[digit])
    return bytes(digits[::-1]).rjust(length, alphabet[:1])


def crc32_base62(body: bytes, alphabet: bytes = BASE62) -> bytes:
    """Return the six base62 digits of the CRC-32 (IEEE) of `body`, as GitHub and npm write it.

    Source: https://github.blog/engineering/behind-githubs-new-authentication-token-formats/
    """
    return encode(crc32(body), alphabet, 6)


def crc32_base36(body: bytes) -> bytes:
    """Return the seven base36 digits of the CRC-32 (IEEE) of `body`, as GitLab's routable tokens end.

    Source: lib/authn/token_field/generator/routable_token.rb of https://gitlab.com/gitlab-org/gitlab
    """
    return encode(crc32(body), BASE36, 7)


def crc32_hex(body: bytes) -> bytes:
    """Return the CRC-32 (IEEE) of `body` in eight lower-case hex digits, the most significant first."""
    return b"%08x" % crc32(body)


def crc32_little(body: bytes) -> bytes:
    """Return the CRC-32 (IEEE) of `body` as four bytes, the least significant first."""
    return crc32(body).to_bytes(4, "little")


def crc16_little(body: bytes) -> bytes:
    """Return the CRC-16 (XMODEM) of `body` as two bytes, the least significant first, as NATS and Stellar write it.

    Source: https://github.com/nats-io/nkeys (crc16.go), SEP-23 of https://github.com/stellar/stellar-protocol
    """
    return crc_hqx(body, 0).to_bytes(2, "little")


def crc24(body: bytes) -> bytes:
    """Return the CRC-24 of `body` as three bytes, as it stands below an OpenPGP block.

    Source: RFC 9580 section 6.1.1
    """
    state = 0xB704CE
    for byte in body:
        state ^= byte << 16
        for _ in range(8):
            state <<= 1
            if state & 0x1000000:
                state ^= 0x1864CFB
    return state.to_bytes(3, "big")
