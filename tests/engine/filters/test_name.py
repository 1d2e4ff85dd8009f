from __future__ import annotations

from collections.abc import Callable

import pytest

from scanner.engine.candidate import Candidate
from scanner.engine.filters.name import LONGEST_NAME, InnocentName, assigned_name

VALUE = "⟦{base62:24}⟧"


@pytest.mark.parametrize(
    "before",
    [
        "secret_name: ",
        "token_type = '",
        '"passwordFile": "',
        "KEY_PATH=",
        "client_secret_arn => '",
        "apiKeyId: '",
        "password_hash = '",
        "secretVersion := `",
        "next_page_token: '",
        "continuationToken = '",
        '"integrity": "',
        "sha256sum = ",
        '"commit": "',
        "publicKey: '",
        "public_key = ",
        "csrf_token: ",
        "rev = '",
        "PASS: ",
    ],
)
def test_name_that_says_something_else_drops_the_value(
    ruling: Callable[..., str], sample: Callable[..., str], before: str
) -> None:
    assert ruling("name", sample(before.replace("{", "{{") + VALUE)) == "drop"


@pytest.mark.parametrize(
    "before",
    [
        "",
        "= ",
        "secret: ",
        "API_KEY=",
        '"clientSecret": "',
        "github_token = '",
        "next_generation_password: ",
        "pathSecret = '",
        "headers['X-Token'] = '",
        "commit the password ",
        "# the hash is elsewhere; password = '",
    ],
)
def test_name_of_a_secret_drops_nothing(ruling: Callable[..., str], sample: Callable[..., str], before: str) -> None:
    assert ruling("name", sample(before + VALUE)) == ""


def test_name_that_a_minifier_gave_out_says_nothing(
    marked: Callable[..., Candidate],
) -> None:
    for name, decision in (("nPw", "drop"), ("aPw", "drop"), ("pw", ""), ("db_pw", "")):
        judged = marked(f"{name} = '⟦##any1⟧'", from_start=True)
        match = judged.match._replace(name=name.encode(), form="assignment")
        told = InnocentName().judge(judged._replace(match=match))
        assert ("drop" if told else "") == decision, name


def test_type_name_is_no_assignment(ruling: Callable[..., str], sample: Callable[..., str]) -> None:
    assert ruling("name", sample("AWS::SecretsManager::Secret: " + VALUE)) == "drop"


@pytest.mark.parametrize(
    ("before", "name"),
    [
        (b"", b""),
        (b"  ", b""),
        (b"key = '", b"key"),
        (b'x; db.pass-word: "', b"db.pass-word"),
        (b"-Dkey=", b"Dkey"),
        (b"curl?api_key=", b"api_key"),
        (b"call(", b"call"),
        (b"x" * 200 + b" = ", b"x" * LONGEST_NAME),
        (b"key\n= ", b""),
    ],
)
def test_assigned_name_is_the_one_beside_the_value(before: bytes, name: bytes) -> None:
    assert assigned_name(before) == name


@pytest.mark.parametrize("name", ["HASHICORP_PASSWORD", "HASHICORP_API_KEY", "COMMITTER_PASSWORD", "BUDGETAGENT_KEY"])
def test_word_that_only_stands_inside_another_is_not_the_word(
    ruling: Callable[..., str], sample: Callable[..., str], name: str
) -> None:
    assert ruling("name", sample(f"{name} = '⟦{{password:16}}⟧'")) == ""
