"""Ruby: `ENV.fetch("NAME")`."""

from __future__ import annotations

import re

from scanner.remediation.languages.interface import NotCertainError, Splice, Spot
from scanner.remediation.languages.literals import (
    DOUBLE,
    SINGLE,
    following,
    grammar,
    line_before,
    literal_at,
    refuse_interpolation,
)

PATTERN = grammar(
    r"(?<![\\\w$?])#(?!\{)[^\n]*|(?:(?<=\n)|\A)=begin\b.*?\n=end\b",
    f"{DOUBLE}|{SINGLE}",
)
FOREIGN = re.compile(r"<<[~-]?[\"'`A-Za-z_]|%[qQwWiIxrs][^\w\s]|%[\[({<|!/]|^__END__|\?[\"'`]", re.MULTILINE)
"""Texts without the usual quotes, after which quotes cannot be told by a pattern."""


class Ruby:
    """Ruby."""

    by_hand = 'read it with ENV.fetch("NAME")'

    def rewrite(self, spot: Spot) -> tuple[Splice, ...]:
        """Return the literal's replacement, or the literal with the variable in it."""
        foreign = FOREIGN.search(spot.text, 0, spot.begin)
        if foreign is not None:
            raise NotCertainError("a here-document or a %-literal before it makes the quotes uncertain")
        literal = literal_at(PATTERN, spot)
        text, begin, end = spot.text, literal.begin, literal.end
        if literal.quote == '"':
            refuse_interpolation(literal, "#")
        if text[begin - 1 : begin] == ":" or (text[end : end + 1] == ":" and text[end : end + 2] != "::"):
            raise NotCertainError("it is a symbol or a key")
        if following(text, end) in ("'", '"') and "\n" not in text[end : end + 1]:
            raise NotCertainError("several literals stand side by side")
        if re.search(r"\b(?:require|require_relative|load)\b[ \t(]*\Z", line_before(text, begin)):
            raise NotCertainError("it names a file")
        read = f'ENV.fetch("{spot.name}")'
        default = re.search(
            rf"\bENV(?:\.fetch\(\s*([\"']){spot.name}\1\s*,|\[([\"']){spot.name}\2\]\s*\|\|)\s*\Z", text[:begin]
        )
        if default is not None and literal.is_whole and (default[2] or text[end : end + 1] == ")"):
            return (Splice(default.start(), end + (not default[2]), read),)
        if literal.is_whole:
            return (Splice(begin, end, read),)
        if literal.quote == "'":
            return (Splice(begin, end, literal.joined(read)),)
        if literal.before.count("#{") != literal.before.count("}"):
            raise NotCertainError("it stands in an interpolated expression")
        return (Splice(spot.begin, spot.end, f"#{{{read}}}"),)

    def fault(self, text: str, path: str) -> str:
        """Return nothing: there is no parser at hand, and only what is certain is rewritten."""
        return ""


RUBY = Ruby()
