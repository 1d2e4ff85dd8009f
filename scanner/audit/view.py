"""The screen of the audit as lines of text: the entry, what is known of it, the lines around, and the keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.audit.context import revealed
from scanner.audit.style import BOLD, CYAN, DIM, GREEN, RED, REVERSE, YELLOW, Span
from scanner.text.redact import escape
from scanner.text.width import cell_width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scanner.audit.context import ContextLine
    from scanner.audit.details import Background
    from scanner.audit.evidence import Evidence
    from scanner.audit.model import Item
    from scanner.audit.session import Counts
    from scanner.audit.style import Look

LABEL_COLORS = {"real": RED, "false-positive": GREEN, "accepted": YELLOW}
LOOKING = "looking..."
MOST_PLACES = 8
BEHIND = 8
"""Cells behind the secret that are brought into sight with it."""

KEYS = (
    *("r real", "f false positive", "a accepted", "s skip", "b back", "u undo", "v reveal", "e editor"),
    *("= same answer for", "/ filter", "? help", "q quit"),
)
SHORT_KEYS = "r f a s b u v e = / q, ? for help"


@dataclass(frozen=True, slots=True)
class Page:
    """What is to be shown."""

    name: str
    """The baseline."""
    counts: Counts
    choice: str
    """The filters in words; empty: none."""
    item: Item | None
    evidence: Evidence | None
    """None: it is being looked for."""
    background: Background | None
    elsewhere: tuple[str, ...]
    """Paths of the other entries of the same secret."""
    is_revealed: bool
    message: str
    is_looking: bool = False
    """Whether it is not known yet if the filters let the entry through."""


def screen(page: Page, look: Look) -> list[str]:
    """Return the lines of the screen, at most as many as it has rows."""
    head = [look.fitted(_title(page)), look.fitted([Span(f"[{escape(page.choice)}]" if page.choice else "", CYAN)])]
    foot = _foot(page, look)
    if page.item is None:
        body = [look.fitted([Span(text)]) for text in _ending(page)]
        return [*head, *body, "", *foot][: look.rows]
    if page.is_looking:
        body = [look.fitted([Span(f"looking for entries that the filters let through: {escape(page.item.path)}", DIM)])]
        return [*head, *body, "", *foot][: look.rows]
    facts = [line for row in _facts(page, page.item) for line in _row(row, look)]
    room = look.rows - len(head) - len(facts) - len(foot) - 1
    code = _context(page.evidence, page.is_revealed, look)
    kept = around_secret(code, room)
    if room < 3 and look.rows > len(foot) + 8:  # a low screen: rather the lines than all that is known
        facts = facts[: max(2, look.rows - len(head) - len(foot) - 8)]
        kept = around_secret(code, look.rows - len(head) - len(facts) - len(foot) - 1)
    lines = [*head, *facts, "", *(line for line, _ in kept)]
    lines = lines[: max(1, look.rows - len(foot))]
    return [*lines, *[""] * (look.rows - len(lines) - len(foot)), *foot][: look.rows]


def _title(page: Page) -> Iterator[Span]:
    counts = page.counts
    yield Span("keysieve audit ", BOLD)
    yield Span(escape(page.name))
    if counts.position:
        yield Span(f"  {counts.position} of {counts.chosen}", BOLD)
    yield Span(f"  {counts.unaudited} unaudited, {counts.answered} answered now", DIM)


def _ending(page: Page) -> Iterator[str]:
    if not page.counts.entries:
        yield "The baseline has no entries."
    elif page.choice:
        yield "No more entries that the filters let through."
    elif page.counts.unaudited:
        yield f"That is the end of the list; {page.counts.unaudited} left unaudited."
    else:
        yield "Every entry is audited."
    yield "Enter: from the beginning.  b: back.  u: undo.  /: other filters.  q: quit."


def _facts(page: Page, item: Item) -> Iterator[list[Span]]:
    """Yield the rows of what is known, each with the name of the row first."""
    evidence, background = page.evidence, page.background
    place = evidence.place if evidence is not None else None
    where = f":{place.line}:{place.column}" if place is not None else f":{item.line}" if item.line else ""
    yield [Span(""), Span(f"{escape(item.path)}{where}", BOLD)]
    what = f"  {escape(evidence.description)}" if evidence is not None and evidence.description else ""
    yield [Span("rule"), Span(escape(item.rule), BOLD), Span(what)]
    said = item.decision
    signed = " ".join(filter(None, (said.by and f"by {said.by}", said.when)))
    more = ", ".join(filter(None, (signed, said.reason, said.expires and f"until {said.expires}")))
    yield [Span("label"), Span(item.label, LABEL_COLORS.get(item.label, "")), Span(f"  {escape(more)}" if more else "")]
    if evidence is None:
        yield [Span("secret"), Span(LOOKING, DIM)]
        return
    if evidence.state != "found":
        yield [Span("secret"), Span(f"{evidence.state.upper()}: ", RED), Span(escape(evidence.note))]
    else:
        shape = f"  ({escape(evidence.shape)})" if evidence.shape else ""
        yield [Span("secret"), Span(evidence.shown, YELLOW), Span(shape, DIM)]
        why = background.why if background is not None and background.why else evidence.why
        sure = evidence.confidence or "unknown"
        yield [Span("confidence"), Span(sure, BOLD), Span(escape(f": {'; '.join(why)}" if why else ""))]
        if evidence.checks:
            yield [
                Span("checks"),
                Span(escape(", ".join(f"{check.name} {check.outcome}" for check in evidence.checks))),
            ]
        yield [Span("first"), *_origin(background)]
        if evidence.note:
            yield [Span("note"), Span(escape(evidence.note), YELLOW)]
    places = [f"line {line}" for line in evidence.others[:MOST_PLACES]]
    places += [escape(path) for path in page.elsewhere[:MOST_PLACES]]
    left = len(evidence.others) + len(page.elsewhere) - len(places)
    if places:
        yield [Span("also in"), Span(", ".join(places) + (f" and {left} more" if left > 0 else ""))]


def _origin(background: Background | None) -> Iterator[Span]:
    if background is None:
        yield Span(LOOKING, DIM)
        return
    origin = background.origin
    if not origin.commit:
        yield Span(escape(origin.note or "not known"), DIM)
        return
    yield Span(f"{origin.commit[:12]}  {escape(origin.day)}  {escape(origin.author)}")
    if origin.note:
        yield Span(f"  {escape(origin.note)}", DIM)


def _row(row: Sequence[Span], look: Look) -> list[str]:
    """Return a row in at most two lines."""
    name, *spans = row
    if not name.text:
        return [look.fitted(spans)]
    line = look.fitted([Span(f"{name.text:<11}", DIM), *spans])
    text = "".join(span.text for span in spans)
    if cell_width(text) + 11 <= look.width:
        return [line]
    lines = look.wrapped(f"{name.text:<11}{text}", 11)
    return lines if len(lines) <= 2 else [lines[0], look.fitted([Span(f"{lines[1]} ...")])]


def _context(evidence: Evidence | None, is_revealed: bool, look: Look) -> list[tuple[str, bool]]:
    """Return the lines of the file, each with whether the secret stands in it."""
    if evidence is None or not evidence.lines:
        return []
    digits = len(str(evidence.lines[-1].number))
    return [(look.fitted(_code(line, digits, is_revealed, look)), line.holds) for line in evidence.lines]


def _code(line: ContextLine, digits: int, is_revealed: bool, look: Look) -> Iterator[Span]:
    yield Span(f"{'>' if line.holds else ' '}{line.number:>{digits}} | ", BOLD if line.holds else DIM)
    room = look.width - digits - 4
    spans = [
        Span(revealed(piece) if is_revealed else piece.shown, _color(piece.is_hidden, piece.clear is not None))
        for piece in line.pieces
    ]
    before = 0
    if line.holds:  # a secret that stands far to the right is brought into sight
        for piece, span in zip(line.pieces, spans, strict=True):
            if piece.clear is not None:
                shift = before + min(cell_width(span.text), room // 2) + BEHIND - room
                if shift > 0:
                    yield Span("<", DIM)
                    spans = list(_shifted(spans, shift + 1))
                elif line.is_cut:
                    yield Span("<", DIM)
                break
            before += cell_width(span.text)
    yield from spans


def _shifted(spans: Sequence[Span], cells: int) -> Iterator[Span]:
    """Yield the spans without the first so many cells."""
    for span in spans:
        text = span.text
        while text and cells > 0:
            cells -= cell_width(text[0])
            text = text[1:]
        yield Span(text, span.color)


def _color(is_hidden: bool, is_own: bool) -> str:
    return f"{REVERSE}{YELLOW}" if is_own else YELLOW if is_hidden else ""


def around_secret(lines: list[tuple[str, bool]], room: int) -> list[tuple[str, bool]]:
    """Return as many of the lines as there is room for, those around the secret."""
    if len(lines) <= room:
        return lines
    first = next((number for number, (_, holds) in enumerate(lines) if holds), 0)
    begin = max(0, min(first - max(0, room - 1) // 2, len(lines) - room))
    return lines[begin : begin + max(0, room)]


def _foot(page: Page, look: Look) -> list[str]:
    message = look.wrapped(escape(page.message), 0)[:3] if page.message else [""]
    colored = [look.fitted([Span(line, CYAN)]) for line in message]
    keys = packed(KEYS, look.width) if look.width >= 60 and look.rows >= 16 else [look.fitted([Span(SHORT_KEYS)])]
    return [*colored, *(look.fitted([Span(line, DIM)]) for line in keys)]


def packed(units: Sequence[str], width: int) -> list[str]:
    """Return the units in as few lines as they fit into, none of them broken."""
    lines: list[str] = []
    for unit in units:
        if lines and cell_width(lines[-1]) + 3 + cell_width(unit) <= width:
            lines[-1] += f"   {unit}"
        else:
            lines.append(unit)
    return lines
