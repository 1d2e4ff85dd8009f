"""What holds for all formats alike: the same findings, no secret, bounded size, the same exit code."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from junitparser import JUnitXml

from scanner.report.table import FORMATS
from tests.conftest import CLEAN_ENVIRONMENT
from tests.report.html.test_page import Page
from tests.report.test_github import commands

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Repo

Places = set[tuple[str, int, str]]
"""Path, line, and `new` or another status."""


def from_json(text: str) -> Places:
    return {(told["path"], told["line"], told["status"]) for told in json.loads(text)["findings"]}


def from_jsonl(text: str) -> Places:
    lines = [json.loads(line) for line in text.splitlines()]
    return {(told["path"], told["line"], told["status"]) for told in lines}


def from_sarif(text: str) -> Places:
    places = set()
    for told in json.loads(text)["runs"][0]["results"]:
        place = told["locations"][0]["physicalLocation"]
        status = told["suppressions"][0]["justification"].partition(":")[0] if "suppressions" in told else "new"
        places.add((unquote(place["artifactLocation"]["uri"]), place["region"]["startLine"], status))
    return places


def from_junit(text: str) -> Places:
    places = set()
    for suite in JUnitXml.fromstring(text.encode()):
        for case in suite:
            message = case.result[0].message
            status = re.search("; (known|allowed)", message)
            line = re.search(r":(\d+):\d+: ", case.result[0].text or message)
            assert line is not None
            places.add((case.classname, int(line[1]), status[1] if status else "new"))
    return places


def from_csv(text: str) -> Places:
    return {(row["path"], int(row["line"]), row["status"]) for row in csv.DictReader(io.StringIO(text))}


def from_gitlab(text: str) -> Places:
    document = json.loads(text)
    assert document["scan"]["messages"][0]["value"] == "2 of 4 findings are left out: 1 known, 1 allowed"
    return {(told["location"]["file"], told["location"]["start_line"], "new") for told in document["vulnerabilities"]}


def from_quality(text: str) -> Places:
    places = set()
    for told in json.loads(text):
        status = re.search("; (known|allowed)", told["description"])
        assert (told["severity"] == "info") is bool(status)
        places.add((told["location"]["path"], told["location"]["lines"]["begin"], status[1] if status else "new"))
    return places


def from_github(text: str) -> Places:
    assert text.splitlines()[-1].endswith("2 new findings, 1 known, 1 allowed")
    return notes(text)


def from_text(text: str) -> Places:
    assert text.splitlines()[-1].endswith("2 new findings, 1 known, 1 allowed")
    return words(text)


def from_html(text: str) -> Places:
    page = Page(text)
    places = [place.rsplit(":", 2) for place in page.texts["code"][::2]]
    statuses = [row["data-status"] or "" for row in page.attributes("tr")[1:]]
    return {(path, int(line), status) for (path, line, _), status in zip(places, statuses, strict=True)}


READERS: dict[str, Callable[[str], Places]] = {
    "text": from_text,
    "json": from_json,
    "jsonl": from_jsonl,
    "sarif": from_sarif,
    "junit": from_junit,
    "gitlab": from_gitlab,
    "gitlab-codequality": from_quality,
    "github": from_github,
    "csv": from_csv,
    "html": from_html,
}
ONLY_NEW = {"text", "gitlab", "github"}


@pytest.fixture
def secrets(repo: Repo, github_token: str, aws_id: str, password: str, sample: Callable[..., str]) -> list[str]:
    """Four findings: one known, one allowed, two new; the secrets."""
    other = sample("{github_token:ghp_}", 1)
    repo.commit(**{"known.py": f"key = '{other}'\n"})
    assert repo.keysieve("baseline", "create").code == 0
    repo.stage("a.py", f"import os\nkey = '{github_token}'\n")
    repo.stage("deep/b.py", f"\n\npassword = '{password}'\n")
    repo.stage("allowed.py", f"id = '{aws_id}'  # keysieve: allow a sample\n")
    return [github_token, password, aws_id, other]


def test_every_report_lists_the_same_findings_or_says_how_many_it_left_out(repo: Repo, secrets: list[str]) -> None:
    everything = {
        ("known.py", 1, "known"),
        ("a.py", 2, "new"),
        ("deep/b.py", 3, "new"),
        ("allowed.py", 1, "allowed"),
    }
    assert READERS.keys() == FORMATS.keys()
    for name, read in READERS.items():
        outcome = repo.keysieve("scan", "--format", name)
        assert outcome.code == 1, name
        expected = {place for place in everything if name not in ONLY_NEW or place[2] == "new"}
        assert read(outcome.out) == expected, name


def test_no_report_holds_a_secret(repo: Repo, secrets: list[str], tmp_path: Path) -> None:
    """The reports are scanned with Keysieve itself."""
    reports = tmp_path / "reports"
    reports.mkdir()
    for name in FORMATS:
        assert repo.keysieve("scan", "-v", "--format", name, "--output", str(reports / name)).code == 1
        text = (reports / name).read_text(encoding="utf-8")
        for secret in secrets:
            assert secret not in text
            assert secret[4:14] not in text
    outcome = repo.keysieve("scan", "--format", "json", cwd=reports)
    assert outcome.report["summary"]["fragments"] == len(FORMATS)
    assert outcome.report["findings"] == []
    assert outcome.code == 0


@pytest.mark.parametrize("name", FORMATS)
def test_report_does_not_grow_with_the_line(repo: Repo, github_token: str, name: str) -> None:
    """https://github.com/gitleaks/gitleaks/issues/292: a whole minified line in the report."""
    repo.stage("a.py", "a = 1\n")
    empty = repo.keysieve("scan", "--format", name)
    repo.stage("a.py", "var a=1;" * 130_000 + f"key='{github_token}';" + "b();" * 1000 + "\n")
    outcome = repo.keysieve("scan", "--format", name)
    assert (empty.code, outcome.code) == (0, 1)
    assert len(outcome.out) < len(empty.out) + 10_000


@pytest.mark.parametrize("name", FORMATS)
def test_exit_code_does_not_depend_on_the_format_or_the_output(repo: Repo, github_token: str, name: str) -> None:
    repo.stage("a.py", "a = 1\n")
    assert repo.keysieve("scan", "--format", name).code == 0
    repo.stage("a.py", f"a = '{github_token}'\n")
    assert repo.keysieve("scan", "--format", name, "--output", str(repo.root.parent / "report")).code == 1
    assert repo.keysieve("scan", "--format", name, "missing.py").code == 2


def test_every_report_tells_the_true_name(repo: Repo, github_token: str) -> None:
    """https://github.com/GitGuardian/ggshield/issues/1063: names with spaces or other letters were lost."""
    names = ["café 😀.py", "a b.py", '"q".py', "100%.py", "a,b;c.py", "<b>&amp;.py", "#1?.py"]
    for name in names:
        repo.stage(name, f"key = '{github_token}'\n")
    expected = {(name, 1, "new") for name in names}
    for name, read in {**READERS, "text": words, "github": notes, "gitlab": vulnerabilities}.items():
        assert read(repo.keysieve("scan", "--format", name).out) == expected, name


def words(text: str) -> Places:
    return {(path, int(line), "new") for path, line in re.findall(r"^(.+\.py):(\d+):\d+ ", text, re.MULTILINE)}


def notes(text: str) -> Places:
    return {(told["file"], int(told["line"]), "new") for _, told, _ in commands(text)}


def vulnerabilities(text: str) -> Places:
    places = [told["location"] for told in json.loads(text)["vulnerabilities"]]
    return {(place["file"], place["start_line"], "new") for place in places}


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize(
    ("redirection", "told"),
    [(">&-", "standard output is closed"), (">/dev/full", "No space left"), ("| read -r first", "not read to its end")],
)
def test_report_that_nobody_gets_is_no_success(
    repo: Repo, aws_id: str, format_: str, unbuffered: str, redirection: str, told: str
) -> None:
    if "full" in redirection and not os.path.exists("/dev/full"):
        pytest.skip("no /dev/full here")
    repo.write("a.py", f"key = '{aws_id}'\n" * (2000 if "|" in redirection else 1))
    run = subprocess.run(
        ["bash", "-c", f'{{ "$0" -m scanner scan --format {format_}; echo $? >&2; }} {redirection}', sys.executable],
        cwd=repo.root,
        env={**CLEAN_ENVIRONMENT, **repo.keysieve.environment, "PYTHONUNBUFFERED": unbuffered},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stderr.startswith("keysieve: ")
    assert told in run.stderr
    assert run.stderr.endswith("\n2\n")
    assert run.stderr.count("\n") == 2
