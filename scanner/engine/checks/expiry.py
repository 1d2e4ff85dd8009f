"""Saying since when a credential is of no use any more."""

from __future__ import annotations

from time import gmtime, strftime, time

from scanner.model import Check

LATEST = 253_402_300_800
"""Seconds of the epoch at which years take five digits."""


def expired(moment: object, now: float | None = None) -> tuple[Check, ...]:
    """Return the check that says the day at which a credential expired, if `moment` (seconds of the epoch) is past.

    A moment that is no number says nothing, nor does one before 1970.
    """
    if isinstance(moment, bool) or not isinstance(moment, (int, float)):
        return ()
    if not 0 <= moment < LATEST or moment >= (time() if now is None else now):
        return ()
    return (Check("expired", strftime("%Y-%m-%d", gmtime(moment))),)
