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


COMPOSITE = r"""
[provider]
name = "Acme"
revoke = "Ask Acme."
[[rule]]
id = "acme-key"
description = "Acme key"
severity = "high"
confidence = "medium"
near = ["value"]
regex = '(?P<secret>[0-9a-f]{24})(?![0-9a-f])'
requires.name = "Acme id"
requires.keywords = ["acm-"]
requires.regex = 'acm-[0-9]{8}'
requires.within = "document"
requires.without = "none"
source = "https://example.invalid"
positive = ["acm-{digit:8}\n value {hex:24}", "value {hex:24} acm-{digit:8}"]
negative = ["value {hex:24}", "acm-{digit:8}"]
"""


@pytest.mark.parametrize("order", ["id committed first", "secret committed first"])
@pytest.mark.parametrize("without", ["none", "low"])
def test_parts_of_a_composite_rule_in_different_commits(
    repo: Repo, sample: Callable[..., str], order: str, without: str
) -> None:
    """betterleaks#335: the id stands at line 1 since long, the secret comes at line 80."""
    repo.write("acme.toml", COMPOSITE.replace('without = "none"', f'without = "{without}"'))
    lines = ["x = 1"] * 80
    parts = {0: sample("id = acm-{digit:8}"), 79: sample("value = {hex:24}")}
    first = 0 if order == "id committed first" else 79
    lines[first] = parts[first]
    repo.commit(**{"a.py": "\n".join(lines)})
    lines[79 - first] = parts[79 - first]
    repo.stage("a.py", "\n".join(lines))
    outcome = repo.staged("--rules", "acme.toml")
    assert outcome.code == 1
    assert [(each["rule"], each["line"]) for each in outcome.new] == [("acme-key", 80)]


@pytest.mark.parametrize("shape", ["YAML", "JSON", ".env", "code"])
@pytest.mark.parametrize("turned", [False, True], ids=["id first", "secret first"])
def test_secret_whose_provider_only_its_id_names(
    rules: Ruleset, sample: Callable[..., str], shape: str, turned: bool
) -> None:
    parts = [sample("AC{hex:32}"), sample("{hex:32}")]
    names = ["sid", "auth_token"]
    forms = {"YAML": "{}: {}", "JSON": '  "{}": "{}",', ".env": "{}={}", "code": 'const {} = "{}";'}
    lines = [forms[shape].format(name, part) for name, part in zip(names, parts, strict=True)]
    text = "\n".join(reversed(lines) if turned else lines)
    assert [finding.rule.id for finding in scan_text(text, rules)] == ["twilio-auth-token"]
    [alone] = scan_text(lines[1], rules)
    assert alone.rule.id != "twilio-auth-token"


def test_id_beside_a_secret_is_context_and_no_second_finding(rules: Ruleset, sample: Callable[..., str]) -> None:
    found = scan_text(sample("key_id: rzp_live_{base62:14}\nrazorpay_key_secret: {base62:24}\n"), rules)
    assert [finding.rule.id for finding in found] == ["razorpay-key-secret"]


def test_secret_without_its_companion_is_as_old_as_it_was(repo: Repo, sample: Callable[..., str]) -> None:
    repo.write("acme.toml", COMPOSITE.replace('without = "none"', 'without = "low"'))
    text = sample("value = {hex:24}\n")
    repo.commit(**{"a.py": text})
    repo.stage("a.py", "x = 1\n" + text)
    assert repo.staged("--rules", "acme.toml", "--min-confidence", "low").new == []
