"""What the work tree says about an entry: where its secret stands, how sure that is and why, and the lines around."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from scanner.audit.context import ContextLine
    from scanner.model import Check, Confidence, Location, Secret

State = Literal["found", "vanished", "no file", "not looked at"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was seen of one entry."""

    state: State
    note: str = ""
    """What is to be said about it, beside the state; empty: nothing."""
    place: Location | None = None
    """The first place of the secret in its file."""
    others: tuple[int, ...] = ()
    """The other lines of the file in which it stands."""
    description: str = ""
    """What the rule finds."""
    shown: str = ""
    """The secret, redacted."""
    confidence: Confidence | None = None
    why: tuple[str, ...] = ()
    """What made the confidence what it is."""
    checks: tuple[Check, ...] = ()
    revoke: str = ""
    lines: tuple[ContextLine, ...] = ()
    shape: str = ""
    """The shape of the value, which is no secret."""
    needle: Secret | None = None
    """The secret as it is written in the file, by which the history is searched."""
    value: Secret | None = None
    """The secret itself, which no answer may quote."""
