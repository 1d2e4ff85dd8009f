"""Shells: `${NAME:?}`, quoted as its place wants it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from scanner.remediation.languages.interface import NotCertainError, Splice, Spot

PIECE = re.compile(
    r"\\.|(?P<here><<-?[ \t]*(?P<mark>[\"'\\]?[A-Za-z_]\w*[\"']?))|<<<|\$'(?:[^'\\]|\\.)*'|(?P<single>'[^']*')|"
    r"(?P<open>\$\(\(?|\$\{|`)|(?P<sign>[\"(){}`'#\n])",
    re.DOTALL,
)
WORD_BREAK = re.compile(r"[\s;&|()<>]")
OPENED = ('"', "(", "{", "$(", "$((", "${")
CLOSED = {"(": ")", "$(": ")", "$((": ")", "{": "}", "${": "}", "`": "`"}
CHANGED = {'"': re.compile(r"[\\\"`$\n]"), "'": re.compile(r"['\n]")}
"""What means something between such quotes."""

BARE_CHANGED = re.compile(r"[\\\"'`$*?\[~{}!\n]")


@dataclass(frozen=True, slots=True)
class Place:
    """How the shell reads the secret's first character."""

    quote: str
    """`"`, `'`, or empty."""
    begin: int
    """Offset of the opening quote, if there is one."""


class Shell:
    """POSIX shells and those that read the same."""

    by_hand = 'read it with "${NAME:?}"'

    def rewrite(self, spot: Spot) -> tuple[Splice, ...]:
        """Return the variable in the secret's place, in double quotes wherever it would be split."""
        text, begin, end = spot.text, spot.begin, spot.end
        default = re.search(rf"\$\{{{spot.name}(:?-)\Z", text[:begin])
        if default is not None and text[end : end + 1] == "}":
            place_of(text, default.start())
            return (Splice(default.start(1), end, ":?"),)
        place = place_of(text, begin)
        changed = CHANGED.get(place.quote, BARE_CHANGED)
        if changed.search(text[begin:end]):
            raise NotCertainError("the shell changes what is written here")
        read = f"${{{spot.name}:?}}"
        if place.quote == '"':
            return (Splice(begin, end, read),)
        if place.quote == "'":
            closed = text.index("'", begin)
            if end > closed:
                raise NotCertainError("it is more than the contents of quotes")
            first = begin - 1 if place.begin == begin - 1 else begin
            last = end + 1 if closed == end else end
            opening, closing = "" if first < begin else "'", "" if last > end else "'"
            return (Splice(first, last, f'{opening}"{read}"{closing}'),)
        if WORD_BREAK.search(text[begin:end]):
            raise NotCertainError("it is more than a word")
        return (Splice(begin, end, f'"{read}"'),)

    def fault(self, text: str, path: str) -> str:
        """Return nothing: no program is started, and only what is certain is rewritten."""
        return ""


SHELL = Shell()


def place_of(text: str, wanted: int) -> Place:
    """Return how the shell reads the text there. Raises NotCertainError in comments and here-documents, or if lost."""
    return Reader(text, wanted).place()


class Reader:
    """Reads a script up to one place: quotes, expansions, comments and here-documents."""

    def __init__(self, text: str, wanted: int) -> None:
        self._text = text
        self._wanted = wanted
        self._open: list[tuple[str, int]] = []
        self._marks: list[str] = []

    def place(self) -> Place:
        """Return how the wanted place is read. Raises NotCertainError."""
        at = 0
        while (found := PIECE.search(self._text, at)) is not None and found.start() < self._wanted:
            if found["single"] is not None and not self._is_quoted() and self._wanted < found.end():
                return Place("'", found.start())
            at = self._behind(found)
            if at > self._wanted:
                raise NotCertainError("it stands in a comment, a here-document or a text with escapes")
        if self._open and self._open[-1][0] in ("${", "`", "$(("):
            raise NotCertainError("it stands in an expansion")
        return Place('"', self._open[-1][1]) if self._is_quoted() else Place("", self._wanted)

    def _is_quoted(self) -> bool:
        return bool(self._open) and self._open[-1][0] == '"'

    def _behind(self, found: re.Match[str]) -> int:
        """Take note of what begins or ends here, and return where to read on."""
        sign, begin = found.group(), found.start()
        if self._is_quoted():
            return self._behind_in_quotes(found)
        if found["here"]:
            self._marks.append(found["mark"].strip("\"'\\"))
        elif sign == "#" and (begin == 0 or WORD_BREAK.match(self._text[begin - 1])):
            end = self._text.find("\n", begin)
            return end if end >= 0 else len(self._text) + 1
        elif sign == "\n" and self._marks:
            marks, self._marks = self._marks, []
            return behind_bodies(self._text, found.end(), marks)
        elif sign == "'":
            raise NotCertainError("a quote before it is never closed")
        elif sign in OPENED or (sign == "`" and not (self._open and self._open[-1][0] == "`")):
            self._open.append((sign, begin))
        else:
            self._close(sign)
        return found.end()

    def _behind_in_quotes(self, found: re.Match[str]) -> int:
        sign = found.group()
        if sign == '"':
            self._open.pop()
        elif found["open"]:
            self._open.append((sign, found.start()))
        elif sign[0] != "\\":
            return found.start() + 1  # it means nothing between double quotes
        return found.end()

    def _close(self, sign: str) -> None:
        if self._open and CLOSED.get(self._open[-1][0]) == sign:
            opened, begin = self._open.pop()
            if opened == "$((":
                self._open.append(("(", begin))


def behind_bodies(text: str, at: int, marks: list[str]) -> int:
    """Return the offset behind the here-documents that begin at `at`."""
    for mark in marks:
        end = re.compile(rf"^\t*{re.escape(mark)}[ \t]*\r?$", re.MULTILINE).search(text, at)
        if end is None:
            return len(text)
        at = end.end()
    return at
