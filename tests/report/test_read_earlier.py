from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from scanner.report.json_v1 import render
from scanner.report.read_earlier import EarlierReportError, read_earlier

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from scanner.model import ReportedFinding, ScanResult
    from scanner.report.interface import ReportStyle
    from tests.conftest import Repo


@pytest.fixture
def report(
    result: Callable[..., ScanResult], reported: Callable[..., ReportedFinding], style: Callable[..., ReportStyle]
) -> Callable[[float], str]:
    def make(ended: float) -> str:
        found = result(reported(b"caf\xe9"), reported(b"b", status="known"), reported(b"c", status="known"))
        return render(found, style(ended=ended))

    return make


def test_reports_are_read_oldest_first(tmp_path: Path, report: Callable[[float], str]) -> None:
    paths = [tmp_path / name for name in ("late.json", "early.json")]
    for path, ended in zip(paths, (2000.0, 1000.0), strict=True):
        path.write_text(report(ended))
    early, late = read_earlier(map(str, paths))
    assert (early.name, early.ended, late.ended) == ("early.json", 1000.0, 2000.0)
    assert [late.count(status) for status in ("new", "known", "allowed")] == [1, 2, 0]
    assert ("caf\udce9", "00ff" * 8) in late.secrets


def test_report_of_before_the_time_was_told_is_read(tmp_path: Path, report: Callable[[float], str]) -> None:
    document = json.loads(report(0))
    del document["summary"]["ended"]
    (tmp_path / "old.json").write_text(json.dumps(document))
    (old,) = read_earlier([str(tmp_path / "old.json")])
    assert (old.ended, old.count("known")) == (None, 2)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_report_that_a_shell_redirected_is_read(tmp_path: Path, report: Callable[[float], str], encoding: str) -> None:
    (tmp_path / "a.json").write_text(report(1), encoding=encoding)
    assert read_earlier([str(tmp_path / "a.json")])[0].count("new") == 1


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "is no JSON"),
        ("[" * 100_000, "is no JSON"),
        ("\udcff", "is no JSON"),
        ("[]", "is no report of keysieve"),
        ('{"schema": 1}', "is no report of keysieve"),
        ('{"schema": 1, "tool": {"name": "other"}, "findings": [], "summary": {}}', "is no report of keysieve"),
        ('{"schema": 1, "tool": {"name": "keysieve"}, "findings": [3], "summary": {}}', "is no report of keysieve"),
        ('{"schema": 1, "tool": {"name": "keysieve"}, "findings": [{}], "summary": {}}', "is no report of keysieve"),
        ('{"schema": 1, "tool": {"name": "keysieve"}, "findings": [], "summary": 3}', "is no report of keysieve"),
        (
            '{"schema": 1, "tool": {"name": "keysieve"}, "findings": [], "summary": {"ended": "now"}}',
            "is no report of keysieve",
        ),
        (
            '{"schema": 1, "tool": {"name": "keysieve"}, "findings": [], "summary": {"ended": 3}}',
            "is no report of keysieve",
        ),
        ('{"schema": 2}', "is a report of version 2, and this keysieve reads version 1; update keysieve"),
    ],
)
def test_what_is_no_report_is_refused(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(text, encoding="utf-8", errors="surrogateescape")
    with pytest.raises(EarlierReportError, match=complaint) as caught:
        read_earlier([str(path)])
    assert str(caught.value).startswith(f"{path}: ")


def test_page_shows_the_course(repo: Repo, github_token: str, aws_id: str) -> None:
    repo.stage("a.py", f"a = '{github_token}'\n")
    assert repo.keysieve("scan", "--format", "json", "--output", "../before.json").code == 1
    repo.stage("a.py", f"a = '{aws_id}'\n")
    outcome = repo.keysieve("scan", "--format", "html", "--earlier", "../before.json")
    assert outcome.code == 1
    assert "1 came, 1 went." in outcome.out


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--earlier", "none.json", "--format", "html"], "none.json: cannot be read: No such file or directory"),
        (["--earlier", "a.py", "--format", "html"], "a.py: is no JSON; make one with `keysieve scan --format json"),
        (["--earlier", "a.py"], "--earlier means nothing with --format text; add --format html"),
    ],
)
def test_bad_earlier_report_fails_before_the_scan(
    repo: Repo, github_token: str, options: list[str], complaint: str
) -> None:
    repo.stage("a.py", f"a = '{github_token}'\n")
    outcome = repo.keysieve("scan", *options, "--output", "page.html")
    assert outcome.code == 2
    assert complaint in outcome.err
    assert github_token not in outcome.err
    assert not (repo.root / "page.html").exists()
