"""The changes as a unified diff that shows no secret."""

from __future__ import annotations

from difflib import unified_diff
from itertools import groupby, repeat
from typing import TYPE_CHECKING

from scanner.remediation.rewrite import line_starts
from scanner.text.redact import escape, redacted

LONGEST = 240
"""Characters of a line that are shown."""

AROUND = 60
"""Characters that are shown on both sides of what differs in a longer one."""

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scanner.remediation.contents import Contents
    from scanner.remediation.model import FileChange, Plan
    from scanner.remediation.rescan import Rescan


def diff_lines(plan: Plan, rescan: Rescan) -> Iterator[str]:
    """Yield the lines of the diff, without line ends, secrets redacted and control characters escaped."""
    hidden = {secret.reveal_in_clear().decode("utf-8", "surrogateescape"): shown for secret, shown in plan.hidden}
    for change in plan.changes:
        sides = [side for side in (change.before, change.after) if side is not None]
        there = {text: shown for side in sides for text, shown in secrets_in(side, change.path, rescan)}
        yield from file_diff(change, hidden | there)


def secrets_in(contents: Contents, path: str, rescan: Rescan) -> Iterator[tuple[str, str]]:
    """Yield each secret that a scan finds in a file, as it is written there and as it is, with what is shown for it.

    Every file of the diff is scanned, since one that is only kept in step may hold a secret too; and what is written
    encoded gives the secret away as well.
    """
    starts = line_starts(contents.text)
    for finding in rescan.everything(path, contents.data()):
        place, shown = finding.location, redacted(finding.secret, finding.rule)
        begin, end = (
            starts[min(line, len(starts)) - 1] + column - 1
            for line, column in ((place.line, place.column), (place.end_line, place.end_column))
        )
        yield contents.text[begin:end], shown
        yield finding.secret.reveal_in_clear().decode("utf-8", "surrogateescape"), shown


def file_diff(change: FileChange, hidden: Mapping[str, str]) -> Iterator[str]:
    """Yield the diff of one file: changed lines only, since what no rule finds may stand in those around them."""
    before = masked(change.before.text, hidden) if change.before is not None else ""
    after = masked(change.after.text, hidden)
    path = escape(change.path)
    old = "/dev/null" if change.before is None else f"a/{path}"
    lines = unified_diff(before.split("\n"), after.split("\n"), old, f"b/{path}", n=0, lineterm="")
    for line, other in with_counterparts(lines):
        yield escape(shortened(line, other).removesuffix("\r"))


def with_counterparts(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each line of a diff with the one that takes its place, or whose place it takes; empty: none does."""
    runs = [[*run] for _, run in groupby(lines, key=lambda line: line[:1])]
    for before, run, after in zip([[], *runs], runs, [*runs[1:], []], strict=False):
        other = after if run[0].startswith("-") else before
        yield from zip(run, other if len(other) == len(run) else repeat("", len(run)), strict=True)


def shortened(line: str, other: str) -> str:
    """Return a line, and of a long one, such as of a minified script, what differs from its counterpart."""
    if len(line) <= LONGEST:
        return line
    same = common(line[1:], other[1:])
    behind = common(line[: same + 1 : -1], other[: same + 1 : -1])
    begin, end = max(1, 1 + same - AROUND), min(len(line), len(line) - behind + AROUND)
    piece = line[begin:end]
    if len(piece) > LONGEST:
        piece = f"{piece[: LONGEST // 2]} … {piece[-(LONGEST // 2) :]}"
    return f"{line[0]}{'… ' if begin > 1 else ''}{piece}{' …' if end < len(line) else ''}"


def common(one: str, other: str) -> int:
    """Return how many characters two texts begin with alike."""
    differing = (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    return next(differing, min(len(one), len(other)))


def masked(text: str, hidden: Mapping[str, str]) -> str:
    """Return the text with every secret redacted, the longest first."""
    for value, shown in sorted(hidden.items(), key=lambda one: -len(one[0])):
        text = text.replace(value, shown) if value else text
    return text
