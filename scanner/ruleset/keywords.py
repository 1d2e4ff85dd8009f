"""`Keywords`: each keyword with what it announces, read from the compiled table no further than is needed."""

from __future__ import annotations

from _collections_abc import Mapping  # where `collections.abc` has it from, whose package takes a millisecond to load

from scanner.errors import KeysieveError
from scanner.model import Announcement
from scanner.record import NamedTuple
from scanner.ruleset.layout import FAINT_MARK, GUARD_MARK, HEAD, HEADS_MARK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scanner.model import Confidence


class DamagedRulesetError(KeysieveError):
    """The compiled rules are not in the form that this version writes."""


class Section(NamedTuple):
    """The rows of some keywords, with the index of their heads."""

    begins: Mapping[str, str]
    """Where the rows of each head begin in `rows`."""
    ends: Mapping[str, str]
    short: tuple[str, ...]
    """The heads that are shorter than others: whole keywords."""
    rows: str


class Keywords(Mapping[str, "tuple[Announcement, ...]"]):
    """Each keyword (lower case) with what it announces, which is parsed when it is asked for: few are ever met."""

    __slots__ = ("_all", "_guards", "_known", "_met", "_place", "_sections")

    def __init__(self, sections: Sequence[Section], guards: Sequence[str], place: str) -> None:
        """`guards`: as the table has them. `place`: its path, for complaints."""
        self._sections = sections
        self._guards = guards
        self._place = place
        self._all: dict[str, str] = {}
        self._met: dict[str, str] = {}
        self._known: dict[str, tuple[Announcement, ...]] = {}

    def __len__(self) -> int:
        return len(self._announced)

    def __iter__(self) -> Iterator[str]:
        return iter(self._announced)

    def __getitem__(self, keyword: str) -> tuple[Announcement, ...]:
        """Return what the keyword announces. Raises DamagedRulesetError if the table is damaged there."""
        text = self._met.get(keyword) or self._announced[keyword]
        found = self._known.get(text)  # spellings of one name announce the same
        if found is None:
            try:
                found = tuple(announcement(each, self._guards) for each in text.split(" "))
            except (ValueError, IndexError) as error:
                raise damaged(self._place) from error
            self._known[text] = found
        return found

    def possible_in(self, text: str) -> list[str]:
        """Return the keywords whose heads stand in a text in lower case; only their rows are read."""
        pieces = {text[at : at + HEAD] for at in range(len(text) - HEAD + 1)}
        met: dict[str, str] = {}
        for begins, ends, short, rows in self._sections:
            for head in (*(begins.keys() & pieces), *(head for head in short if head in text)):
                try:
                    add_rows(met, rows[int(begins[head]) : int(ends[head])])
                except ValueError as error:
                    raise damaged(self._place) from error
        self._met.update(met)
        return list(met)

    @property
    def _announced(self) -> Mapping[str, str]:
        """Each keyword with what the table says of it; another thread never sees a part of them."""
        if not self._all:
            announced: dict[str, str] = {}
            for section in self._sections:
                add_rows(announced, section.rows)
            self._all = announced
        return self._all


def read_keywords(table: str, floor: Confidence, place: str) -> Keywords:
    """Return the keywords of the table without those of rules that cannot reach the floor.

    `place`: the table's path, for complaints. Raises DamagedRulesetError if it has no index.
    """
    sure, _, faint = table.partition(f"\n{FAINT_MARK}\n")
    before, _, _ = sure.partition(HEADS_MARK)
    guards = [line.removeprefix(GUARD_MARK).lstrip("\t") for line in before.splitlines()]
    sections = [section(text, place) for text in ((sure, faint) if floor == "low" else (sure,))]
    return Keywords(sections, guards, place)


def section(text: str, place: str) -> Section:
    """Return the part of the table that begins with an index, or with guards before it."""
    _, mark, rest = f"\n{text}".partition(f"\n{HEADS_MARK}")
    line, _, rest = rest.partition("\n")
    offsets, _, rows = rest.partition("\n")
    heads, begins = line.split("\t")[1:], offsets.split()
    if not mark or len(heads) != len(begins):
        raise damaged(place)
    ends = dict(zip(heads, (*begins[1:], str(len(rows))), strict=False))
    return Section(dict(zip(heads, begins, strict=True)), ends, tuple(each for each in heads if len(each) < HEAD), rows)


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
