"""What a check has to say about one place in one file."""

from __future__ import annotations

from scanner.errors import KeysieveError
from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Literal

    Level = Literal["error", "warning", "note"]

MOST_TOLD = 100
"""Faults of a schema in one message."""

LEVELS = ("error", "warning", "note")
"""In the order of their weight; only errors decide the exit code."""


class Complaint(NamedTuple):
    """One fault, with its mend. It never holds the value of an item."""

    path: str
    line: int
    """1-based."""
    column: int
    """1-based, in characters."""
    name: str
    """The variable; empty: it concerns the line, or the file."""
    level: Level
    kind: str
    """What it is about, for programs: `missing`, `type`, `unknown`, `duplicate`, `syntax`, `portability`, …"""
    message: str
    mend: str

    def __str__(self) -> str:
        name = f" {self.name}:" if self.name else ""
        return f"{self.path}:{self.line}:{name} {self.message}; {self.mend}"


class SchemaError(KeysieveError):
    """The schema is wrong, or says what this version does not know; the message has every fault with its line."""


class EnvFileError(KeysieveError):
    """An environment file cannot be read or evaluated at all: unreadable, huge, binary, or in a circle."""


def schema_error(complaints: Iterable[Complaint]) -> SchemaError:
    """Return the error that tells these faults of a schema in one line, all of them but for a flood."""
    told = [str(complaint) for complaint in complaints]
    more = [f"and {len(told) - MOST_TOLD} more"] if len(told) > MOST_TOLD else []
    return SchemaError(" | ".join([*told[:MOST_TOLD], *more]))
