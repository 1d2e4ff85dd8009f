from __future__ import annotations

from collections.abc import Callable

import pytest

from scanner.engine.candidate import Candidate
from scanner.engine.filters.table import make_filter


@pytest.fixture
def ruling(marked: Callable[..., Candidate]) -> Callable[..., str]:
    """Return `drop`, `lower` or nothing: what the named filter says of the value between ⟦ and ⟧."""

    def run(name: str, text: str | bytes, **more: object) -> str:
        ruled = make_filter(name).judge(marked(text, **{"filters": "generic", **more}))
        if ruled is None:
            return ""
        assert ruled.reason
        return "drop" if ruled.dropped else "lower"

    return run
