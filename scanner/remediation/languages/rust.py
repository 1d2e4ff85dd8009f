"""Rust: `std::env::var("NAME")`, where the types are certain to fit."""

from __future__ import annotations

import re

from scanner.remediation.languages.interface import NotCertainError, Splice, Spot
from scanner.remediation.languages.literals import LINE_COMMENT, grammar, line_before, literal_at, stray_quote

PATTERN = grammar(
    rf"{LINE_COMMENT}|/\*.*?\*/",
    r'b?r(?P<hashes>\#*)".*?"(?P=hashes)|b?"(?:[^"\\]|\\.)*"',
    r"b?'(?:\\[^\n]{1,8}?|[^'\\\n])'",
    r'"',
)
OWNED_BEHIND = re.compile(r"\s*\.(?:to_string|to_owned)\(\)")
OWNED_BEFORE = re.compile(r"\bString::from\(\s*\Z")
LET = re.compile(r"^(?P<head>[ \t]*let[ \t]+(?:mut[ \t]+)?\w+)[ \t]*(?::[ \t]*&(?:'static[ \t]+)?str[ \t]*)?=[ \t]*\Z")


class Rust:
    """Rust."""

    by_hand = 'read it with std::env::var("NAME"), which gives a String'

    def rewrite(self, spot: Spot) -> tuple[Splice, ...]:
        """Return the replacement of an owned string, or of one that is bound by `let`."""
        literal = literal_at(PATTERN, spot)
        text, begin, end = spot.text, literal.begin, literal.end
        line = line_before(text, begin)
        if "b" in literal.prefix or not literal.is_whole or "#" in literal.prefix:
            raise NotCertainError("it is part of a literal, or one of bytes")
        if re.match(r"\s*(?:pub(?:\([^)]*\))?\s+)?(?:const|static)\b(?!\s+fn\b)", line):
            raise NotCertainError("it is a constant", "make it a function, or a LazyLock, that reads the variable")
        read = f'std::env::var("{spot.name}").expect("{spot.name} is not set")'
        behind = OWNED_BEHIND.match(text, end)
        if behind is not None:
            return (Splice(begin, behind.end(), read),)
        before = OWNED_BEFORE.search(text, 0, begin)
        if before is not None and text[end : end + 1] == ")":
            return (Splice(before.start(), end + 1, read),)
        let = LET.match(line)
        if let is not None and text[end : end + 1] == ";":
            return (Splice(begin - len(line), end, f"{let['head']}: &str = &{read}"),)
        raise NotCertainError("whether a String fits here cannot be told")

    def fault(self, text: str, path: str) -> str:
        """Return what the quotes say: there is no parser at hand."""
        return stray_quote(PATTERN, text)


RUST = Rust()
