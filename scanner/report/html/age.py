"""How long a secret has been there, as far as the commit that brought it in or an earlier report tells."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scanner.report.earlier import EarlierReport
    from scanner.report.entry import ReportEntry

DAY = 86_400
YEAR_9999 = 253_370_764_800
AGES = (("week", 7), ("month", 30), ("quarter", 91), ("year", 365), ("3 years", 3 * 365))
"""The longest age, in days, of each column; what is older has a column of its own."""

OLDER, UNKNOWN = "older", "unknown"


def since(entry: ReportEntry, earlier: Sequence[EarlierReport]) -> float | None:
    """Return the moment from which the secret is known to be there, in seconds since 1970; None: nothing tells it."""
    told = [report.ended for report in earlier if report.ended is not None and entry.stood_in(report)]
    made = _moment(entry.finding.provenance.date)
    return min([*told, *([] if made is None else [made])], default=None)


def _moment(date: str | None) -> float | None:
    if not date:
        return None
    try:
        moment = datetime.fromisoformat(date)
        seconds = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None
    return seconds if 0 <= seconds < YEAR_9999 else None  # the clock of whoever made the commit may say anything


def age_name(begin: float | None, now: float) -> str:
    """Return the column that a secret belongs to which is there since `begin`."""
    if begin is None:
        return UNKNOWN
    days = (now - begin) / DAY
    return next((name for name, most in AGES if days <= most), OLDER)


def day(moment: float) -> str:
    """Return the day (UTC) of a moment in seconds since 1970."""
    return datetime.fromtimestamp(moment, UTC).date().isoformat()
