"""The part of YAML that configurations of scanners are written in: mappings, lists and scalars, each with its line.

Block style, and flow style on one line. Anchors, tags and block scalars are refused rather than guessed at.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from scanner.install.config_shape import KEY, is_dash, meaningful, scalar, without_comment
from scanner.migration.interface import MigrationError


@dataclass(frozen=True, slots=True)
class Node:
    """A value, and where it stands."""

    value: str | dict[str, Node] | list[Node]
    line: int
    """1-based."""

    def items(self) -> list[Node]:
        """Return the entries of a list; none if it is no list."""
        return self.value if isinstance(self.value, list) else []

    def get(self, *names: str) -> Node | None:
        """Return the value of the first of these keys that is there, `-` and `_` being the same; None: none is."""
        if not isinstance(self.value, dict):
            return None
        found = {key.replace("-", "_"): node for key, node in self.value.items()}
        return next((found[name] for name in names if name in found), None)

    def text(self) -> str:
        """Return a scalar; empty if it is none."""
        return self.value if isinstance(self.value, str) else ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line, or what stands behind the dash in one."""

    indent: int
    text: str
    line: int


def read_yaml(text: str, name: str) -> Node:
    """Return the document. Raises MigrationError if it is not written in the part that is read."""
    rows = [
        Row(line.indent, without_comment(line.text).rstrip(), line.number + 1)
        for line in meaningful(tuple(f"{row}\n" for row in text.split("\n")))
    ]
    rows = [row for row in rows if row.text not in ("---", "...")]
    if not rows:
        return Node({}, 1)
    node, left = block(rows, name)
    if left:
        raise refusal(name, left[0].line)
    return node


def refusal(name: str, line: int) -> MigrationError:
    """Return the error for a line that is not understood."""
    return MigrationError(f"{name}:{line}: is YAML of a kind that is not read here; write it in block style")


def block(rows: list[Row], name: str) -> tuple[Node, list[Row]]:
    """Return the value that begins at the first row, and the rows behind it."""
    first = rows[0]
    if is_dash(first.text):
        return sequence(rows, name)
    if KEY.match(first.text):
        return mapping(rows, name)
    end = next((at for at, row in enumerate(rows) if row.indent < first.indent), len(rows))
    return Node(leaf(" ".join(row.text for row in rows[:end]), name, first.line).value, first.line), rows[end:]


def sequence(rows: list[Row], name: str) -> tuple[Node, list[Row]]:
    """Return a list and the rows behind it."""
    indent, line = rows[0].indent, rows[0].line
    entries = []
    while rows and rows[0].indent == indent and is_dash(rows[0].text):
        row = rows[0]
        rest = row.text[1:].lstrip()
        end = next((at for at, later in enumerate(rows[1:], 1) if later.indent <= indent), len(rows))
        inner, rows = rows[1:end], rows[end:]
        if rest:
            inner = [Row(indent + len(row.text) - len(rest), rest, row.line), *inner]
        if not inner:
            entries.append(Node("", row.line))
            continue
        node, left = block(inner, name)
        if left:
            raise refusal(name, left[0].line)
        entries.append(node)
    return Node(entries, line), rows


def mapping(rows: list[Row], name: str) -> tuple[Node, list[Row]]:
    """Return a mapping and the rows behind it."""
    indent, line = rows[0].indent, rows[0].line
    values: dict[str, Node] = {}
    while rows and rows[0].indent == indent and not is_dash(rows[0].text):
        row = rows[0]
        key = KEY.match(row.text)
        if key is None:
            raise refusal(name, row.line)
        rest = (key["value"] or "").strip()
        end = next((at for at, later in enumerate(rows[1:], 1) if ends_value(later, indent, bool(rest))), len(rows))
        inner, rows = rows[1:end], rows[end:]
        if rest:  # a plain text may go on in lines that are indented further
            values[key["key"]] = leaf(" ".join([rest, *(later.text for later in inner)]), name, row.line)
        elif inner:
            values[key["key"]], left = block(inner, name)
            if left:
                raise refusal(name, left[0].line)
        else:
            values[key["key"]] = Node("", row.line)
    return Node(values, line), rows


def ends_value(row: Row, indent: int, has_text: bool) -> bool:
    """Whether the row is behind the value of a key at `indent`; a list below a key need not be indented."""
    return row.indent < indent or (row.indent == indent and (has_text or not is_dash(row.text)))


def leaf(text: str, name: str, line: int) -> Node:
    """Return a scalar, or a list or mapping in flow style."""
    if text[:1] in "&*!|>%@`" and text[:1]:
        raise refusal(name, line)
    if text[:1] == "[" and text.endswith("]"):
        return Node([leaf(part, name, line) for part in parts(text[1:-1])], line)
    if text[:1] == "{" and text.endswith("}"):
        values = {}
        for part in parts(text[1:-1]):
            key, colon, value = part.partition(":")
            if not colon:
                raise refusal(name, line)
            values[scalar(key)] = leaf(value.strip(), name, line)
        return Node(values, line)
    if text[:1] == '"':
        try:
            return Node(str(json.loads(text)), line)
        except ValueError:
            raise refusal(name, line) from None
    if text[:1] == "'":
        return Node(scalar(text).replace("''", "'"), line)
    return Node("" if text in ("null", "~") else text, line)


def parts(text: str) -> list[str]:
    """Cut a list in flow style at its commas, not at those in quotes or brackets."""
    found = [""]
    quote, depth = "", 0
    for sign in text:
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        elif sign in "[{":
            depth += 1
        elif sign in "]}":
            depth -= 1
        if sign == "," and not quote and depth == 0:
            found.append("")
        else:
            found[-1] += sign
    return [part.strip() for part in found if part.strip()]
