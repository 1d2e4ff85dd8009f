"""The lines around a secret, in pieces: what may be shown, the secret, and its neighbours, which stay hidden."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.model import Location, Secret
from scanner.text.redact import escape, printable, redacted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scanner.model import Finding, Fragment

AROUND = 5
"""Lines before the secret, and as many behind it."""

LONGEST = 1200
"""Characters of a line that are kept; of the secret's own line, those around it."""

BEFORE = 300
"""Characters before the secret in its line, where the line is longer."""

MOST_LINES = 4
"""Lines of a secret of many lines that are kept."""

HIDDEN = "****"

Mark = tuple[int, int, str, bool]
"""Where in a line something begins and ends that is hidden, what is shown for it, and whether it is asked about."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line."""

    shown: str
    """What may be seen of it: printable, and redacted if it is a secret."""
    clear: Secret | None = None
    """The text itself, if it is the secret that is asked about; None: it is not to be seen, or hides nothing."""
    is_hidden: bool = False
    """Whether it stands for a secret, this one or a neighbour."""


@dataclass(frozen=True, slots=True)
class ContextLine:
    """A line of the file."""

    number: int
    pieces: tuple[Piece, ...]
    is_cut: bool = False
    """Whether the beginning of the line is left out."""
    holds: bool = False
    """Whether the secret that is asked about, or a part of it, stands in it."""


@dataclass(frozen=True, slots=True)
class Span:
    """What is to be hidden: a secret's place, and what is shown in its place."""

    location: Location
    shown: str
    is_own: bool = False
    """Whether it is the secret that is asked about."""


def line_begin(fragment: Fragment, line: int) -> int:
    """Return the offset at which a line begins in the fragment's content; -1: it holds less lines."""
    begin = 0
    for _ in range(line - fragment.line):
        begin = fragment.content.find(b"\n", begin) + 1
        if not begin:
            return -1
    return begin


def span_of(finding: Finding) -> Span:
    """Return the span of a neighbour."""
    return Span(finding.location, redacted(finding.secret, finding.rule))


def context(fragment: Fragment, place: Location, spans: Sequence[Span], values: Iterable[str]) -> list[ContextLine]:
    """Return the lines around `place`, which stands in the fragment.

    `spans`: what is hidden where it stands; `values`: what is hidden wherever else it stands in these lines.
    """
    last = min(place.end_line, place.line + MOST_LINES - 1)
    hidden = sorted((value for value in set(values) if value), key=len, reverse=True)
    return [
        _line(number, text, column, place, spans, hidden)
        for number, text, column in _lines(fragment, place.line - AROUND, last + AROUND)
    ]


def _lines(fragment: Fragment, first: int, last: int) -> Iterator[tuple[int, str, int]]:
    """Yield number, text and first column of these lines, as far as the fragment holds them."""
    content = fragment.content
    number = max(first, fragment.line)
    begin = line_begin(fragment, number)
    if begin < 0:
        return
    while number <= last and begin <= len(content):
        end = content.find(b"\n", begin)
        end = len(content) if end < 0 else end
        if begin < len(content):  # nothing stands behind the last line end
            text = content[begin:end].removesuffix(b"\r").decode("utf-8", "surrogateescape")
            yield number, text, fragment.column if number == fragment.line else 1
        begin, number = end + 1, number + 1


def _line(
    number: int, text: str, column: int, place: Location, spans: Sequence[Span], values: Sequence[str]
) -> ContextLine:
    marks: list[Mark] = []
    for span in spans:
        at = span.location
        if at.line <= number <= at.end_line:
            begin = at.column - column if number == at.line else 0
            end = at.end_column - column if number == at.end_line else len(text)
            shown = span.shown if number == at.line else HIDDEN
            marks.append((max(0, begin), min(len(text), end), shown, span.is_own))
    marks = [part for mark in marks for part in _around_own(mark, marks)]
    start = 0
    if number == place.line and place.column - column > BEFORE and len(text) > LONGEST:
        start = place.column - column - BEFORE
    stop = start + LONGEST
    for value in values:
        at_ = text.find(value, max(0, start - len(value) + 1), stop + len(value))
        while at_ >= 0:
            marks.append((at_, at_ + len(value), HIDDEN, False))
            at_ = text.find(value, at_ + 1, stop + len(value))
    holds = place.line <= number <= place.end_line
    return ContextLine(number, tuple(_pieces(text, start, stop, marks)), start > 0, holds)


def _around_own(mark: Mark, marks: Sequence[Mark]) -> Iterator[Mark]:
    """Yield the mark; one in which the secret that is asked about lies, as a whole line, in its parts around that."""
    begin, end, shown, is_own = mark
    own = next((one for one in marks if one[3] and begin <= one[0] and one[1] <= end), None)
    if is_own or own is None:
        yield mark
        return
    if begin < own[0]:
        yield begin, own[0], shown, False
    if own[1] < end:
        yield own[1], end, HIDDEN, False


def _pieces(text: str, start: int, stop: int, marks: list[Mark]) -> Iterator[Piece]:
    """Cut the text between `start` and `stop` at the marks; one that reaches over the border is hidden whole."""
    at = start
    for begin, end, shown, own in sorted(marks, key=lambda mark: (mark[0], not mark[3], -mark[1])):
        if end <= at or begin >= stop:
            continue
        if begin < at:  # it overlaps what is hidden already: hide the rest, too
            yield Piece(HIDDEN if at == start else "", None, True)
            at = end
            continue
        if begin > at:
            yield Piece(plain(text[at:begin]))
        clear = Secret(text[begin:end].encode("utf-8", "surrogateescape")) if own else None
        yield Piece(shown, clear, True)
        at = end
    if at < stop and text[at:stop]:
        yield Piece(plain(text[at:stop]))


def plain(text: str) -> str:
    """Return the text as it may be shown; tabs are four spaces."""
    return escape(text.replace("\t", "    "))


def revealed(piece: Piece) -> str:
    """Return what the user sees of a piece on request: the secret that is asked about in clear, no other."""
    return piece.shown if piece.clear is None else printable(piece.clear.reveal_in_clear())
