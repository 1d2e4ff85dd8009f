"""Dates as people type them."""

from __future__ import annotations

import re
from datetime import date, timedelta

from scanner.baseline.read import is_iso_date

AHEAD = re.compile(r"(?P<number>[0-9]{1,4})(?P<unit>[dwmy])")
DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
DATE_HINT = "write a date as 2027-01-31"


def expiry(text: str, today: str) -> str:
    """Return the ISO date that was typed, itself or as `90d` from today; empty stays empty.

    Raises ValueError, with what to write, if it is none or is over.
    """
    text = text.strip()
    if not text:
        return ""
    ahead = AHEAD.fullmatch(text)
    if ahead is not None:
        days = int(ahead["number"]) * DAYS[ahead["unit"]]
        try:
            return (date.fromisoformat(today) + timedelta(days=days)).isoformat()
        except OverflowError:
            raise ValueError(f"{text!r} is too far ahead; {DATE_HINT}") from None
    if not is_iso_date(text):
        raise ValueError(f"{text!r} is no date; {DATE_HINT}, or 90d for 90 days from now")
    if text < today:
        raise ValueError(f"{text} is over; {DATE_HINT} that is still to come")
    return text
