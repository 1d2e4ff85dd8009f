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


class Ruleset:
    """A numbered set of rules with the index of their keywords."""

    __slots__ = ("_lines", "_rules", "_table", "digest", "keywords")

    def __init__(self, digest: str, keywords: Keywords, table: bytes) -> None:
        """`table`: a line a rule, read when the first one is asked for: most commits need none."""
        self.digest = digest
        """Names this very set: equal digests, equal rules."""
        self.keywords = keywords
        """Each keyword (lower case) with what it announces."""
        self._table = table
        self._lines: list[str] = []
        self._rules: dict[int, Rule] = {}

    def __len__(self) -> int:
        return self._table.count(b"\n") + 1

    def __iter__(self) -> Iterator[Rule]:
        return (self.rule(number) for number in range(len(self)))

    def rule(self, number: int) -> Rule:
        """Return the rule with this number, parsed on first use."""
        rule = self._rules.get(number)
        if rule is None:
            self._lines = self._lines or text_of(self._table).split("\n")
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
    digest, rules = _table(directory, RULES_FILE)
    index_digest, index = _table(directory, KEYWORDS_FILE)
    if digest != index_digest:
        raise DamagedRulesetError(f"{directory}: {RULES_FILE} and {KEYWORDS_FILE} do not belong together")
    return Ruleset(digest, read_keywords(text_of(index), floor, f"{directory}/{KEYWORDS_FILE}"), rules)


def _table(directory: str, name: str) -> tuple[str, bytes]:
    """Return the digest in the table's first line, and what stands below it."""
    path = f"{directory}/{name}"
    try:
        with open(path, "rb") as stream:
            data = stream.read()
    except OSError as error:
        raise DamagedRulesetError(f"{path}: the compiled rules cannot be read; install keysieve again") from error
    header, _, body = data.partition(b"\n")
    form, _, digest = header.partition(b"\t")
    if form != FORMAT.encode() or not body.endswith(b"\n"):
        raise DamagedRulesetError(
            f"{path}: the compiled rules are damaged or of another version; install keysieve again"
        )
    return digest.decode("ascii", "replace"), body[:-1]


def text_of(table: bytes) -> str:
    """Return the table's text. Raises DamagedRulesetError if it is none."""
    try:
        return table.decode()
    except UnicodeDecodeError as error:
        raise DamagedRulesetError("the compiled rules are damaged; install keysieve again") from error
