"""Runs of an alphabet in a content, found without a pattern: one translation and a search."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class Alphabet:
    """A set of bytes of which long runs are looked for."""

    __slots__ = ("_least", "_needle", "_table")

    def __init__(self, members: bytes, least: int) -> None:
        """`least`: bytes from which a run counts."""
        self._table = bytes(ord("A") if byte in members else ord(" ") for byte in range(256))
        self._least = least
        self._needle = b"A" * least

    def has_run(self, content: bytes) -> bool:
        """Whether there is a run."""
        return self._needle in content.translate(self._table)

    def runs(self, content: bytes) -> Iterator[tuple[int, int]]:
        """Yield the begin and end of every run."""
        marked = content.translate(self._table)
        begin = marked.find(self._needle)
        while begin >= 0:
            end = marked.find(b" ", begin)
            if end < 0:
                end = len(marked)
            yield begin, end
            begin = marked.find(self._needle, end)

    def runs_with(self, mark: bytes, content: bytes) -> Iterator[tuple[int, int]]:
        """Yield the begin and end of every run in which `mark` stands, which consists of members."""
        marked = content.translate(self._table)
        at = content.find(mark)
        while at >= 0:
            begin = marked.rfind(b" ", 0, at) + 1
            end = marked.find(b" ", at)
            if end < 0:
                end = len(marked)
            if end - begin >= self._least:
                yield begin, end
            at = content.find(mark, end)
