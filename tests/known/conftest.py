from __future__ import annotations

from random import Random

import pytest

from scanner.known.fingerprints import Cost, Fingerprints, read_fingerprints
from scanner.known.interface import KnownValue
from scanner.known.token_finder import TokenFinder
from scanner.known.write import fingerprint_text
from scanner.model import Secret

CHEAP = Cost(2, 1, 1)
SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


def made_up(number: int, signs: str = SIGNS, length: int = 20) -> list[bytes]:
    """Return random values."""
    chance = Random(number)
    return ["".join(chance.choices(signs, k=length)).encode() for _ in range(number)]


def known(*values: bytes) -> list[KnownValue]:
    """Return the values, named A, B and so on."""
    return [KnownValue(chr(65 + at), Secret(value)) for at, value in enumerate(values)]


@pytest.fixture
def token_finder(tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    """Make a finder by fingerprints that went through a file."""

    def make(*values: bytes) -> TokenFinder:
        return TokenFinder([fingerprints(tmp_path_factory, *values)])

    return make


def fingerprints(tmp_path_factory: pytest.TempPathFactory, *values: bytes) -> Fingerprints:
    """Return the fingerprints of the values, written and read."""
    path = tmp_path_factory.mktemp("known") / "known"
    path.write_bytes(fingerprint_text(known(*values), b"salt", CHEAP))
    return read_fingerprints(str(path))
