"""The families of checks, in the order of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.posture.access import access_checks
from scanner.posture.audited import baseline_checks
from scanner.posture.environment import environment_checks
from scanner.posture.history import history_checks
from scanner.posture.hook import hook_checks
from scanner.posture.ignored import ignore_checks
from scanner.posture.job import job_checks
from scanner.posture.kept import store_checks

if TYPE_CHECKING:
    from scanner.posture.interface import Check, Family, Scene

FAMILIES: tuple[Family, ...] = (
    hook_checks,
    job_checks,
    baseline_checks,
    history_checks,
    ignore_checks,
    environment_checks,
    access_checks,  # before the store is asked, which writes into its log
    store_checks,
)


def checks(scene: Scene) -> tuple[Check, ...]:
    """Return all answers. Raises KeysieveError if git fails."""
    return tuple(check for family in FAMILIES for check in family(scene))
