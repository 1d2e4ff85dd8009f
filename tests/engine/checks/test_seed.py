from __future__ import annotations

from collections.abc import Callable

import pytest

from scanner.engine.checks.seed import nats_nkey, stellar
from scanner.model import Check

VALID = ((Check("checksum", "valid"),), "high")
UNVERIFIED = ((Check("checksum", "unverified"),), None)
NATS = b"SU" + b"ABP4N36TUSYPC42PE7NMTBSQTN2I" + b"43VH4LMDGYTIOF3MDJEVQILHDT3A"
STELLAR = b"S" + b"AL7DO7U5EWDYXGTZH3LEYMUE3OS" + b"HG5J7C3AZWE2DRO3A2JFMCCZZOLG"


def test_worked_values_are_valid() -> None:
    assert nats_nkey(NATS) == VALID
    assert stellar(STELLAR) == VALID


@pytest.mark.parametrize("kind", ["SU", "SA", "SO", "SN", "SC", "SX"])
def test_every_kind_of_nkey_is_valid(sample: Callable[..., str], kind: str) -> None:
    value = sample(f"{{nkey_seed:{kind}}}")
    assert (value[:2], len(value)) == (kind, 58)
    assert nats_nkey(value.encode()) == VALID


@pytest.mark.parametrize("value", [b"", NATS.lower(), NATS[:-2], NATS[:20] + b"Z" + NATS[21:], STELLAR])
def test_other_text_is_no_nkey(value: bytes) -> None:
    assert nats_nkey(value) == UNVERIFIED


@pytest.mark.parametrize("value", [b"", STELLAR[:-1], STELLAR[:20] + b"7" + STELLAR[21:], NATS])
def test_other_text_is_no_stellar_seed(value: bytes) -> None:
    assert stellar(value) == UNVERIFIED
