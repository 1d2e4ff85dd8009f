"""Secrets that other tools miss, by what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scanner.api import load_rules, scan_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from scanner.api import Ruleset
    from tests.conftest import Repo


@pytest.fixture(scope="module")
def rules() -> Ruleset:
    return load_rules()


@pytest.mark.parametrize(
    "template",
    [
        '{{"key": "{pem_escaped:PRIVATE KEY}"}}',
        "https://example.invalid/?access_token={github_token:ghp_}&x=1",
        "https://user:{github_token:ghp_}@example.invalid/",
        "https://{github_token:ghp_}:x-oauth-basic@example.invalid/",
        "Cookie: a=b; session={jwt}; c=d",
        "curl -u user:{github_token:ghp_} https://example.invalid",
        "//registry.example.invalid/:_authToken={npm_token:}",
        "password = {pypi_token:}",
        'apiSecret =\n  "{base64url:40}";',
        'app.secret_key = (\n    "{base64url:40}"\n)',
        "{github_token:ghp_}",
        "a{{b}}={github_token:ghp_}",
        '"source": ["token = \\"{github_token:ghp_}\\"\\n"]',
        "${{TOKEN:-{github_token:ghp_}}}",
        "- name: KEY\r\n  value: {aws_key_id:AKIA}\r\n",
        "postgres://user:{password:16}@db.example.invalid/x",
    ],
)
def test_secret_in_its_usual_place_is_not_missed(rules: Ruleset, sample: Callable[..., str], template: str) -> None:
    assert scan_text(sample(template), rules)


def test_key_in_a_block_scalar_is_not_missed(rules: Ruleset, sample: Callable[..., str]) -> None:
    key = sample("{pem:EC PRIVATE KEY}").replace("\n", "\n    ")
    assert [found.rule.id for found in scan_text(f"key: |\n    {key}\nnext: 1\n", rules)] == ["private-key-pem"]


@pytest.mark.parametrize("letters", ["ä", "é ", "漢字", '\\"', " and "])
def test_password_with_unusual_letters_is_not_missed(rules: Ruleset, sample: Callable[..., str], letters: str) -> None:
    found = scan_text(sample('password = "{password:9}') + letters + sample('{password:9}"', 1), rules)
    assert len(found) == 1


def test_every_key_of_an_encoded_file_is_found_staged_and_as_a_file(repo: Repo, sample: Callable[..., str]) -> None:
    text = sample("one = '{aws_key_id:AKIA}'\r\ntwo = '{github_token:ghp_}'\r\nthree = '{jwt}'")
    repo.stage("a.txt", text.encode("utf-16"))
    expected = [("a.txt", 1), ("a.txt", 2), ("a.txt", 3)]
    assert repo.staged().places == expected
    assert repo.keysieve("scan", "--format", "json").places == expected


def test_output_of_a_notebook_is_not_missed(repo: Repo, github_token: str) -> None:
    repo.stage("a.ipynb", '{"cells": [{"outputs": [{"text": ["' + github_token + '\\n"]}]}]}')
    assert repo.staged().places == [("a.ipynb", 1)]
