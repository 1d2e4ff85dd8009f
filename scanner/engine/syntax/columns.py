"""`ColumnsSyntax`: tables with a column that says secret: CSV files, and the values of SQL inserts."""

from __future__ import annotations

from scanner.engine.syntax.literal import Literal
from scanner.engine.syntax.name import name_around
from scanner.model import Match
from scanner.text.pattern import compiled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from scanner.model import Fragment, Rule

HEADER = rb"""(?x)
(?: ["']?+ [A-Za-z0-9_.\ \-]{1,40}+ ["']?+ (?P<mark>[,;\t|]) ){1,40}+
["']?+ [A-Za-z0-9_.\ \-]{1,40}+ ["']?+ \r?\n """
INSERT = rb"""(?xi) insert \s{1,8} (?:ignore\s{1,8})? into \s{1,8} [^\s(]{1,120} \s{0,8}
\( (?P<columns>[^()]{1,400}+) \) \s{0,8} values \s{0,8} (?=\() """
SQL_VALUE = rb"""(?x) \s{0,16}
(?: [nN]?'(?P<value>(?:[^'\\]|''|\\.){0,512}+)'
  | "(?P<value>[^"]{0,512}+)"
  | (?P<value>[^\s,'"()]{0,120}+(?:\([^()]{0,80}\))?) )
\s{0,16} (?P<end>[,)]) """
MOST_ROWS = 1000
LONGEST_HEADER = 1600
LEAST = 4


class ColumnsSyntax:
    """Reads the column whose name holds a keyword."""

    def matches(self, rule: Rule, fragment: Fragment, hits: list[int]) -> Iterator[Match]:
        """Yield a match for each cell of the column."""
        content = fragment.content
        first = last = 0
        for hit in hits:
            span = name_around(content, hit)
            if span is None or first <= hit < last:  # a cell of a table is no head of another
                continue
            name = content[span[0] : span[1]]
            found = list(cells(content, *span))
            if found:
                first, last = found[0].begin, found[-1].end
            for cell in found:
                if len(cell.value) >= LEAST and fragment.begin <= cell.begin < fragment.end:
                    yield Match(rule, cell.begin, cell.end, cell.begin, cell.end, name, "column", cell.value)


def cells(content: bytes, begin: int, end: int) -> Iterator[Literal]:
    """Yield the cells below the name that stands between the offsets, if it is one of a table's head."""
    line_begin = content.rfind(b"\n", max(0, begin - LONGEST_HEADER), begin) + 1
    header = compiled(HEADER).match(content, line_begin)
    if header and header.end() > end:
        index = content.count(header["mark"], line_begin, begin)
        yield from csv_cells(content, header, index)
        return
    insert = compiled(INSERT).search(content, max(0, begin - LONGEST_HEADER), min(len(content), end + LONGEST_HEADER))
    if insert and insert.start("columns") <= begin < insert.end("columns"):
        index = content.count(b",", insert.start("columns"), begin)
        yield from sql_cells(content, insert.end(), index)


def csv_cells(content: bytes, header: Any, index: int) -> Iterator[Literal]:
    """Yield the cells of one column, in lines that have as many cells as the head."""
    mark = header["mark"]
    width = header.group().count(mark)
    at = header.end()
    for _ in range(MOST_ROWS):
        line_end = content.find(b"\n", at, at + LONGEST_HEADER)
        line = content[at : line_end if line_end >= 0 else at + LONGEST_HEADER].rstrip(b"\r")
        if line.count(mark) != width:
            return
        begin = at + sum(len(cell) + 1 for cell in line.split(mark)[:index])
        value = line.split(mark)[index]
        inner = value.strip().strip(b"\"'")
        begin += value.find(inner)
        yield Literal(begin, begin + len(inner), inner, begin + len(value))
        if line_end < 0:
            return
        at = line_end + 1


def sql_cells(content: bytes, at: int, index: int) -> Iterator[Literal]:
    """Yield the values of one column of the rows that begin at the offset."""
    for _ in range(MOST_ROWS):
        if content[at : at + 1] != b"(":
            return
        at += 1
        column = 0
        while True:
            value = compiled(SQL_VALUE).match(content, at)
            if value is None:
                return
            if column == index:
                yield Literal(value.start("value"), value.end("value"), value["value"], value.end())
            at, column = value.end(), column + 1
            if value["end"] == b")":
                break
        gap = compiled(rb"\s{0,16},\s{0,80}(?=\()").match(content, at)
        if gap is None:
            return
        at = gap.end()
