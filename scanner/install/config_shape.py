"""The lines of a `.pre-commit-config.yaml`: where its repositories begin and end, and how they are laid out.

Read line by line, without a YAML parser: a text that is only added to keeps its comments, quotes and line ends. What
is laid out in a way that this does not follow (flow style, several documents, anchors in the place of lists) is
refused rather than guessed at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scanner.install.model import InstallError

if TYPE_CHECKING:
    from collections.abc import Mapping

TOP_KEY = re.compile(r"""^(?:repos|"repos"|'repos')[ ]*:(?=\s|$)(.*)$""")
ITEM = re.compile(r"^( *)-( +)(?=\S)")
KEY = re.compile(r"""^(?P<quote>["']?)(?P<key>[\w.-]+)(?P=quote)[ ]*:(?:[ \t]+(?P<value>.*?))?[ \t]*$""")
BLOCK_SCALAR = re.compile(r"(?:^|[:\-][ ]+)(?:[&!][^ ]*[ ]+)*[|>][-+0-9]*[ ]*(?:#.*)?$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is neither blank nor comment, nor the text of a block scalar."""

    number: int
    """0-based."""
    indent: int
    text: str
    """Without indentation."""
    last: int
    """0-based number of the last line of the block scalar that begins here; else `number`."""


@dataclass(frozen=True, slots=True)
class Hook:
    """A hook of a repository."""

    line: int
    """0-based number of the line with its id."""
    options: Mapping[str, str]
    """Its keys with what stands behind them in their line."""

    @property
    def id(self) -> str:
        """The name by which its repository offers it."""
        return self.options.get("id", "")


@dataclass(frozen=True, slots=True)
class Item:
    """One repository."""

    begin: int
    """0-based number of its first line."""
    end: int
    """0-based number of the line behind its last one, comments that are indented like it among them."""
    address: str
    rev: str
    hooks: tuple[Hook, ...]
    dash: int
    """Columns before the dash."""
    gap: int
    """Blanks behind the dash."""
    hook_dash: int | None
    """Columns before the dashes of its hooks; None: they are written in flow style."""
    hook_gap: int


@dataclass(frozen=True, slots=True)
class Shape:
    """What the file holds."""

    lines: tuple[str, ...]
    """With their ends."""
    line_end: str
    items: tuple[Item, ...]
    top: Mapping[str, str]
    """The other keys of the document with what stands behind them in their line."""
    empty_list: int | None
    """0-based number of the line `repos: []`, or of `repos:` with nothing behind; None: it is another one."""
    has_key: bool


def shape_of(text: str, name: str) -> Shape:
    """Return the shape of the file's text. Raises InstallError, with `name`, if it is not laid out as expected."""
    lines = tuple(re.findall(r"[^\n]*\n|[^\n]+$", text))
    line_end = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    told = meaningful(lines)
    for line in told:
        if "\t" in line.text[: len(line.text) - len(line.text.lstrip())] or line.text.startswith("\t"):
            raise InstallError(f"{name}:{line.number + 1}: is indented with a tab, which YAML does not allow")
    if any(line.text.startswith(("--- ", "...")) or (line.text == "---" and line is not told[0]) for line in told):
        raise InstallError(f"{name}: holds several documents; put the hook in by hand")
    if told and told[0].text.startswith(("{", "[")):
        raise InstallError(f"{name}: is written in flow style; put the hook in by hand")
    found = [match for line in told if line.indent == 0 and (match := KEY.match(line.text))]
    top = {match["key"]: scalar(match["value"] or "") for match in found}
    keys = [line for line in told if line.indent == 0 and TOP_KEY.match(line.text)]
    if not keys:
        return Shape(lines, line_end, (), top, None, has_key=False)
    if len(keys) > 1:
        raise InstallError(f"{name}:{keys[1].number + 1}: `repos` is there twice; join them")
    match = TOP_KEY.match(keys[0].text)
    assert match is not None
    value = without_comment(match[1]).strip()
    block = [line for line in told if line.number > keys[0].number]
    end = next((at for at, line in enumerate(block) if line.indent == 0 and not is_dash(line.text)), len(block))
    behind = block[end].number if end < len(block) else len(lines)
    block = block[:end]
    if value not in ("", "[]") or (value == "[]" and block):
        raise InstallError(f"{name}:{keys[0].number + 1}: the list is written in flow style; put the hook in by hand")
    if not block:
        return Shape(lines, line_end, (), top, keys[0].number, has_key=True)
    items = items_of(block, name)
    ends = [*(item.begin for item in items[1:]), behind]
    with_comments = tuple(replace(item, end=commented(lines, item, end)) for item, end in zip(items, ends, strict=True))
    return Shape(lines, line_end, with_comments, top, None, has_key=True)


def commented(lines: tuple[str, ...], item: Item, behind: int) -> int:
    """Return where the repository ends with the comments right behind it that are indented further than its dash."""
    end = item.end
    while end < behind and re.match(rf" {{{item.dash + 1},}}#", lines[end]):
        end += 1
    return end


def meaningful(lines: tuple[str, ...]) -> list[Line]:
    """Return the lines that say something."""
    told: list[Line] = []
    scalar_above: int | None = None
    for number, raw in enumerate(lines):
        body = raw.rstrip("\r\n").removeprefix("\ufeff" if number == 0 else "")
        text = body.lstrip(" ")
        indent = len(body) - len(text)
        if not text.strip():
            continue
        if scalar_above is not None:
            if indent > scalar_above:
                told[-1] = replace(told[-1], last=number)
                continue
            scalar_above = None
        if text.startswith("#"):
            continue
        told.append(Line(number, indent, text.rstrip(), number))
        if BLOCK_SCALAR.search(without_comment(text).rstrip()):
            scalar_above = indent
    return told


def items_of(block: list[Line], name: str) -> list[Item]:
    """Return the repositories of the list. Raises InstallError if it is none."""
    dash = block[0].indent
    if not is_dash(block[0].text):
        raise InstallError(f"{name}:{block[0].number + 1}: `repos` is no list of repositories")
    starts = [at for at, line in enumerate(block) if line.indent == dash and is_dash(line.text)]
    return [item_of(block[begin:end], name) for begin, end in zip(starts, [*starts[1:], len(block)], strict=True)]


def item_of(lines: list[Line], name: str) -> Item:
    """Return the repository that these lines tell. Raises InstallError if it is not laid out as a mapping."""
    first = lines[0]
    match = ITEM.match(" " * first.indent + first.text)
    if match is None or first.text[1:].lstrip().startswith(("{", "*", "&")):
        raise InstallError(f"{name}:{first.number + 1}: is not written as a list of keys; put the hook in by hand")
    gap = len(match[2])
    column = first.indent + 1 + gap
    rows = [replace(first, indent=column, text=first.text[1 + gap :]), *lines[1:]]
    values: dict[str, str] = {}
    hooks: list[Hook] = []
    hook_dash, hook_gap = None, 1
    for at, row in enumerate(rows):
        key = KEY.match(row.text) if row.indent == column else None
        if key is None:
            continue
        values[key["key"]] = scalar(key["value"] or "")
        if key["key"] != "hooks":
            continue
        flow = without_comment(key["value"] or "").strip()
        below = hook_rows(rows[at + 1 :], column)
        if flow:
            hooks = flow_hooks(row, flow, below)
        elif below:
            hook_dash = below[0].indent
            found = ITEM.match(" " * hook_dash + below[0].text)
            hook_gap = len(found[2]) if found else 1
            hooks = block_hooks(below, hook_dash)
    end = lines[-1].last + 1
    return Item(
        first.number,
        end,
        values.get("repo", ""),
        values.get("rev", ""),
        tuple(hooks),
        first.indent,
        gap,
        hook_dash,
        hook_gap,
    )


def hook_rows(rows: list[Line], column: int) -> list[Line]:
    """Return the rows of the list below `hooks:`, whose dashes may stand in the column of the key."""
    end = next((at for at, row in enumerate(rows) if row.indent <= column and not is_dash(row.text)), len(rows))
    return rows[:end]


def block_hooks(rows: list[Line], dash: int) -> list[Hook]:
    """Return the hooks of a list, a line for each key."""
    hooks: list[tuple[int, dict[str, str]]] = []
    column = 0
    for row in rows:
        text = row.text
        indent = row.indent
        if indent == dash and is_dash(text):
            text = text[1:].lstrip()
            column = indent = dash + len(row.text) - len(text)
            hooks.append((row.number, {}))
            if text.startswith("{"):
                hooks[-1][1].update(flow_hooks(row, text, [])[0].options)
                continue
        key = KEY.match(text) if indent == column and hooks else None
        if key is not None:
            line, options = hooks[-1]
            options[key["key"]] = scalar(key["value"] or "")
            hooks[-1] = (row.number if key["key"] == "id" else line, options)
    return [Hook(line, options) for line, options in hooks]


def flow_hooks(row: Line, flow: str, below: list[Line]) -> list[Hook]:
    """Return the hooks of a list in flow style, as far as they can be told: by their ids."""
    text = " ".join([flow, *(line.text for line in below)])
    ids = re.findall(r"""["']?\bid["']?[ ]*:[ ]*["']?([^\s,"'}\]]+)""", text)
    return [Hook(row.number, {"id": found}) for found in ids] or [Hook(row.number, {})]


def is_dash(text: str) -> bool:
    """Whether the text begins an entry of a list."""
    return text == "-" or text.startswith("- ")


def scalar(text: str) -> str:
    """Return a plain or quoted value on one line, without a comment behind it."""
    text = without_comment(text).strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    return text


def without_comment(text: str) -> str:
    """Return the text without the comment at its end; a `#` in quotes begins none."""
    quote = ""
    at = 0
    while at < len(text):
        sign = text[at]
        if quote:
            if (sign == "\\" and quote == '"') or text[at : at + 2] == "''" == quote * 2:
                at += 1  # what follows is escaped
            elif sign == quote:
                quote = ""
        elif sign in "\"'" and (at == 0 or text[at - 1] in " \t[{,:"):
            quote = sign
        elif sign == "#" and (at == 0 or text[at - 1] in " \t"):
            return text[:at]
        at += 1
    return text
