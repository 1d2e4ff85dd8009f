"""`Ruleset`: the compiled rules as the engine uses them. Reading it parses only the rules that are asked for."""

from __future__ import annotations

from scanner.model import CONFIDENCE_RANK, NO_FINDING, Companion, Rule
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


class Ruleset:
    """A numbered set of rules with the index of their keywords."""

    __slots__ = ("_directory", "_known_lines", "_rules", "digest", "keywords")

    def __init__(self, digest: str, keywords: Keywords, directory: str) -> None:
        """`directory`: holds the table of the rules, read when the first one is asked for: most commits need none."""
        self.digest = digest
        """Names this very set: equal digests, equal rules."""
        self.keywords = keywords
        """Each keyword (lower case) with what it announces."""
        self._directory = directory
        self._known_lines: list[str] = []
        self._rules: dict[int, Rule] = {}

    def __len__(self) -> int:
        return len(self._lines)

    def __iter__(self) -> Iterator[Rule]:
        return (self.rule(number) for number in range(len(self)))

    def rule(self, number: int) -> Rule:
        """Return the rule with this number, parsed on first use."""
        rule = self._rules.get(number)
        if rule is None:
            rule = self._rules[number] = parse_row(self._lines[number])
        return rule

    @property
    def _lines(self) -> list[str]:
        """A line a rule. Raises DamagedRulesetError if the table is damaged, or is no longer that of these keywords."""
        if not self._known_lines:
            digest, table = _table(self._directory, RULES_FILE)
            if digest != self.digest:
                raise strangers(self._directory)
            self._known_lines = text_of(table).split("\n")
        return self._known_lines


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
    digest, index = _table(directory, KEYWORDS_FILE)
    if digest != _digest(directory, RULES_FILE):
        raise strangers(directory)
    return Ruleset(digest, read_keywords(text_of(index), floor, f"{directory}/{KEYWORDS_FILE}"), directory)


def _table(directory: str, name: str) -> tuple[str, bytes]:
    """Return the digest in the table's first line, and what stands below it."""
    data = _read(directory, name)
    header, _, body = data.partition(b"\n")
    if not body.endswith(b"\n"):
        raise other_version(f"{directory}/{name}")
    return digest_in(header, f"{directory}/{name}"), body[:-1]


def _digest(directory: str, name: str) -> str:
    """Return the digest in the table's first line."""
    header, _, _ = _read(directory, name, HEADER_LENGTH).partition(b"\n")
    return digest_in(header, f"{directory}/{name}")


def _read(directory: str, name: str, length: int = -1) -> bytes:
    """Return the first `length` bytes of the file; all without it."""
    path = f"{directory}/{name}"
    try:
        with open(path, "rb", buffering=0) as stream:
            return stream.read(length)
    except OSError as error:
        raise DamagedRulesetError(f"{path}: the compiled rules cannot be read; install keysieve again") from error


def digest_in(header: bytes, path: str) -> str:
    """Return the digest in a table's first line."""
    form, _, digest = header.partition(b"\t")
    if form != FORMAT.encode():
        raise other_version(path)
    return digest.decode("ascii", "replace")


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
        raise DamagedRulesetError("the compiled rules are damaged; install keysieve again") from error
