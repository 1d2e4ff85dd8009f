from __future__ import annotations

from collections.abc import Callable

import pytest

from scanner.misuse.interface import Text
from scanner.misuse.table import hits

Found = Callable[[str, str], list[tuple[str, str]]]


@pytest.fixture
def found() -> Found:
    """Return the misuse in a text, by the file's name: rules, and what is shown."""

    def look(path: str, text: str) -> list[tuple[str, str]]:
        return [(hit.rule.removeprefix("misuse-"), hit.shown) for hit in hits(Text(path.encode(), text.encode()))]

    return look
