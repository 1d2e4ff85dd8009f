"""Whether the access log of the store is as it was written."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from scanner.posture.interface import UNSEEN, Check
from scanner.stores.access_log import check_log
from scanner.stores.interface import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.posture.interface import Scene

HEAD = "note the head elsewhere, and give it to `keysieve store log --check --head`"


def access_checks(scene: Scene) -> Iterator[Check]:
    """Yield whether lines of the log were changed or removed."""
    path = scene.place.log_path
    if not path:
        has_file = scene.place.kind == "file" and os.path.lexists(scene.place.path)
        told = "KEYSIEVE_ACCESS_LOG is `none`, so no access log is kept here"
        yield Check("access-log", "missing" if has_file else UNSEEN, told, "name a file with KEYSIEVE_ACCESS_LOG")
        return
    if not os.path.lexists(path) and not os.path.lexists(f"{path}.head"):
        if scene.place.kind == "file" and os.path.lexists(scene.place.path):
            told = f"there is a store, and no access log at {path}"
            yield Check("access-log", "missing", told, "restore the log, or set KEYSIEVE_ACCESS_LOG to where it is")
        else:
            yield Check("access-log", UNSEEN, f"there is no access log at {path}")
        return
    try:
        verdict = check_log(path)
    except StoreError as error:
        yield Check("access-log", UNSEEN, str(error))
        return
    if verdict.faults:
        told = f"{path}: {len(verdict.faults)} faults, first {verdict.faults[0]}"
        yield Check("access-log", "attention", told, "find out who changed it: `keysieve store log --check`")
    else:
        yield Check("access-log", "ok", f"{path}: {verdict.lines} lines, chained, head {verdict.head[:16]}", HEAD)
