from __future__ import annotations

import pytest

from scanner.audit.dates import expiry

TODAY = "2026-06-15"


@pytest.mark.parametrize(
    ("typed", "day"),
    [("", ""), (" 2026-06-15 ", TODAY), ("1d", "2026-06-16"), ("2w", "2026-06-29"), ("1y", "2027-06-15")],
)
def test_expiry_is_a_day_or_so_many_from_now(typed: str, day: str) -> None:
    assert expiry(typed, TODAY) == day


@pytest.mark.parametrize("typed", ["2026-06-14", "20270101", "2027-02-30", "soon", "9999y", "1x", "\u0661d"])
def test_what_is_no_day_to_come_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="write a date as"):
        expiry(typed, TODAY)
