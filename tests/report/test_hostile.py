"""Names, values and messages that want to reach the terminal, and secrets that want to reach any output."""

from __future__ import annotations

import html
import json
import os
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanner.model import Check, Fault, Provenance, ReportedFinding, Skipped
from scanner.report.table import FORMATS, reporter
from scanner.text.redact import printable

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from scanner.model import ScanResult
    from scanner.report.interface import ReportStyle
    from tests.conftest import Outcome, Repo

HOSTILE = [
    b"\x1b[31mred\x1b[0m",
    b"\x1b]0;title\x07",
    b"a\nb",
    b"a\rb",
    b"a\tb",
    b"\x7f\x08\x00",
    "\u202egnp.exe".encode(),
    "\u2066\u2069\u200f\u061c".encode(),
    "\u2028\u2029\x85".encode(),
    "\x9b31m".encode(),
    b"\x9b31m",
    b"\xff\xfe",
    "\ufeff\u200b\U000e0041".encode(),
    b"##vso[task.setvariable variable=PATH]/evil",
    b"::set-output name=a::b",
    b"</script><img src=x onerror=alert(1)>",
]


def told(text: str) -> str:
    """Return the text without what formats write in the place of their own special characters."""
    return html.unescape(text).replace("%25", "%").replace("\\", "")


def is_harmless(text: str) -> bool:
    if "##vso[" in text:
        return False
    return all(character.isprintable() or character == "\n" for character in text)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("show_secrets", [False, True])
@pytest.mark.parametrize("hostile", HOSTILE, ids=ascii)
def test_nothing_from_the_repository_acts_on_a_terminal(
    name: str,
    show_secrets: bool,
    hostile: bytes,
    result: Callable[..., ScanResult],
    reported: Callable[..., ReportedFinding],
    style: Callable[..., ReportStyle],
) -> None:
    text = hostile.decode("utf-8", "surrogateescape")
    harmless = reported(
        checks=(Check("expires", "soon"),), provenance=Provenance("commit", "0" * 40, "a", "d"), reason="r"
    )
    plain = result(harmless, faults=(Fault(b"p", "m"),), skipped=(Skipped(b"p", "r"),))
    attacked = result(
        reported(
            hostile,
            b"acme_" + hostile,
            checks=(Check("expires", text),),
            provenance=Provenance("commit", "0" * 40, text, text),
            reason=text,
        ),
        faults=(Fault(hostile, text),),
        skipped=(Skipped(hostile, text),),
    )
    shown = reporter(name)(attacked, style(show_secrets, verbose=True))
    assert is_harmless(shown)
    assert shown.count("\n") == reporter(name)(plain, style(show_secrets, verbose=True)).count("\n")


@pytest.mark.parametrize("name", FORMATS)
@given(path=st.binary(min_size=1), value=st.binary(min_size=1))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
def test_every_path_and_value_can_be_told(
    name: str,
    path: bytes,
    value: bytes,
    result: Callable[..., ScanResult],
    reported: Callable[..., ReportedFinding],
    style: Callable[..., ReportStyle],
) -> None:
    shown = reporter(name)(result(reported(path, value)), style(show_secrets=True))
    assert is_harmless(shown)
    if name == "jsonl":
        assert json.loads(shown)["path"].encode("utf-8", "surrogateescape") == path
        assert json.loads(shown)["secret"].encode("utf-8", "surrogateescape") == value


@pytest.mark.parametrize("name", FORMATS)
@given(value=st.binary(min_size=8, max_size=80).filter(lambda value: b'"' not in value))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
def test_most_of_a_secret_is_hidden_whatever_it_is(
    name: str,
    value: bytes,
    result: Callable[..., ScanResult],
    reported: Callable[..., ReportedFinding],
    style: Callable[..., ReportStyle],
) -> None:
    secret = b"acme_" + value
    mask = json.loads(reporter("jsonl")(result(reported(b"p", secret)), style()))["secret"]
    assert mask.startswith("acme_****")
    assert mask.removeprefix("acme_****") in ("", printable(value[-4:]))
    assert mask in told(reporter(name)(result(reported(b"p", secret)), style())) or "\\" in mask


@pytest.mark.parametrize("name", FORMATS)
def test_key_of_many_lines_stays_one_line(
    name: str,
    sample: Callable[..., str],
    result: Callable[..., ScanResult],
    reported: Callable[..., ReportedFinding],
    style: Callable[..., ReportStyle],
) -> None:
    key = sample("{pem:RSA PRIVATE KEY}")
    shown = reporter(name)(result(reported(b"p", key.encode())), style())
    for line in key.splitlines()[1:-1]:
        assert line[:12] not in shown


FILES = {
    "neighbours": "a = '{github_token:ghp_}'; password = '{password:16}'; b = '{aws_key_id:AKIA}'\n",
    "no line end": "asana={digit:16} password={password:16}",
    "windows": "key = '{github_token:ghp_}'\r\npassword = '{password:16}'\r\n",
    "address": "url = postgres://app:{password:16}@db.example.invalid/app?token={github_token:ghp_}\n",
    "key": "{pem:RSA PRIVATE KEY}\n",
    "token": "Authorization: Bearer {jwt}\n",
    "allowed": "key = '{github_token:ghp_}'  # keysieve: allow because {github_token:gho_}\n",
}


@pytest.mark.parametrize("name", FILES)
def test_no_secret_reaches_any_output(repo: Repo, sample: Callable[..., str], tmp_path: Path, name: str) -> None:
    values: list[str] = []

    def value(placeholder: re.Match[str]) -> str:
        values.append(sample(placeholder[0], len(values)))
        return values[-1]

    repo.stage("a.txt", re.sub(r"\{[^{}]+\}", value, FILES[name]))
    lines = [line for text in values for line in text.splitlines() if not line.startswith("-----")]
    secret = {line[start : start + 8] for line in lines for start in range(len(line) - 7)}
    target = tmp_path / "report"
    for command, formats in (
        (["scan", "--min-confidence", "low", "-v"], FORMATS),
        (["scan", "--staged"], ["text"]),
        (["hook"], ["text", "json"]),
    ):
        for format_ in formats:
            outcome = repo.keysieve(*command, "--format", format_, FORCE_COLOR="1")
            assert [word for word in secret if word in outcome.out or word in outcome.err] == []
    repo.keysieve("scan", "--output", str(target))
    assert [word for word in secret if word in target.read_text(encoding="utf-8")] == []
    repo.keysieve("baseline", "create")
    assert [word for word in secret if word in (repo.root / ".keysieve.baseline").read_text()] == []


@pytest.mark.parametrize(
    "name", [b"\x1b[31mred.py", b"new\nline.py", "\u202eyp.exe".encode(), b"caf\xe9.py", b"tab\t.py"]
)
def test_hostile_file_name_is_told_and_harmless(repo: Repo, github_token: str, name: bytes) -> None:
    repo.stage(name, f"key = '{github_token}'\n")
    for words in (["scan"], ["scan", "--staged"], ["hook"], ["hook", name]):
        text = repo.keysieve(*words)
        assert text.code == 1
        assert is_harmless(text.out)
        assert is_harmless(text.err)
    assert [os.fsencode(path) for path, _ in repo.staged().places] == [name]


def test_allow_reason_cannot_act_on_a_terminal(repo: Repo, github_token: str) -> None:
    repo.stage("a.py", f"key = '{github_token}'  # keysieve: allow \x1b[2J\u202e\n")
    for format_ in FORMATS:
        assert is_harmless(repo.keysieve("scan", "--format", format_).out)


@pytest.mark.parametrize("format_", FORMATS)
def test_secret_in_a_file_name_of_another_finding_is_the_users_own(repo: Repo, github_token: str, format_: str) -> None:
    """Only contents are redacted: a path is told as it is, or nobody could find the file."""
    repo.stage(f"{github_token}.txt", f"key = '{github_token}'\n")
    assert f"{github_token}.txt" in repo.keysieve("scan", "--format", format_).out


@pytest.mark.parametrize("name", ["::set-output name=a::b", " ::error::a", "##[error]a", "##vso[task.complete]a"])
def test_name_is_no_command_in_the_log_of_any_command(repo: Repo, github_token: str, name: str) -> None:
    repo.commit(**{name: f"key = '{github_token}'\n"})
    assert repo.keysieve("baseline", "create").code == 0
    baseline = repo.root / ".keysieve.baseline"
    known = baseline.read_text()
    for words in (["scan", "--baseline", "none"], ["explain", f"{name}:1"], ["scan", "-v"], ["hook", "--", name]):
        assert_no_command(repo.keysieve(*words))
    repo.stage(name, "key = 1\n")
    assert baseline.read_text() == known
    checked = repo.keysieve("baseline", "check")
    assert checked.code == 1
    assert_no_command(checked)


def assert_no_command(outcome: Outcome) -> None:
    for line in (outcome.out + outcome.err).splitlines():
        assert not line.lstrip().startswith("::")
        assert "##[" not in line
        assert "##vso[" not in line
