"""Baseline entries of moved secrets: they fall due, because moved is not revoked."""

from __future__ import annotations

import os
from datetime import date, timedelta
from typing import TYPE_CHECKING

from scanner.baseline.model import Baseline, BaselineEntry, entry_path, secret_hash
from scanner.baseline.read import read_baseline
from scanner.baseline.write import ATTRIBUTES, baseline_text, lacking_attribute
from scanner.hygiene.fix import addition
from scanner.remediation.surroundings import changed, existing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scanner.model import Finding
    from scanner.remediation.model import FileChange


def due_changes(
    root: str, path: str, salt: str, moved: Sequence[tuple[Finding, str]], today: str, days: int
) -> tuple[FileChange, ...]:
    """Return the change to the baseline, and for a new one that to `.gitattributes` by which its lines merge."""
    changes = [due_change(root, path, salt, moved, today, days)]
    if not os.path.lexists(os.path.join(root, path)):
        before = existing(root, ATTRIBUTES)
        text = before.text.encode("utf-8", "surrogateescape") if before is not None else b""
        line = os.fsdecode(lacking_attribute(text, path))
        if line:
            changes.append(changed(ATTRIBUTES, before, os.fsdecode(text + addition(text, (line,)))))
    return tuple(change for change in changes if change is not None)


def due_change(
    root: str, path: str, salt: str, moved: Sequence[tuple[Finding, str]], today: str, days: int
) -> FileChange | None:
    """Return the change that enters the moved secrets with the day by which they are to be revoked.

    `path`: of the baseline, from the root; it need not be there. An entry keeps an earlier day that it has.
    Raises BaselineError if it is broken, FixError if it cannot be read.
    """
    before = existing(root, path)
    baseline = read_baseline(os.path.join(root, path)) if before is not None else Baseline(salt, ())
    entries = {entry.key: entry for entry in baseline.entries}
    day = (date.fromisoformat(today) + timedelta(days=days)).isoformat()
    for finding, name in moved:
        key = entry_path(finding.path), secret_hash(finding.secret, baseline.salt)
        old = entries.get(key) or BaselineEntry(*key, finding.rule.id)
        entries[key] = old._replace(
            label="real",
            when=today,
            reason=old.reason or f"moved to {name}; revoke it, then delete this line",
            expires=min(old.expires or day, day),
            moved=name,
        )
    return changed(path, before, baseline_text(Baseline(baseline.salt, tuple(entries.values()))))
