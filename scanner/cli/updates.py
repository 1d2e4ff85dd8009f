"""Standard input of git's hooks: which references a push changes."""

from __future__ import annotations

from scanner.errors import UsageError
from scanner.git.ids import is_id
from scanner.sources.choose import Update

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def received_updates(rows: Iterable[str]) -> list[Update]:
    """Return the updates of `pre-receive`: old id, new id and name a line; there is at least one.

    Raises UsageError for anything else.
    """
    updates = []
    for number, row in enumerate(filter(None, rows), 1):
        words = row.split(" ", 2)
        if len(words) != 3 or not all(map(is_id, words[:2])):
            raise _unknown(number, "`old-id new-id refname`", "pre-receive")
        updates.append(Update(*words))
    if not updates:  # unlike `pre-push`, git does not call this hook for nothing
        raise UsageError("standard input names no reference; has another command of the hook read it before?")
    return updates


def pushed_updates(rows: Iterable[str]) -> list[Update]:
    """Return the updates of `pre-push`: local name and id, remote name and id a line. Raises UsageError."""
    updates = []
    for number, row in enumerate(filter(None, rows), 1):
        words = row.rsplit(" ", 3)
        if len(words) != 4 or not (is_id(words[1]) and is_id(words[3])):
            raise _unknown(number, "`local-ref local-id remote-ref remote-id`", "pre-push")
        updates.append(Update(words[3], words[1], words[0]))
    return updates


def _unknown(number: int, form: str, hook: str) -> UsageError:
    return UsageError(f"standard input, line {number}: not in the form {form}; git calls this as its {hook} hook")
