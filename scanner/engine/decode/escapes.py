r"""Percent encoding, and the escapes \\xNN and \\uNNNN of programming languages."""

from __future__ import annotations

import re

from scanner.engine.decode.interface import Decoded, is_text
from scanner.engine.decode.quick import LEAST_ESCAPES
from scanner.engine.decode.runs import Alphabet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


WORD = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
IN_ADDRESSES = Alphabet(WORD + b"._~:/?=&+,;@!$*()-%", 16)
IN_ESCAPES = Alphabet(WORD + b"\\\\_-", 4 * LEAST_ESCAPES)
"""What the texts below consist of: outside such runs their patterns, which are slow, need not look."""


class PercentDecoder:
    """Text as in addresses, with at least one character as `%NN`."""

    name = "percent"
    _run = re.compile(rb"(?:[A-Za-z0-9._~:/?=&+,;@!$*()\-]|%[0-9A-Fa-f]{2}){16,4096}")
    _escape = re.compile(rb"%([0-9A-Fa-f]{2})")

    def is_worth_trying(self, content: bytes) -> bool:
        """Whether there is an escape of a sign that separates names from values."""
        return b"%3" in content

    def spans(self, content: bytes) -> Iterator[Decoded]:
        """Yield the texts, decoded."""
        for begin, end in IN_ADDRESSES.runs_with(b"%3", content):
            yield from self._spans_within(content, begin, end)

    def _spans_within(self, content: bytes, begin: int, end: int) -> Iterator[Decoded]:
        for run in self._run.finditer(content, begin, end):
            if b"%3" not in run.group():
                continue
            text = self._escape.sub(lambda found: bytes([int(found[1], 16)]), run.group())
            if is_text(text):
                yield Decoded(run.start(), run.end(), text)


class EscapeDecoder:
    r"""Texts of which most characters are \\xNN or \\uNNNN."""

    name = "escapes"
    _run = re.compile(rb"(?:\\(?:x[0-9A-Fa-f]{2}|u00[0-9A-Fa-f]{2})[A-Za-z0-9_\-]{0,4}){12,1024}")
    _escape = re.compile(rb"\\(?:x|u00)([0-9A-Fa-f]{2})")

    def is_worth_trying(self, content: bytes) -> bool:
        """Whether there are enough of such escapes."""
        return b"\\" in content and any(content.count(mark) >= LEAST_ESCAPES for mark in (b"\\x", b"\\u00"))

    def spans(self, content: bytes) -> Iterator[Decoded]:
        """Yield the texts, decoded."""
        for begin, end in IN_ESCAPES.runs_with(b"\\", content):
            yield from self._spans_within(content, begin, end)

    def _spans_within(self, content: bytes, begin: int, end: int) -> Iterator[Decoded]:
        for run in self._run.finditer(content, begin, end):
            text = self._escape.sub(lambda found: bytes([int(found[1], 16)]), run.group())
            if is_text(text):
                yield Decoded(run.start(), run.end(), text)
