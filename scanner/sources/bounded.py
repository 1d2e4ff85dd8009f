"""A time budget around a source: what is left when it is over is named, never passed over."""

from __future__ import annotations

from time import monotonic

from scanner.sources.interface import Entry, SourceError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from scanner.model import Fragment
    from scanner.sources.interface import Earlier, Source


class TimeOverError(SourceError):
    """The time budget was over before this was scanned."""


class BoundedSource:
    """Another source, whose entries fail once the time is over."""

    def __init__(self, source: Source, seconds: float) -> None:
        """`seconds`: from now."""
        self._source = source
        self._seconds = seconds
        self._end = monotonic() + seconds
        self.late = 0
        """Entries that came too late: each is a fault."""

    @property
    def is_over(self) -> bool:
        """Whether the time is over."""
        return monotonic() >= self._end

    def entries(self) -> Iterator[Entry]:
        """Yield the entries of the source; all that come too late are one that fails."""
        for entry in self._source.entries():
            if self.is_over:
                yield Entry(entry.path, self._in_time(()))
                return
            yield entry if entry.skipped else entry._replace(fragments=self._in_time(entry.fragments))

    def still_has(self, path: bytes) -> bool:
        """As the source says."""
        return self._source.still_has(path)

    def earlier(self, paths: Collection[bytes]) -> Iterator[Earlier]:
        """As the source says."""
        return self._source.earlier(paths)

    def _in_time(self, fragments: Iterable[Fragment]) -> Iterator[Fragment]:
        for fragment in fragments:
            self._check()
            yield fragment
        self._check()

    def _check(self) -> None:
        if self.is_over:
            self.late += 1
            raise TimeOverError(
                f"the time budget of {self._seconds:g} seconds is over: this and the rest is not scanned"
            )
