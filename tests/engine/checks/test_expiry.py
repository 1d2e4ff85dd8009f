from __future__ import annotations

from scanner.engine.checks.expiry import expired
from scanner.model import Check


def test_day_is_that_of_utc() -> None:
    assert expired(86_399, now=86_400) == (Check("expired", "1970-01-01"),)
    assert expired(86_400.5, now=90_000) == (Check("expired", "1970-01-02"),)


def test_now_is_the_clock_unless_told() -> None:
    assert expired(1_600_000_000) == (Check("expired", "2020-09-13"),)
    assert expired(32_503_680_000) == ()
