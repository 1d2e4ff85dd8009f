"""Whether everything that was ever committed was scanned, as far as this user's memory tells."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scanner.git.clone import is_partial, shallow_commits
from scanner.git.refs import all_tips
from scanner.git.run import output
from scanner.git.tips import peeled
from scanner.posture.interface import UNSEEN, Check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.posture.interface import Scene

SCAN = "run `keysieve scan --history`"


def history_checks(scene: Scene) -> Iterator[Check]:
    """Yield whether the history was scanned, and when. Raises GitError."""
    remembered, noted = scene.history_scopes()
    seen = [tip.id for tip in peeled([(name, name) for name in remembered]) if tip.kind == "commit"]
    starts = sorted({tip.id for tip in all_tips(with_notes=False) if tip.kind == "commit"})
    if not starts:
        yield Check("history-scanned", UNSEEN, "there is no commit yet")
    elif shallow_commits() or is_partial():
        yield Check("history-scanned", UNSEEN, "this clone does not hold the whole history", "look at a whole clone")
    elif not seen or noted is None:
        evidence = "no scan under these rules and settings is remembered by this user; others' scans cannot be seen"
        yield Check("history-scanned", UNSEEN, evidence, SCAN)
    else:
        day = datetime.fromtimestamp(noted, UTC).date().isoformat()
        names = "".join(f"{name}\n" for name in (*starts, *(f"^{name}" for name in seen)))
        left = int(output(["rev-list", "--count", "--stdin"], scene.repository.root, names.encode()))
        told = f"the last scan that this user's memory has was on {day}; commits since then: {left}"
        yield Check("history-scanned", "attention" if left else "ok", told, SCAN if left else "")
