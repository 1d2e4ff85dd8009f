"""`KubernetesSyntax`: the entries of Secret manifests, whatever their names are: `data` (base64) and `stringData`.

https://kubernetes.io/docs/concepts/configuration/secret/
"""

from __future__ import annotations

from base64 import b64decode
from binascii import Error

from scanner.engine.syntax.literal import Literal, quoted_at
from scanner.engine.syntax.loose import block_at
from scanner.model import Match
from scanner.text.pattern import compiled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from scanner.model import Fragment, Rule

REACH = 32_768
"""Bytes to each side of `kind: Secret` in which its document is looked for."""

LEAST = 4
SECTION = rb"""(?x) (?: ^ [ ]{0,40}+ (?P<yaml>data|stringData) [ ]{0,4}+ : [ \t]{0,8}+ (?:\#[^\r\n]{0,80}+)?+ \r?\n
                     | "(?P<json>data|stringData)" \s{0,8}+ : \s{0,8}+ \{ )"""
YAML_ENTRY = (
    rb"""(?x) (?P<indent>[ ]{0,80}+) ["']?+ (?P<name>[A-Za-z0-9._\-]{1,253}+) ["']?+ [ ]{0,4}+ : [ \t]{0,8}+ """
)
JSON_ENTRY = rb"""(?x) \s{0,80}+ ,?+ \s{0,80}+ " (?P<name>[A-Za-z0-9._\-]{1,253}+) " \s{0,8}+ : \s{0,8}+ (?=") """
BARE = rb"""[^\s"'{}#|>][^\r\n]{0,2048}+"""


class KubernetesSyntax:
    """Reads the document around `kind: Secret`."""

    def matches(self, rule: Rule, fragment: Fragment, hits: list[int]) -> Iterator[Match]:
        """Yield a match for each entry of one line; it reaches over the entry."""
        content = fragment.content
        read = 0
        for hit in hits:
            if hit <= read:
                continue
            begin = max(content.rfind(b"\n---", max(read, hit - REACH), hit), read, hit - REACH)
            end = content.find(b"\n---", hit, hit + REACH)
            read = end = end if end >= 0 else min(len(content), hit + REACH)
            for section in compiled(b"(?m)" + SECTION).finditer(content, begin, end):
                is_encoded = (section["yaml"] or section["json"]) == b"data"
                entries = yaml_entries if section["yaml"] else json_entries
                for name_begin, name, literal in entries(content, section, end):
                    value = decoded(literal.value) if is_encoded else literal.value
                    if len(value) >= LEAST and b"\n" not in value and fragment.begin <= name_begin < fragment.end:
                        last = max(literal.end, name_begin + len(name))
                        yield Match(rule, name_begin, last, literal.begin, literal.end, name, "kubernetes", value)


def yaml_entries(content: bytes, section: Any, end: int) -> Iterator[tuple[int, bytes, Literal]]:
    """Yield the begin, the name and the value of each entry in the lines below a section's head."""
    outer = section.start("yaml") - content.rfind(b"\n", 0, section.start("yaml")) - 1
    at = section.end()
    while at < end:
        entry = compiled(YAML_ENTRY).match(content, at)
        if entry and len(entry["indent"]) <= outer:
            return
        if entry:
            literal = quoted_at(content, entry.end()) or block_at(content, entry.end(), entry.start("name"))
            literal = literal or bare(content, entry.end())
            if literal:
                yield entry.start("name"), entry["name"], literal
                at = max(at, literal.end)
        newline = content.find(b"\n", at, end)
        if newline < 0:
            return
        at = newline + 1


def json_entries(content: bytes, section: Any, end: int) -> Iterator[tuple[int, bytes, Literal]]:
    """Yield the begin, the name and the value of each member of an object."""
    at = section.end()
    while at < end:
        entry = compiled(JSON_ENTRY).match(content, at)
        literal = quoted_at(content, entry.end()) if entry else None
        if entry is None or literal is None:
            return
        yield entry.start("name"), entry["name"], literal
        at = literal.behind


def bare(content: bytes, at: int) -> Literal | None:
    """Return the value without quotes at the offset."""
    found = compiled(BARE).match(content, at)
    value = found.group().partition(b" #")[0].rstrip() if found else b""
    return Literal(at, at + len(value), value, at + len(value)) if value else None


def decoded(value: bytes) -> bytes:
    """Return what base64 says; empty for what is none, or says no text."""
    try:
        text = b64decode(value, validate=True)
        return text.strip() if text.decode().strip().isprintable() else b""
    except (Error, ValueError):
        return b""
