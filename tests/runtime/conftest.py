"""What a test reads of secrets is forgotten when it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scanner.runtime.seen import SEEN
from tests.stores.conftest import no_network

__all__ = ["no_network"]

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def nothing_seen() -> Iterator[None]:
    SEEN.clear()
    yield
    SEEN.clear()
