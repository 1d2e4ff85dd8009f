"""`AssignmentSyntax`: names that say secret, and the values that they are given."""

from __future__ import annotations

from scanner.engine.syntax.forms.table import forms_of
from scanner.engine.syntax.literal import Literal, enclosing_quote
from scanner.engine.syntax.name import name_around
from scanner.engine.syntax.named import named
from scanner.model import Match
from scanner.text.pattern import compiled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.engine.syntax.named import Named
    from scanner.model import Fragment, Rule

LONG = 128
"""Bytes from which a value is not looked into for other names: each costs as much as the value is long."""

LEAST = 4
"""Bytes of the shortest value."""


class AssignmentSyntax:
    """Reads assignments in every form of `forms.py`."""

    def matches(self, rule: Rule, fragment: Fragment, hits: list[int]) -> Iterator[Match]:
        """Yield one match for each name that is given a value; it reaches from the name to the end of the value."""
        content = fragment.content
        read = 0
        for hit in hits:
            span = name_around(content, hit) if hit > read else None
            if span is None:
                continue
            begin, end = span
            read = max(hit, end)
            if not fragment.begin <= begin < fragment.end:
                continue
            name = named(content, begin, end)
            match = first_match(rule, content, name, fragment.path)
            if match is not None:
                if match.secret_end - match.secret_begin > LONG:
                    read = max(read, match.secret_end)
                yield match


def first_match(rule: Rule, content: bytes, name: Named, path: bytes) -> Match | None:
    """Return the match of the first form that gives the name a value; None: none does."""
    for form in forms_of(name.shape):
        for kind, found in form.readings(content, name, path):
            if len(found.value) < LEAST or is_behind_text(content, name.outer_begin, found):
                continue
            told = content[name.begin : name.end]
            if kind == "call":
                told = told.rpartition(b".")[2]
            literal = without_scheme(content, found)
            first, last = min(name.begin, literal.begin), max(name.end, literal.end)
            return Match(rule, first, last, literal.begin, literal.end, told, kind, literal.value)
    return None


def is_behind_text(content: bytes, name_begin: int, literal: Literal) -> bool:
    """Whether the quote before the value closes a text that the name stands in: `"password: " + x + "…"`."""
    quote = content[literal.begin - 1 : literal.begin]
    if quote not in (b'"', b"'", b"`") or content[literal.begin - 2 : literal.begin - 1] == b"\\":
        return False
    return enclosing_quote(content, name_begin) == quote


SCHEME = rb"""(?x)
(?i: bearer | basic | token | digest | api-?key
 | [a-z]{2,20}-[a-z\-]{2,20} | [A-Z][A-Za-z]{2,12}V?[0-9]? ) [ ]{1,4}(?=[^\s"'`<>]{12})"""
"""What stands before a credential in an Authorization header (RFC 9110, section 11.4)."""
LONGEST_SCHEME = 42
"""Bytes of the longest scheme and the first space behind it."""


def without_scheme(content: bytes, literal: Literal) -> Literal:
    """Return the credential behind the name of an authentication scheme, where the value begins with one."""
    name = content[literal.begin : literal.begin + LONGEST_SCHEME].partition(b" ")[0]
    if not name.replace(b"-", b"").isalnum():
        return literal
    scheme = compiled(SCHEME).match(content, literal.begin)
    if scheme is None or content[scheme.end() - 1 : scheme.end()] != b" ":
        return literal
    credential = compiled(rb"""[^\s"'`<>,;]{12,2048}+""").match(content, scheme.end())
    if credential is None or credential.end() < literal.end:
        return literal  # words go on behind it
    return Literal(credential.start(), credential.end(), credential.group(), max(literal.behind, credential.end()))
