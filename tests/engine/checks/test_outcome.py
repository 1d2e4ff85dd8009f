from __future__ import annotations

import pytest

from scanner.engine.checks.outcome import observed, published
from scanner.model import Check


@pytest.mark.parametrize("judge", [published, observed])
def test_what_passes_is_high(judge) -> None:
    assert judge("checksum", valid=True) == ((Check("checksum", "valid"),), "high")


def test_only_a_published_algorithm_disproves() -> None:
    assert published("checksum", valid=False) == ((Check("checksum", "invalid"),), "low")
    assert observed("checksum", valid=False) == ((Check("checksum", "unverified"),), None)
