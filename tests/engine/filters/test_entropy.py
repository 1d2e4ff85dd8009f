from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.mark.parametrize(("value", "entropy"), [("aaaabbbb", 1.6), ("abababab", 2.0), ("abcdabcd", 2.6)])
def test_value_more_regular_than_its_rule_asks_is_dropped(
    ruling: Callable[..., str], value: str, entropy: float
) -> None:
    assert ruling("entropy", f"k = ⟦{value}⟧", entropy=entropy) == "drop"


@pytest.mark.parametrize(("value", "entropy"), [("aaaabbbb", 1.5), ("abcdabcd", 2.1), ("abcd1234", 3.4)])
def test_value_that_repeats_itself_a_little_is_unsure(ruling: Callable[..., str], value: str, entropy: float) -> None:
    assert ruling("entropy", f"k = ⟦{value}⟧", entropy=entropy) == "lower"


@pytest.mark.parametrize(("value", "entropy"), [("aaaa", 0.0), ("abcdabcd", 2.0), ("q7Z!k2Xp", 2.9)])
def test_value_as_random_as_asked_is_kept(ruling: Callable[..., str], value: str, entropy: float) -> None:
    assert ruling("entropy", f"k = ⟦{value}⟧", entropy=entropy) == ""
