"""The checksums that providers put into their tokens. Bytes in, bytes out; nothing is looked up."""

from __future__ import annotations

from binascii import crc32

BASE62 = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
BASE36 = b"0123456789abcdefghijklmnopqrstuvwxyz"


def encode(number: int, alphabet: bytes, length: int) -> bytes:
    """Return `number` in the digits of `alphabet`, most significant first, padded with its zero to `length`."""
    digits = bytearray()
    while number:
        number, digit = divmod(number, len(alphabet))
        digits.append(alphabet[digit])
    return bytes(digits[::-1]).rjust(length, alphabet[:1])


def crc32_base62(body: bytes) -> bytes:
    """Return the six base62 digits of the CRC-32 (IEEE) of `body`, as GitHub and npm write it.

    Source: https://github.blog/engineering/behind-githubs-new-authentication-token-formats/
    """
    return encode(crc32(body), BASE62, 6)


def crc32_base36(body: bytes) -> bytes:
    """Return the seven base36 digits of the CRC-32 (IEEE) of `body`, as GitLab's routable tokens end.

    Source: lib/authn/token_field/generator/routable_token.rb of https://gitlab.com/gitlab-org/gitlab
    """
    return encode(crc32(body), BASE36, 7)
