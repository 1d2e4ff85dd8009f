from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Keysieve

KEY = "0123456789abcdef" * 4


@pytest.fixture
def store(keysieve: Keysieve, tmp_path: Path) -> Keysieve:
    """The command with a key and a file of its own."""
    keysieve.environment |= {"KEYSIEVE_KEY": KEY, "XDG_DATA_HOME": str(tmp_path / "data"), "XDG_CONFIG_HOME": ""}
    return keysieve


def put(store: Keysieve, name: str, value: bytes, *options: str) -> None:
    outcome = store("store", "put", name, *options, stdin=value)
    assert (outcome.code, outcome.out) == (0, "")


def get(store: Keysieve, name: str, *options: str) -> str:
    outcome = store("store", "get", name, *options)
    assert (outcome.code, outcome.err) == (0, "")
    return outcome.out
