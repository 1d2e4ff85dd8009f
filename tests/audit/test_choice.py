from __future__ import annotations

import pytest

from scanner.audit.choice import Choice, Facts
from scanner.audit.interface import AuditError

TODAY = "2026-06-15"


@pytest.mark.parametrize(
    ("age", "day", "admitted"),
    [
        ("90d", "2026-03-17", True),
        ("90d", "2026-03-18", False),
        ("<90d", "2026-03-18", True),
        ("<90d", "2026-03-17", False),
        ("1y", "2020-01-01", True),
        ("2w", "2026-06-02", False),
        ("1m", "", False),
        ("<1m", "", True),
        ("99999y", "0001-01-01", True),
        ("1d", "9999-99-99", True),
        ("1d", None, None),
    ],
)
def test_age_is_that_of_the_first_commit(age: str, day: str | None, admitted: bool | None) -> None:
    assert Choice(age=age).checked().admits_by_facts(Facts("low", day), TODAY) is admitted


def test_one_filter_that_says_no_is_enough_though_another_is_not_known() -> None:
    choice = Choice(confidence="high", age="1d")
    assert choice.admits_by_facts(Facts("low", None), TODAY) is False
    assert choice.admits_by_facts(Facts("high", None), TODAY) is None
    assert choice.admits_by_facts(Facts("high", "2026-06-01"), TODAY) is True


@pytest.mark.parametrize(
    "choice", [Choice(path="[z-a]"), Choice(path="/"), Choice(confidence="HIGH"), Choice(age="-3d"), Choice(age="d")]
)
def test_filter_that_makes_no_sense_is_refused(choice: Choice) -> None:
    with pytest.raises(AuditError):
        choice.checked()


def test_choice_is_told_in_words() -> None:
    choice = Choice("a*", "src/**", "high", "3d")
    assert str(choice) == "rule=a* path=src/** confidence=high age=3d"
    assert str(choice.changed("rule", "  ")) == "path=src/** confidence=high age=3d"
