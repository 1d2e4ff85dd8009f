"""`Ruleset`: the compiled rules as the engine uses them. Reading it parses only the rules that are asked for."""

from __future__ import annotations

from _collections_abc import Mapping  # where `collections.abc` has it from, whose package takes a millisecond to load

from scanner.errors import KeysieveError
from scanner.model import CONFIDENCE_RANK, NO_FINDING, Announcement, Companion, Rule
from scanner.ruleset.layout import (
    COLUMNS,
    COMPANION_FIELDS,
    FAINT_MARK,
    FORMAT,
    GUARD_MARK,
    KEYWORDS_FILE,
    LIST_SEPARATOR,
    RULES_FILE,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from scanner.model import Confidence


class DamagedRulesetError(KeysieveError):
    """The compiled rules are not in the form that this version writes."""


class Ruleset:
    """A numbered set of rules with the index of their keywords."""

    __slots__ = ("_lines", "_rules", "digest", "keywords")

    def __init__(self, digest: str, keywords: Mapping[str, tuple[Announcement, ...]], lines: list[str]) -> None:
        self.digest = digest
        """Names this very set: equal digests, equal rules."""
        self.keywords = keywords
        """Each keyword (lower case) with what it announces."""
        self._lines = lines
        self._rules: dict[int, Rule] = {}

    def __len__(self) -> int:
        return len(self._lines)

    def __iter__(self) -> Iterator[Rule]:
        return (self.rule(number) for number in range(len(self._lines)))

    def rule(self, number: int) -> Rule:
        """Return the rule with this number, parsed on first use."""
        rule = self._rules.get(number)
        if rule is None:
            rule = self._rules[number] = parse_row(self._lines[number])
        return rule


def parse_row(line: str) -> Rule:
    """Return the rule of one line of the compiled table.

    Raises DamagedRulesetError if the line has not the columns of this version.
    """
    values: list[Any] = line.split("\t")
    if len(values) != len(COLUMNS):
        raise DamagedRulesetError("the compiled rules are damaged; install keysieve again")
    fields = dict(zip(COLUMNS, values, strict=True))
    fields["keywords"] = tuple(fields["keywords"].split(LIST_SEPARATOR))
    fields["paths"] = tuple(fields["paths"].split(LIST_SEPARATOR)) if fields["paths"] else ()
    try:
        fields["elsewhere"] = confidence_or_none(fields["elsewhere"])
        fields["requires"] = companion(fields["requires"]) if fields["requires"] else None
        fields["width"] = int(fields["width"])
        fields["lead"] = int(fields["lead"])
        fields["entropy"] = float(fields["entropy"])
    except ValueError as error:
        raise DamagedRulesetError("the compiled rules are damaged; install keysieve again") from error
    return Rule(**fields)


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
    digest, lines = _table(directory, RULES_FILE)
    index_digest, rows = _table(directory, KEYWORDS_FILE)
    if digest != index_digest:
        raise DamagedRulesetError(f"{directory}: {RULES_FILE} and {KEYWORDS_FILE} do not belong together")
    guards: list[str] = []
    announced: dict[str, str] = {}
    for row in rows:
        first, _, rest = row.partition("\t")
        if first == GUARD_MARK:
            guards.append(rest)
        elif first == FAINT_MARK:
            if floor != "low":
                break
        else:
            announced[first] = f"{announced[first]} {rest}" if first in announced else rest
    return Ruleset(digest, Keywords(announced, guards, f"{directory}/{KEYWORDS_FILE}"), lines)


class Keywords(Mapping[str, "tuple[Announcement, ...]"]):
    """Each keyword (lower case) with what it announces, which is parsed when it is asked for: few are ever met."""

    __slots__ = ("_announced", "_guards", "_known", "_place")

    def __init__(self, announced: Mapping[str, str], guards: Sequence[str], place: str) -> None:
        """`announced`, `guards`: as the table has them. `place`: its path, for complaints."""
        self._announced = announced
        self._guards = guards
        self._known: dict[str, tuple[Announcement, ...]] = {}
        self._place = place

    def __len__(self) -> int:
        return len(self._announced)

    def __iter__(self) -> Iterator[str]:
        return iter(self._announced)

    def __getitem__(self, keyword: str) -> tuple[Announcement, ...]:
        """Return what the keyword announces. Raises DamagedRulesetError if the table is damaged there."""
        text = self._announced[keyword]
        found = self._known.get(text)  # spellings of one name announce the same
        if found is None:
            try:
                found = tuple(announcement(each, self._guards) for each in text.split(" "))
            except (ValueError, IndexError) as error:
                raise DamagedRulesetError(f"{self._place}: is damaged; install keysieve again") from error
            self._known[text] = found
        return found


def announcement(text: str, guards: Sequence[str]) -> Announcement:
    """Return what `number`, `number:guard:length` or `number:guard:length:reach` says."""
    number, *guarded = text.split(":")
    if not guarded:
        return Announcement(int(number))
    guard, length, *reach = map(int, guarded)
    members = byte_set(guards[guard])
    follows = run_table(members) if reach else members
    return Announcement(int(number), follows, length, *reach)


def run_table(members: bytes) -> bytes:
    """Return the table that turns `members` into `A` and every other byte into a space."""
    table = bytearray(b" " * 256)
    for byte in members:
        table[byte] = 65
    return bytes(table)


def byte_set(ranges: str) -> bytes:
    """Return the bytes of hex ranges such as `30-39 41-5a`."""
    members = bytearray()
    for span in ranges.split(" "):
        first, _, last = span.partition("-")
        members.extend(range(int(first, 16), int(last, 16) + 1))
    return bytes(members)


def _table(directory: str, name: str) -> tuple[str, list[str]]:
    """Return the digest in the table's first line, and its other lines."""
    path = f"{directory}/{name}"
    try:
        with open(path, "rb") as stream:
            text = stream.read().decode()
    except (OSError, UnicodeDecodeError) as error:
        raise DamagedRulesetError(f"{path}: the compiled rules cannot be read; install keysieve again") from error
    header, _, body = text.partition("\n")
    form, _, digest = header.partition("\t")
    if form != FORMAT or not body.endswith("\n"):
        raise DamagedRulesetError(
            f"{path}: the compiled rules are damaged or of another version; install keysieve again"
        )
    return digest, body[:-1].split("\n")
