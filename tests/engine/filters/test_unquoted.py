from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.mark.parametrize("path", ["a.py", "dir/a.TS", "a.b.go", "app.vue", "x.json", "main.tf"])
def test_text_without_quotes_in_code_is_a_name(ruling: Callable[..., str], path: str) -> None:
    assert ruling("unquoted", "password = ⟦key_0a1b2c⟧", path=path) == "drop"
    assert ruling("unquoted", "⟦key_0a1b2c⟧", path=path) == "drop"


@pytest.mark.parametrize("quote", ["'", '"', "`"])
def test_text_in_quotes_in_code_is_kept(ruling: Callable[..., str], quote: str) -> None:
    assert ruling("unquoted", f"password = {quote}⟦key_0a1b2c⟧{quote}", path="a.py") == ""


@pytest.mark.parametrize(
    "path", ["", ".env", "a.yml", "a.yaml", "a.toml", "a.ini", "Makefile", "py", "dir.py/notes", "a.sh"]
)
def test_text_without_quotes_elsewhere_is_kept(ruling: Callable[..., str], path: str) -> None:
    assert ruling("unquoted", "PASSWORD=⟦key_0a1b2c⟧", path=path) == ""
