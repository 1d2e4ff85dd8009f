"""`Ruleset`: the compiled rules as the engine uses them. Reading it parses only the rules that are asked for."""

from __future__ import annotations

import os

from scanner.model import CONFIDENCE_RANK, NO_FINDING, Companion, Rule
from scanner.record import NamedTuple
from scanner.ruleset.keywords import DamagedRulesetError, read_keywords
from scanner.ruleset.layout import COLUMNS, COMPANION_FIELDS, FORMAT, KEYWORDS_FILE, LIST_SEPARATOR, RULES_FILE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from scanner.model import Confidence
    from scanner.ruleset.keywords import Keywords

HEADER_LENGTH = 256
"""Bytes that are enough for the first line of a table."""


class Header(NamedTuple):
    """The first line of both tables, behind the format."""

    digest: str
    rules: int
    """How many rules."""
    length: int
    """Bytes of the rules' table, without this line."""


class Ruleset:
    """A numbered set of rules with the index of their keywords."""

    __slots__ = ("_count", "_directory", "_known_lines", "_rules", "digest", "floor", "keywords")

    def __init__(self, digest: str, count: int, keywords: Keywords, directory: str, floor: Confidence) -> None:
        """`count`: how many rules. `directory`: holds their table, read when the first one is asked for."""
        self.digest = digest
        """Names this very set: equal digests, equal rules."""
        self.floor = floor
        """The confidence that rules must be able to reach to have keywords."""
        self.keywords = keywords
        """Each keyword (lower case) with what it announces."""
        self._count = count
        self._directory = directory
        self._known_lines: list[str] = []
        self._rules: dict[int, Rule] = {}

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Rule]:
        return (self.rule(number) for number in range(len(self)))

    def rule(self, number: int) -> Rule:
        """Return the rule with this number, parsed on first use."""
        rule = self._rules.get(number)
        if rule is None:
            rule = self._rules[number] = parse_row(self._lines[number])
        return rule

    def all_keywords(self) -> Keywords:
        """Return the keywords of all rules, with those that cannot reach the floor. Reads their table anew.

        Raises DamagedRulesetError if it is damaged, or is no longer that of these rules.
        """
        return read_keywords(self._text(KEYWORDS_FILE), "low", f"{self._directory}/{KEYWORDS_FILE}")

    def areas(self) -> frozenset[tuple[str, ...]]:
        """Return the globs of rules that are meant for some paths; the rules are not parsed.

        Raises DamagedRulesetError if the table is damaged.
        """
        behind = len(COLUMNS) - COLUMNS.index("paths")
        parts = [line.rsplit("\t", behind) for line in self._lines]
        if any(len(each) <= behind for each in parts):
            raise damaged()
        return frozenset(tuple(text.split(LIST_SEPARATOR)) for text in {each[-behind] for each in parts} if text)

    @property
    def _lines(self) -> list[str]:
        """A line a rule. Raises DamagedRulesetError if the table is damaged, or is no longer that of these keywords."""
        if not self._known_lines:
            self._known_lines = self._text(RULES_FILE).split("\n")
        return self._known_lines

    def _text(self, name: str) -> str:
        """Return the text of one of the two tables."""
        header, table = _table(self._directory, name)
        if header.digest != self.digest:
            raise strangers(self._directory)
        return text_of(table)


def parse_row(line: str) -> Rule:
    """Return the rule of one line of the compiled table.

    Raises DamagedRulesetError if the line has not the columns of this version.
    """
    values: list[Any] = line.split("\t")
    if len(values) != len(COLUMNS):
        raise damaged()
    name, provider, description, severity, confidence, keywords, regex, width, lead, entropy = values[:10]
    checksum, filters, revoke, source, syntax, requires, paths, elsewhere = values[10:]
    try:
        # By position: many scans parse all rules, which takes four times as long by name.
        return Rule(
            name,
            provider,
            description,
            severity,
            confidence,
            tuple(keywords.split(LIST_SEPARATOR)),
            regex,
            int(width),
            float(entropy),
            checksum,
            filters,
            revoke,
            source,
            int(lead),
            syntax,
            companion(requires) if requires else None,
            tuple(paths.split(LIST_SEPARATOR)) if paths else (),
            confidence_or_none(elsewhere),
        )
    except ValueError as error:
        raise damaged() from error


def companion(text: str) -> Companion:
    """Return the companion of one field of the compiled table.

    Raises ValueError if it is not written as this version writes it.
    """
    values: list[Any] = text.split(LIST_SEPARATOR)
    name, regex, width, lead, within, without = values[: len(COMPANION_FIELDS)]
    keywords = tuple(values[len(COMPANION_FIELDS) :])
    return Companion(name, regex, int(width), int(lead), int(within), confidence_or_none(without), keywords)


def confidence_or_none(text: str) -> Any:
    """Return the confidence, None where `NO_FINDING` stands in its place.

    Raises ValueError if it is neither.
    """
    if text != NO_FINDING and text not in CONFIDENCE_RANK:
        raise ValueError(text)
    return None if text == NO_FINDING else text


def load_compiled(directory: str, floor: Confidence = "low") -> Ruleset:
    """Return the ruleset that was compiled into `directory`; rules that cannot reach the floor have no keywords.

    Raises DamagedRulesetError if the files are missing, damaged, or of another version.
    """
    header, index = _table(directory, KEYWORDS_FILE)
    path = f"{directory}/{RULES_FILE}"
    begin = _read(directory, RULES_FILE, HEADER_LENGTH)
    if header != _header(begin, path):
        raise strangers(directory)
    if os.stat(path).st_size != begin.index(b"\n") + 1 + header.length:
        raise other_version(path)
    keywords = read_keywords(text_of(index), floor, f"{directory}/{KEYWORDS_FILE}")
    return Ruleset(header.digest, header.rules, keywords, directory, floor)


def _table(directory: str, name: str) -> tuple[Header, bytes]:
    """Return the table's first line, and what stands below it."""
    data = _read(directory, name)
    header = _header(data, f"{directory}/{name}")
    if not data.endswith(b"\n"):
        raise other_version(f"{directory}/{name}")
    return header, data[data.index(b"\n") + 1 : -1]


def _header(data: bytes, path: str) -> Header:
    """Return the first line of a table that begins with `data`."""
    form, *rest = data[: data.find(b"\n")].split(b"\t")
    if form != FORMAT.encode() or len(rest) != len(Header._fields) or not (rest[1] + rest[2]).isdigit():
        raise other_version(path)
    return Header(rest[0].decode("ascii", "replace"), int(rest[1]), int(rest[2]))


def _read(directory: str, name: str, length: int = -1) -> bytes:
    """Return the first `length` bytes of the file; all without it."""
    path = f"{directory}/{name}"
    try:
        with open(path, "rb", buffering=0) as stream:
            return stream.read(length)
    except OSError as error:
        raise DamagedRulesetError(f"{path}: the compiled rules cannot be read; install keysieve again") from error


def damaged() -> DamagedRulesetError:
    """Return the complaint about a table that holds what this version does not write."""
    return DamagedRulesetError("the compiled rules are damaged; install keysieve again")


def other_version(path: str) -> DamagedRulesetError:
    """Return the complaint about a table that is not in the form of this version."""
    return DamagedRulesetError(f"{path}: the compiled rules are damaged or of another version; install keysieve again")


def strangers(directory: str) -> DamagedRulesetError:
    """Return the complaint about tables of different rules."""
    return DamagedRulesetError(f"{directory}: {RULES_FILE} and {KEYWORDS_FILE} do not belong together")


def text_of(table: bytes) -> str:
    """Return the table's text. Raises DamagedRulesetError if it is none."""
    try:
        return table.decode()
    except UnicodeDecodeError as error:
        raise damaged() from error
