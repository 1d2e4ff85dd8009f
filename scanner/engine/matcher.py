"""The exact pattern of a rule, on windows around its keywords so wide that they never change the result."""

from __future__ import annotations

from scanner.errors import KeysieveError
from scanner.model import Match

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from scanner.model import Fragment, Rule

SHORT_ESCAPES = (b"\\n", b"\\r", b"\\t", b"\\b", b"\\f", b"\\v", b"\\0")
HEX = b"0123456789abcdefABCDEF"
LONGEST_ESCAPE = 12
"""Bytes of a terminal's colour sequence; the other escapes are shorter."""

LOOKAROUND = 16
"""Bytes beyond the widest match that a lookahead may still read."""

WHOLE = "keysieve_whole"
"""The group that is the match, where bytes before it are tried in the same attempt."""

SHORT_LEAD = 24
"""Bytes before the end of a keyword up to which trying each is quicker than a search."""

SECONDS = 5.0
"""Time for one window. A pattern that takes longer fails the scan: it must not become a way around it."""


class MatchError(KeysieveError):
    """A pattern ran out of its time."""


class Matcher:
    """Runs patterns, each compiled when it is first needed."""

    __slots__ = ("_compiled", "_near")

    def __init__(self) -> None:
        self._compiled: dict[str, Any] = {}
        self._near: dict[str, Any] = {}

    def matches(self, rule: Rule, fragment: Fragment, hits: list[int]) -> Iterator[Match]:
        """Yield the rule's matches that begin in the fragment's own part; `hits` are offsets behind its keywords.

        Raises MatchError if the pattern takes more than `SECONDS` on one window.
        """
        if rule.syntax:
            from scanner.engine.syntax.table import syntax  # few fragments hold a name that says secret

            yield from syntax(rule.syntax).matches(rule, fragment, hits)
            return
        near = self._near.get(rule.id)
        if near is None:
            near = self._near[rule.id] = compile_near(rule)
        content = fragment.content
        try:
            for start in starts_behind_escapes(rule, content, hits):
                # The pattern must not see the escape's last letter as part of a longer word.
                found = self._compiled_pattern(rule).match(
                    content[start : start + rule.width + LOOKAROUND], timeout=SECONDS
                )
                if found and fragment.begin <= start < fragment.end:
                    begin, end = found.span("secret")
                    yield Match(rule, start, start + found.end(), start + begin, start + end)
            for found in found_near(near, rule, content, hits):
                begin, end = found.span(WHOLE)
                if fragment.begin <= begin < fragment.end:
                    yield Match(rule, begin, end, *found.span("secret"))
        except TimeoutError as error:
            raise MatchError(f"rule {rule.id} took more than {SECONDS:.0f} s; make its pattern simpler") from error

    def _compiled_pattern(self, rule: Rule) -> Any:
        compiled = self._compiled.get(rule.id)
        if compiled is None:
            compiled = self._compiled[rule.id] = compile_pattern(rule)
        return compiled


def starts_behind_escapes(rule: Rule, content: bytes, hits: list[int]) -> Iterator[int]:
    """Yield the offsets of keywords right behind an escape: a line end in JSON, `%22`, a colour."""
    if rule.confidence != "high":  # the others rest on the text before the value
        return
    for hit in hits:
        for keyword in rule.keywords:
            start = hit - len(keyword)
            before = content[max(0, start - LONGEST_ESCAPE) : start] if start > 0 else b""
            if is_escape_end(before) and content[start:hit].lower() == keyword.encode():
                yield start


def is_escape_end(before: bytes) -> bool:
    """Whether `before` ends in an escape whose last character is a letter or a digit."""
    if before[-2:] in SHORT_ESCAPES:
        return True
    if before[-3:-2] == b"%" or before[-4:-2] == b"\\x":
        return before[-2:].isalnum() and not before[-2:].strip(HEX)
    if before[-6:-4] == b"\\u":
        return not before[-4:].strip(HEX)
    return before[-1:] == b"m" and b"\x1b[" in before


def compile_near(rule: Rule) -> Any:
    """Return the rule's pattern as a group, behind the bytes that may stand between a place and a match.

    So one attempt tries all the places at which a match may begin; where those are many, a search does.
    Raises MatchError if the engine does not take it.
    """
    lead = rule.lead or rule.width
    before = f"(?s:.){{0,{lead - 1}}}?" if lead <= SHORT_LEAD else ""
    return _compiled(f"{before}(?P<{WHOLE}>{rule.regex})", rule)


def compile_pattern(rule: Rule) -> Any:
    """Return the rule's pattern, compiled. Raises MatchError if the engine does not take it."""
    return _compiled(rule.regex, rule)


def _compiled(pattern: str, rule: Rule) -> Any:
    import regex  # 12 ms: loaded when the first keyword hits

    from scanner.text.pattern import compiled

    try:
        return compiled(pattern.encode())
    except regex.error as error:
        raise MatchError(f"rule {rule.id}: the pattern is not usable: {error}") from error


def found_near(near: Any, rule: Rule, content: bytes, hits: list[int]) -> Iterator[Any]:
    """Yield what the pattern matches near the `hits`, as one search through the content would, from left to right.

    `near`: what `compile_near` returned.
    """
    lead = rule.lead or rule.width
    if lead > SHORT_LEAD:
        for begin, end in windows(hits, lead, rule.width, len(content)):
            yield from near.finditer(content, begin, end, timeout=SECONDS)
        return
    tried = 0
    for hit in hits:
        end = hit + lead + rule.width + LOOKAROUND
        start = max(tried, hit - lead)
        while start < hit:
            found = near.match(content, start, end, timeout=SECONDS)
            if found is None:
                break
            yield found
            start = max(found.end(), start + 1)
        tried = max(start, hit)


def windows(hits: list[int], lead: int, width: int, length: int) -> Iterator[tuple[int, int]]:
    """Yield the joined byte ranges in which matches can lie.

    A match of at most `width` bytes begins at most `lead` bytes before one of the `hits`.
    """
    begin = end = -1
    for hit in hits:
        if end < 0:
            begin = max(0, hit - lead)
        elif hit - lead > end:
            yield begin, min(length, end)
            begin = hit - lead
        end = hit + width + LOOKAROUND
    if end >= 0:
        yield begin, min(length, end)
