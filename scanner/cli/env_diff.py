"""How `keysieve env diff` is told."""

from __future__ import annotations

import json

from scanner.text.redact import escape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.envschema.diff import Comparison


def as_text(compared: Comparison) -> str:
    """Return a table: a line a variable, a column an environment."""
    head = ("", *compared.titles, "")
    lines = [head, *((row.name, *row.cells, row.kind) for row in compared.rows)]
    shown = [tuple(escape(cell) for cell in line) for line in lines]
    widths = [max(len(line[column]) for line in shown) for column in range(len(head))]
    padded = ("  ".join(f"{cell:{width}}" for cell, width in zip(line, widths)) for line in shown)
    return "".join(f"{line.rstrip()}\n" for line in padded)


def as_json(compared: Comparison) -> str:
    """Return one JSON document."""
    rows = [
        {"name": row.name, "kind": row.kind, "values": dict(zip(compared.titles, row.cells))} for row in compared.rows
    ]
    document = {"schema": 1, "environments": compared.titles, "variables": rows}
    return json.dumps(document, indent=2) + "\n"
