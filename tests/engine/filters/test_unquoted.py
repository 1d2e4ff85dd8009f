from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scanner.engine.filters.unquoted import UnquotedInCode

if TYPE_CHECKING:
    from collections.abc import Callable

    from scanner.engine.candidate import Candidate


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


@pytest.mark.parametrize(
    "text",
    ["passwords: ⟦Argon2id⟧, scrypt or bcrypt", "passwords: ⟦PBKDF2⟧ and bcrypt", "h: ⟦sha512⟧, then base64."],
)
def test_word_with_digits_in_a_list_is_unsure(ruling: Callable[..., str], text: str) -> None:
    assert ruling("unquoted", text) == "lower"


@pytest.mark.parametrize("text", ["password: ⟦hunter2⟧", "password: ⟦hunter2⟧, user: alice", "p: ⟦k7mq2xw9⟧, a or b"])
def test_password_with_digits_outside_a_list_is_kept(ruling: Callable[..., str], text: str) -> None:
    assert ruling("unquoted", text) == ""


@pytest.mark.parametrize(
    ("name", "text", "dropped"),
    [
        ("token", "token=⟦4e1b0ca⟧", True),
        ("token", "token=⟦4e1b0ca2⟧", False),
        ("token", 'token="⟦4e1b0ca⟧"', False),
        ("password", "password=⟦4e1b0ca⟧", False),
    ],
)
def test_bare_value_of_few_characters_is_no_key(
    marked: Callable[..., Candidate], name: str, text: str, dropped: bool
) -> None:
    candidate = marked(text, from_start=True)
    named = candidate._replace(match=candidate.match._replace(name=name.encode()))
    assert (UnquotedInCode().judge(named) is not None) == dropped
