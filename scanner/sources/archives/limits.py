"""How much of an archive is opened, and the errors that tell where it ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.sources.interface import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MIB = 1 << 20


class DamagedArchiveError(SourceError):
    """An archive, or a member of it, is not what its format says."""


class ArchiveLimitError(SourceError):
    """An archive expands to more than is opened."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one archive, with all that is nested in it, may take."""

    depth: int = 3
    """Archives in archives."""
    expanded: int = 2048 * MIB
    """Bytes that all its compressed members expand to."""
    member: int = 1024 * MIB
    """Bytes that one of them expands to."""
    ratio: int = 250
    """Bytes that a compressed byte expands to."""
    ratio_from: int = 32 * MIB
    """Bytes of a member from which the ratio is asked: a small one may be as regular as it likes."""
    members: int = 100_000
    held: int = 64 * MIB
    """Bytes that are held in memory of archives that are no file, and are not read from front to back."""


class Opening:
    """What opening one archive has taken so far."""

    def __init__(self, limits: Limits, outer: bytes) -> None:
        """`outer`: the path of the archive itself, which all its members' paths begin with."""
        self.limits = limits
        self.outer = outer
        self.held = 0
        self._expanded = 0
        self._members = 0

    def count_member(self) -> None:
        """Note a member. Raises ArchiveLimitError for one too many."""
        self._members += 1
        if self._members > self.limits.members:
            raise ArchiveLimitError(f"it has more than {self.limits.members:,} members: the rest is not scanned")

    def limited(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """Yield the contents of a member that is no archive. Raises ArchiveLimitError where they become too much."""
        length = 0
        for chunk in chunks:
            length += len(chunk)
            if length > self.limits.member:
                raise ArchiveLimitError(f"it is larger than {told(self.limits.member)}: the rest is not scanned")
            yield chunk

    def metered(self, chunks: Iterator[bytes], packed: Callable[[], int]) -> Iterator[bytes]:
        """Yield what something compressed expands to; `packed`: how many compressed bytes were read for it so far.

        Raises ArchiveLimitError where it becomes too much.
        """
        length = 0
        for chunk in chunks:
            length += len(chunk)
            self._expanded += len(chunk)
            self._check(length, packed())
            yield chunk

    def _check(self, length: int, packed: int) -> None:
        limits = self.limits
        if length > limits.ratio_from and length > limits.ratio * packed:
            raise ArchiveLimitError(f"it expands to more than {limits.ratio} times its size: the rest is not scanned")
        if self._expanded > limits.expanded:
            raise ArchiveLimitError(
                f"the archive expands to more than {told(limits.expanded)} in all: the rest is not scanned"
            )


def told(size: int) -> str:
    """Return a number of bytes for people."""
    return f"{size // MIB:,} MiB" if size >= MIB else f"{size:,} bytes"
