"""A rule of the user's that takes too long on a hostile text is named, and hides nothing else, in every source."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from scanner.engine import matcher
from scanner.entry import main

if TYPE_CHECKING:
    from tests.conftest import Repo

RULE = """[provider]
name = "Own"
docs = "https://example.invalid"
[[rule]]
id = "own-slow"
description = "Takes for ever"
severity = "high"
confidence = "high"
keywords = ["zzkey"]
regex = 'zzkey=(?P<secret>(?:a|a?){0,200}c)'
source = "https://example.invalid"
revoke = "Nowhere"
positive = ["zzkey=aac", "zzkey=aaac"]
negative = ["zzkey=b", "zzkey=d"]
"""


@pytest.mark.parametrize(
    "words",
    [
        ["scan", ".", "--jobs", "1"],
        ["scan", ".", "--jobs", "2"],
        ["scan", "--staged"],
        ["scan", "--range", "main..HEAD"],
        ["scan", "--history", "--no-cache"],
    ],
    ids=" ".join,
)
def test_rule_that_takes_too_long_is_named_and_the_rest_is_scanned(
    here: Repo,
    github_token: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
) -> None:
    here.commit(**{".keysieve.toml": '[rules]\npaths = ["own.toml"]\n', "own.toml": RULE})
    here.git("checkout", "-qb", "side")
    here.stage("hostile.txt", f"key = '{github_token}'\nzzkey={'a' * 180}!\n")
    here.stage("last.py", f"key = '{github_token}'\n")
    if "--staged" not in words:
        here.commit("hostile")
    monkeypatch.setattr(matcher, "SECONDS", 0.05)
    assert main([*words, "--format", "json"]) == 2
    report = json.loads(capsys.readouterr().out)
    assert {finding["path"] for finding in report["findings"] if finding["rule"] == "github-pat"} == {
        "hostile.txt",
        "last.py",
    }
    [error] = report["errors"]
    assert error["path"] == "hostile.txt"
    assert "rule own-slow took more than" in error["message"]
