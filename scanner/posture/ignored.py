"""Whether git ignores the files that hold secrets by convention."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from scanner.errors import KeysieveError
from scanner.hygiene.run import everything
from scanner.posture.interface import UNSEEN, Check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.posture.interface import Scene

FIX = "run `keysieve gitignore check`, then `keysieve gitignore fix`"
NAMED = 3


def ignore_checks(scene: Scene) -> Iterator[Check]:
    """Yield whether the ignore files are sound."""
    try:
        survey = scene.survey()
        remarks = everything(survey)
    except KeysieveError as error:
        yield Check("gitignore", UNSEEN, str(error), FIX)
        return
    if remarks:
        named = [f"{os.fsdecode(remark.path)} {remark.message}" for remark in remarks[:NAMED]]
        more = f"; and {len(remarks) - NAMED} more" if len(remarks) > NAMED else ""
        there = os.path.lexists(os.path.join(scene.repository.root, ".gitignore"))
        yield Check("gitignore", "attention" if there else "missing", f"{'; '.join(named)}{more}", FIX)
    else:
        yield Check("gitignore", "ok", f"nothing to remark, {len(survey.tracked)} tracked files looked at")
