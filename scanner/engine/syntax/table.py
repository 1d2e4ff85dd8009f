"""The syntaxes by the name that rules give them, imported when a rule that names one is tried."""

from __future__ import annotations

from functools import cache
from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.engine.syntax.interface import Syntax

SYNTAXES = {
    "assignment": "scanner.engine.syntax.assignment:AssignmentSyntax",
    "columns": "scanner.engine.syntax.columns:ColumnsSyntax",
    "kubernetes": "scanner.engine.syntax.kubernetes:KubernetesSyntax",
}


@cache
def syntax(name: str) -> Syntax:
    """Return the syntax of that name, one of `SYNTAXES`."""
    module, _, attribute = SYNTAXES[name].partition(":")
    made: Syntax = getattr(import_module(module), attribute)()
    return made
