"""Loose objects: git hands them out without asking whether their contents are those that the id stands for."""

from __future__ import annotations

import os
from contextlib import suppress

from scanner.git.objects import MissingObjectError
from scanner.git.run import output

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

FIRST_DIGITS = tuple(f"{number:02x}" for number in range(256))


def loose_objects() -> frozenset[str]:
    """Return the ids of this repository's loose objects; those of others that it borrows from are left out.

    Raises GitError if git fails.
    """
    top = os.fsdecode(output(["rev-parse", "--git-path", "objects"]).removesuffix(b"\n"))
    found: list[str] = []
    for digits in FIRST_DIGITS:
        with suppress(OSError):
            found += [digits + name for name in os.listdir(os.path.join(top, digits))]
    return frozenset(found)


class Verified:
    """The chunks of a blob, which are to be asked at their end whether they were its own."""

    __slots__ = ("_chunks", "_digest", "_name")

    def __init__(self, chunks: Iterator[bytes], name: str, size: int) -> None:
        """`size`: bytes that the blob should have."""
        self._chunks = chunks
        self._name = name
        from hashlib import sha1, sha256  # loads OpenSSL, 3 ms, where a blob is loose

        self._digest = (sha1 if len(name) == 40 else sha256)(b"blob %d\0" % size)

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            self._digest.update(chunk)
            yield chunk

    def check(self) -> None:
        """Raise MissingObjectError if what was read is not what the id stands for."""
        if self._digest.hexdigest() != self._name:
            raise MissingObjectError(f"object {self._name} holds what its id does not stand for; run `git fsck`")
