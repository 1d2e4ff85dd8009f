"""`Keywords`: each keyword with what it announces, read from the compiled table no further than is needed."""

from __future__ import annotations

from _collections_abc import Mapping  # where `collections.abc` has it from, whose package takes a millisecond to load
from itertools import takewhile

from scanner.errors import KeysieveError
from scanner.model import Announcement
from scanner.record import NamedTuple
from scanner.ruleset.layout import FAINT_MARK, GUARD_MARK, HEAD, HEADS_MARK, OFFSET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scanner.model import Confidence


class DamagedRulesetError(KeysieveError):
    """The compiled rules are not in the form that this version writes."""


class Section(NamedTuple):
    """The rows of some keywords, with the index of their heads."""

    heads: Mapping[str, int]
    """The number of each head."""
    offsets: str
    """Where the rows of each head begin, by its number, counted from `base`; `OFFSET` digits each."""
    short: tuple[str, ...]
    """The heads that are shorter than others: whole keywords."""
    table: str
    base: int
    """Where the rows begin in `table`."""
    end: int
    """Where they end."""

    def rows_of(self, head: str) -> str:
        """Return the rows of the keywords with this head. Raises ValueError if the index is damaged."""
        number = self.heads.get(head)
        if number is None:
            return ""
        at = number * OFFSET
        begin = self.base + int(self.offsets[at : at + OFFSET])
        behind = self.offsets[at + OFFSET : at + 2 * OFFSET]
        return self.table[begin : self.base + int(behind) if behind else self.end]

    def rows(self) -> str:
        """Return the rows of all keywords."""
        return self.table[self.base : self.end]


class Keywords(Mapping[str, "tuple[Announcement, ...]"]):
    """Each keyword (lower case) with what it announces, which is parsed when it is asked for: few are ever met."""

    __slots__ = ("_all", "_guards", "_known", "_met", "_place", "_sections")

    def __init__(self, sections: Sequence[Section], guards: Sequence[str], place: str) -> None:
        """`guards`: as the table has them. `place`: its path, for complaints."""
        self._sections = sections
        self._guards = guards
        self._place = place
        self._all: dict[str, str] = {}
        self._met: dict[str, dict[str, str]] = {}
        self._known: dict[str, tuple[Announcement, ...]] = {}

    def __len__(self) -> int:
        return len(self._announced)

    def __iter__(self) -> Iterator[str]:
        return iter(self._announced)

    def __getitem__(self, keyword: str) -> tuple[Announcement, ...]:
        """Return what the keyword announces. Raises DamagedRulesetError if the table is damaged there."""
        text = self._met.get(keyword[:HEAD], {}).get(keyword) or self._announced[keyword]
        found = self._known.get(text)  # spellings of one name announce the same
        if found is None:
            try:
                found = tuple(announcement(each, self._guards) for each in text.split(" "))
            except (ValueError, IndexError) as error:
                raise damaged(self._place) from error
            self._known[text] = found
        return found

    def places(self, text: str) -> Iterator[tuple[str, int]]:
        """Yield each keyword in a text in lower case, with the offset behind it, each time that it stands there.

        Only the rows of keywords whose heads stand in the text are read. Raises DamagedRulesetError if one is damaged.
        """
        pieces = {text[at : at + HEAD] for at in range(len(text) - HEAD + 1)}
        heads: set[str] = set()
        for section in self._sections:
            heads |= section.heads.keys() & pieces
            heads.update(head for head in section.short if head in text)
        for head in heads:
            keywords = self._keywords_of(head)
            at = text.find(head)
            while at >= 0:
                for keyword in keywords:
                    if text.startswith(keyword, at):
                        yield keyword, at + len(keyword)
                at = text.find(head, at + 1)

    def _keywords_of(self, head: str) -> dict[str, str]:
        """Return the keywords with this head, and what the table says of them."""
        keywords = self._met.get(head)
        if keywords is None:
            keywords = {}
            try:
                for section in self._sections:
                    add_rows(keywords, section.rows_of(head))
            except ValueError as error:
                raise damaged(self._place) from error
            self._met[head] = keywords
        return keywords

    @property
    def _announced(self) -> Mapping[str, str]:
        """Each keyword with what the table says of it; another thread never sees a part of them."""
        if not self._all:
            announced: dict[str, str] = {}
            for section in self._sections:
                add_rows(announced, section.rows())
            self._all = announced
        return self._all


def read_keywords(table: str, floor: Confidence, place: str) -> Keywords:
    """Return the keywords of the table without those of rules that cannot reach the floor.

    `place`: the table's path, for complaints. Raises DamagedRulesetError if it has no index.
    """
    faint = table.find(f"\n{FAINT_MARK}\n")
    if faint < 0:
        raise damaged(place)
    before = table[: table.find(HEADS_MARK)]
    guards = [line.removeprefix(GUARD_MARK).lstrip("\t") for line in before.splitlines()]
    sections = [section(table, len(before), faint, place)]
    if floor == "low":
        sections.append(section(table, faint + len(FAINT_MARK) + 2, len(table), place))
    return Keywords(sections, guards, place)


def section(table: str, begin: int, end: int, place: str) -> Section:
    """Return the part of the table that begins with an index there."""
    heads_end = table.find("\n", begin)
    base = (table.find("\n", heads_end + 1, end) + 1) or end + 1
    mark, *heads = table[begin:heads_end].split("\t")
    offsets = table[heads_end + 1 : base].strip("\n")
    if mark != HEADS_MARK or not begin < heads_end < base or len(heads) * OFFSET != len(offsets):
        raise damaged(place)
    short = tuple(takewhile(lambda head: len(head) < HEAD, heads))
    return Section(dict(zip(heads, range(len(heads)), strict=True)), offsets, short, table, base, end)


def add_rows(announced: dict[str, str], rows: str) -> None:
    """Add the rows' keywords with what they announce; a keyword may be there already, for other rules."""
    for row in rows.split("\n"):
        keyword, _, rest = row.partition("\t")
        if keyword:
            announced[keyword] = f"{announced[keyword]} {rest}" if keyword in announced else rest


def damaged(place: str) -> DamagedRulesetError:
    """Return the complaint about a table."""
    return DamagedRulesetError(f"{place}: is damaged; install keysieve again")


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
