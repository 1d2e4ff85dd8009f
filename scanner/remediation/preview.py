"""The changes as a unified diff that shows no secret."""

from __future__ import annotations

from difflib import unified_diff
from typing import TYPE_CHECKING

from scanner.text.redact import escape

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scanner.model import Secret
    from scanner.remediation.model import FileChange, Plan


def diff_lines(plan: Plan) -> Iterator[str]:
    """Yield the lines of the diff, without line ends, secrets redacted and control characters escaped."""
    for change in plan.changes:
        yield from file_diff(change, plan.hidden)


def file_diff(change: FileChange, hidden: Sequence[tuple[Secret, str]]) -> Iterator[str]:
    """Yield the diff of one file."""
    before = masked(change.before.text, hidden) if change.before is not None else ""
    after = masked(change.after.text, hidden)
    path = escape(change.path)
    old = "/dev/null" if change.before is None else f"a/{path}"
    for line in unified_diff(before.split("\n"), after.split("\n"), old, f"b/{path}", n=1, lineterm=""):
        yield escape(line.removesuffix("\r"))


def masked(text: str, hidden: Sequence[tuple[Secret, str]]) -> str:
    """Return the text with every secret redacted, the longest first."""
    values = [(secret.reveal_in_clear().decode("utf-8", "surrogateescape"), shown) for secret, shown in hidden]
    for value, shown in sorted(values, key=lambda one: -len(one[0])):
        text = text.replace(value, shown) if value else text
    return text
