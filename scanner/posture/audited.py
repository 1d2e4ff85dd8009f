"""Whether the findings that are accepted were looked at by a person, and are still accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.baseline.detect_secrets.read import read_foreign
from scanner.baseline.kind import is_foreign
from scanner.baseline.read import BaselineError, read_baseline
from scanner.baseline.stats import UNAUDITED, stats_of, stats_of_foreign
from scanner.posture.interface import UNSEEN, Check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.posture.interface import Scene

CREATE = "run `keysieve baseline create`; an empty one says that nothing is accepted"


def baseline_checks(scene: Scene) -> Iterator[Check]:
    """Yield whether the baseline is there and audited, and whether entries of it expired."""
    path = scene.baseline_path
    if path is None:
        yield Check("baseline-audited", "missing", "there is no baseline", CREATE)
        yield Check("baseline-expiry", UNSEEN, "there is no baseline")
        return
    try:
        foreign = is_foreign(path)
        stats = stats_of_foreign(read_foreign(path)) if foreign else stats_of(read_baseline(path), scene.today)
    except BaselineError as error:
        yield Check("baseline-audited", "attention", str(error), "mend the baseline")
        yield Check("baseline-expiry", UNSEEN, "the baseline cannot be read")
        return
    unaudited, real = stats.labels[UNAUDITED], stats.labels["real"]
    told = f"{path}: {stats.entries} entries, {unaudited} unaudited, {real} real"
    if unaudited:
        yield Check("baseline-audited", "attention", told, "label the entries: `real`, `false-positive` or `accepted`")
    elif real:
        yield Check("baseline-audited", "attention", told, "revoke and remove the secrets that are real")
    else:
        yield Check("baseline-audited", "ok", told)
    if foreign:
        yield Check("baseline-expiry", UNSEEN, "entries of a detect-secrets baseline have no date")
    elif stats.expired:
        told = f"{stats.expired} entries expired, {stats.expiring} will"
        yield Check("baseline-expiry", "attention", told, "remove the secrets, or accept them anew with a new date")
    else:
        yield Check("baseline-expiry", "ok", f"no entry expired, {stats.expiring} will")
