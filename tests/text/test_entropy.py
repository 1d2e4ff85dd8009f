from __future__ import annotations

from collections import Counter
from math import isclose, log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.text.entropy import shannon


@pytest.mark.parametrize(
    ("value", "bits"),
    [(b"", 0), (b"a", 0), (b"aaaaaaaa", 0), (b"ab", 1), (b"aabb", 1), (b"abcd", 2), (bytes(range(256)), 8)],
)
def test_entropy_of_known_values(value: bytes, bits: float) -> None:
    assert isclose(shannon(value), bits, abs_tol=1e-9)


@given(st.binary(min_size=1))
def test_entropy_is_that_of_the_definition(value: bytes) -> None:
    shares = [count / len(value) for count in Counter(value).values()]
    assert isclose(shannon(value), sum(-share * log2(share) for share in shares), abs_tol=1e-9)
    assert -1e-9 <= shannon(value) <= log2(len(value)) + 1e-9


@given(st.binary(), st.randoms())
def test_order_changes_nothing(value: bytes, random: object) -> None:
    shuffled = list(value)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert isclose(shannon(bytes(shuffled)), shannon(value), abs_tol=1e-9)
