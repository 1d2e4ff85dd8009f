"""Making a file of fingerprints: sorted, and the same for the same values and salt."""

from __future__ import annotations

import os
import secrets
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from zlib import crc32

from scanner.atomic import write_atomically
from scanner.config.load import KNOWN_FILE, LOCAL_KNOWN_FILE
from scanner.known.fingerprints import (
    FORMAT,
    LINES,
    MAGIC,
    QUICK_BYTES,
    SALT_BYTES,
    WORDS,
    Cost,
    FingerprintError,
    NewerFingerprintError,
    parse_fingerprints,
    slow_hash,
)
from scanner.known.interface import KnownValue, Refusal
from scanner.known.tokens import QUOTES, cut_up, cut_up_widely
from scanner.regular import regular

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scanner.known.tokens import Cutter

SPARE_BITS = 10
"""Bits of the quick hash beyond what tells the values apart: one foreign token in 1,024 to 2,048 passes it."""

CONFLICT = b"<<<<<<< "
"""What git's merges begin with where both sides differ from the first line on."""

STEP = 16
"""Bytes to which the length of the longest value is rounded up."""


def visible(values: Iterable[KnownValue]) -> tuple[list[KnownValue], list[Refusal]]:
    """Return the values that can be told by whole tokens, and those that cannot."""
    seen, unseen = [], []
    for value in values:
        if is_token(value.secret.reveal_in_clear(), cut_up_widely):
            seen.append(value)
        else:
            unseen.append(Refusal(value.label, "holds every kind of quotes; only `keysieve known scan` finds it"))
    return seen, unseen


def is_token(text: bytes, cutter: Cutter) -> bool:
    """Whether the cutter makes the text a token where it stands in quotes of some kind."""
    return any(text in cutter(b"key = " + quote + text + quote).tokens for quote in QUOTES)


def fingerprint_text(values: Sequence[KnownValue], salt: bytes, cost: Cost = Cost()) -> bytes:
    """Return the file's contents. Hashing takes 5 ms a value and processor."""
    texts = [value.secret.reveal_in_clear() for value in values]
    bits = min(8 * QUICK_BYTES, (len(texts) - 1).bit_length() + SPARE_BITS)
    quick = sorted({crc32(text) & ((1 << bits) - 1) for text in texts})
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # the hash lets other threads run
        slow = list(pool.map(lambda text: slow_hash(text, salt, cost), texts))
    lines = sorted(f"{digest}\t{value.label}" for digest, value in zip(slow, values, strict=True))
    longest = -(-max(map(len, texts)) // STEP) * STEP
    body = "\n".join(
        (
            f"salt {salt.hex()}",
            f"scrypt {cost.n} {cost.r} {cost.p}",
            f"bits {bits}",
            f"longest {longest}",
            f"tokens {(WORDS if all(is_token(text, cut_up) for text in texts) else LINES).decode()}",
            f"filter {b''.join(value.to_bytes(QUICK_BYTES, 'little') for value in quick).hex()}",
            *lines,
            "",
        )
    ).encode()
    return b"%s%d\ncheck %08x\n%s" % (MAGIC, FORMAT, crc32(body), body)


def write_fingerprints(path: str, values: Sequence[KnownValue]) -> bool:
    """Write the file for its owner's eyes only, and return whether it changed; one that is there keeps its salt.

    Raises FingerprintError if it cannot be written, or if what is there is newer than this version or something else.
    """
    try:
        there = b""
        if os.path.exists(path):
            with open(path, "rb", opener=regular) as stream:
                there = stream.read()
        if not is_replaceable(path, there):
            raise FingerprintError(f"{path}: is something else than fingerprints; name another file, or move it away")
        contents = fingerprint_text(values, kept_salt(path, there) or secrets.token_bytes(SALT_BYTES))
        if there == contents:
            return False
        os.makedirs(os.path.dirname(os.path.realpath(path)), exist_ok=True)
        write_atomically(path, contents, mode=0o600)
    except OSError as error:
        raise FingerprintError(f"{path}: cannot be written: {error.strerror}") from error
    return True


def is_replaceable(path: str, there: bytes) -> bool:
    """Whether what is there is a file of fingerprints, damaged or not: by its beginning, or by its place.

    Where a link leads is not its place: a foreign repository may have one that leads to any file of the user.
    """
    if os.path.islink(path):
        return there.startswith(MAGIC)
    if there.startswith((MAGIC, CONFLICT)) or MAGIC.startswith(there):
        return True
    return os.path.abspath(path).endswith((os.sep + KNOWN_FILE, os.sep + os.path.join(*LOCAL_KNOWN_FILE)))


def kept_salt(path: str, there: bytes) -> bytes | None:
    """Return the salt in the contents that are there; None if there are none, or they are damaged."""
    try:
        return parse_fingerprints(path, there).salt
    except NewerFingerprintError:
        raise
    except FingerprintError:
        return None
