"""From foreign allow lists to `exclude` and `[[allow]]` of the configuration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

from scanner.ruleimport.convert import one_line
from scanner.ruleimport.foreign import ForeignAllow
from scanner.ruleimport.globs import path_globs
from scanner.ruleimport.re2 import PatternRefusedError, parse
from scanner.ruleimport.spelling import spelt
from scanner.ruleimport.syntax import Anchor, Node, Sequence

MOST_ENTRIES = 500


@dataclass(frozen=True, slots=True)
class AllowEntry:
    """One `[[allow]]` table; empty: not given."""

    value: str
    path: str
    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class ConvertedAllows:
    """What the configuration says for the allow lists."""

    exclude: tuple[str, ...]
    entries: tuple[AllowEntry, ...]
    refused: tuple[str, ...]
    """What has no counterpart, by name and with the reason."""


def convert_allows(allows: tuple[ForeignAllow, ...], ids: Mapping[str, str], reason: str) -> ConvertedAllows:
    """Return the counterparts; `ids`: those of foreign rules, with ours; `reason`: where the list gives none."""
    exclude: dict[str, None] = {}
    entries: dict[AllowEntry, None] = {}
    refused: list[str] = []
    for number, allow in enumerate(allows, 1):
        name = f"allow list {one_line(allow.description) or number}" + (
            f" of {', '.join(allow.rules)}" * bool(allow.rules)
        )
        rules = [ids[rule] for rule in allow.rules if rule in ids]
        if allow.rules and not rules:
            refused.append(f"{name}: none of its rules is imported")
            continue
        missing = [rule for rule in allow.rules if rule not in ids]
        if missing:
            refused.append(f"{name}: its rules {', '.join(missing)} are not imported")
        refused.extend(f"{name}: `{key}` has no counterpart" for key in allow.unknown)
        if allow.commits:
            refused.append(f"{name}: its {len(allow.commits)} commits: nothing is allowed by commit here")
        try:
            made = _entries(allow, name, refused)
        except PatternRefusedError as error:
            refused.append(f"{name}: {error}")
            continue
        why = one_line(allow.description) or reason
        for value, path in made:
            if not rules and not value:
                exclude[path] = None
            for rule in rules or [""] * bool(value):
                entries[AllowEntry(value, path, rule, why)] = None
    return ConvertedAllows(tuple(exclude), tuple(entries), tuple(refused))


def _entries(allow: ForeignAllow, name: str, refused: list[str]) -> list[tuple[str, str]]:
    """Return pairs of a value's pattern and a path's glob, one of which may be empty.

    Raises PatternRefusedError where every criterion must hold and one has no counterpart.
    """
    values: list[str] = []
    paths: list[str] = []
    if allow.regexes and allow.target != "secret":
        refused.append(
            f"{name}: its regexes are held against the {allow.target}; here only the secret can be asked for"
        )
    for text in allow.regexes if allow.target == "secret" else ():
        try:
            values.append(whole(parse(text)))
        except PatternRefusedError as error:
            refused.append(f"{name}: the regex {text!r}: {error}")
    for text in allow.paths:
        try:
            paths.extend(path_globs(text))
        except PatternRefusedError as error:
            refused.append(f"{name}: the path {text!r}: {error}")
    words = [f"(?is:.*{_quoted(word)}.*)" for word in allow.stopwords if word]
    if not allow.all_of:
        return [*((value, "") for value in (*values, *words)), *(("", path) for path in paths)]
    if allow.commits or (allow.regexes and not values) or (allow.paths and not paths):
        raise PatternRefusedError("all of its criteria must hold, and one of them has no counterpart")
    both = [f"(?={word}$){value}" for word, value in product(words, values)] if words and values else words or values
    given = (both or [""], paths or [""])
    if len(given[0]) * len(given[1]) > MOST_ENTRIES:
        raise PatternRefusedError(f"more than {MOST_ENTRIES} combinations")
    return [pair for pair in product(*given) if any(pair)]


def whole(node: Node) -> str:
    """Return the pattern over a whole value that holds where the tree is found in it."""
    items = list(node.items) if isinstance(node, Sequence) else [node]
    begin, end = items[:1] == [Anchor(r"\A")], items[-1:] == [Anchor(r"\Z")]
    if len(items) > 1 and begin and end:
        return spelt(Sequence(tuple(items[1:-1]))) or r"\A\Z"
    return f"(?s:.*?)(?:{spelt(node)})(?s:.*)"


def _quoted(word: str) -> str:
    return spelt(parse("\\Q" + word.replace("\\E", "\\E\\\\E\\Q") + "\\E"))
