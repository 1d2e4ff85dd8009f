from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.misuse.names import ABOUT, ALONE, PAIRS, QUICK, is_password, is_secret, is_secret_variable, mentions_secret

SECRET = [
    "password",
    "passwd",
    "dbPassword",
    "DB_PASSWORD",
    "api_key",
    "apiKey",
    "APIKey",
    "client_secret",
    "secret",
    "auth_token",
    "accessToken",
    "private_key",
    "aws_secret_access_key",
    "jwt_token",
    "encryption_key",
    "db_pwd",
    "smtp_pass",
    "newPassword",
    "root_password",
    "user.password",
]
NONE = [
    "token",
    "key",
    "pwd",
    "pass",
    "password_field",
    "has_password",
    "is_secret",
    "no_password",
    "wrong_password",
    "password_hash",
    "secret_name",
    "encrypted_password",
    "csrf_token",
    "next_token",
    "CONF_PASSWORD",
    "public_key",
    "access_key",
    "tokens",
    "token_url",
    "password_length",
    "compass",
    "author",
    "reset_password",
    "default_password",
]


@pytest.mark.parametrize("name", SECRET)
def test_name_of_a_secret_is_one(name: str) -> None:
    assert is_secret(name)
    assert QUICK.search(name.encode())


@pytest.mark.parametrize("name", NONE)
def test_name_about_a_secret_is_none(name: str) -> None:
    assert not is_secret(name)


def test_variables_of_the_environment_with_any_token_are_secret() -> None:
    assert is_secret_variable("NPM_TOKEN")
    assert not is_secret("NPM_TOKEN")
    assert not any(map(is_secret_variable, ("TOKEN", "CSRF_TOKEN", "NPM_TOKENS", "PATH")))


def test_passwords_are_what_people_choose() -> None:
    assert is_password("user_password")
    assert not is_password("api_key")


def test_functions_about_secrets_are_told_by_their_names() -> None:
    assert mentions_secret("encrypt_password")
    assert mentions_secret("decryptApiKey")
    assert not mentions_secret("encrypt_block")


WORDS = st.sampled_from(sorted({*ALONE, *ABOUT, *PAIRS, *(word for words in PAIRS.values() for word in words), "x"}))


@given(st.lists(WORDS, min_size=1, max_size=4), st.sampled_from(["_", "-", "."]), st.booleans())
def test_quick_look_passes_over_no_text_with_a_secret_name(words: list[str], joint: str, camel: bool) -> None:
    name = words[0] + "".join(word.title() for word in words[1:]) if camel else "_".join(words)
    if is_secret(name):
        assert QUICK.search(name.encode()), name
