from __future__ import annotations

from scanner.engine.checks.slack import app_token
from scanner.model import Check


def test_app_is_named() -> None:
    assert app_token(b"xapp-1-" + b"A0123456789-" + b"1234567890123-" + b"0" * 64) == (
        (Check("app", "A0123456789"),),
        None,
    )


def test_other_text_names_no_app() -> None:
    assert app_token(b"xapp-1-A0123456789") == ((), None)
