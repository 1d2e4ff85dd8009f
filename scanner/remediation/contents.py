"""A file's bytes as text and back: encoding, byte order mark and line ends stay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.remediation.languages.interface import NotCertainError, Splice
from scanner.text.encodings import wide_encoding

if TYPE_CHECKING:
    from collections.abc import Sequence

LARGEST = 2_000_000
"""Bytes of a file that is rewritten."""


@dataclass(frozen=True, slots=True, repr=False)
class Contents:
    """A file's text, and how it is written."""

    text: str
    encoding: str = "utf-8"
    mark: bytes = b""

    def data(self) -> bytes:
        """Return the file's bytes."""
        return self.mark + self.text.encode(self.encoding, errors_for(self.encoding))

    def with_text(self, text: str) -> Contents:
        """Return other text written in the same way."""
        return Contents(text, self.encoding, self.mark)


def errors_for(encoding: str) -> str:
    """Return how what does not decode is kept: byte by byte, where bytes are characters."""
    return "surrogateescape" if encoding == "utf-8" else "strict"


def contents_of(data: bytes) -> Contents:
    """Return the text of a file. Raises NotCertainError if it would not come back byte for byte."""
    if len(data) > LARGEST:
        raise NotCertainError(f"the file has more than {LARGEST} bytes")
    encoding, mark = wide_encoding(data)
    encoding = encoding or "utf-8"
    try:
        found = Contents(data[mark:].decode(encoding, errors_for(encoding)), encoding, data[:mark])
    except UnicodeDecodeError:
        raise NotCertainError(f"the file is broken {encoding.upper()}") from None
    if "\0" in found.text or found.data() != data:
        raise NotCertainError("the file is no plain text")
    return found


def spliced(text: str, splices: Sequence[Splice]) -> str:
    """Return the text with the splices done; they are in order and do not overlap."""
    pieces, at = [], 0
    for splice in splices:
        pieces += [text[at : splice.begin], splice.new]
        at = splice.end
    return "".join([*pieces, text[at:]])


def place_before(at: int, steps: Sequence[Sequence[Splice]]) -> int:
    """Return where a character of the text after these steps stood before them; what is new stands where it begins."""
    for step in reversed(steps):
        moved = 0
        for splice in step:
            begin = splice.begin + moved
            if at < begin:
                break
            if at < begin + len(splice.new):
                at, moved = splice.begin, 0
                break
            moved += len(splice.new) - (splice.end - splice.begin)
        at -= moved
    return at


def difference(before: str, after: str) -> tuple[Splice, ...]:
    """Return the one splice that makes one text of the other."""
    if before == after:
        return ()
    least = min(len(before), len(after))
    head = next((place for place in range(least) if before[place] != after[place]), least)
    tail = next((place for place in range(least - head) if before[-1 - place] != after[-1 - place]), least - head)
    return (Splice(head, len(before) - tail, after[head : len(after) - tail]),)
