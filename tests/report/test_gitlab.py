from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft7Validator

from scanner import __version__
from scanner.model import Check, Fault
from scanner.report.gitlab import NO_COMMIT, render
from scanner.report.gitlab_codequality import render as render_quality
from tests.report.conftest import KEY

if TYPE_CHECKING:
    from collections.abc import Callable

    from scanner.model import ReportedFinding, ScanResult
    from scanner.report.interface import ReportStyle
    from tests.conftest import Repo

SCHEMA = Draft7Validator(json.loads((Path(__file__).parent / "gitlab_secret_detection.schema.json").read_text()))
QUALITY = Draft7Validator(
    {
        "type": "array",
        "items": {
            "type": "object",
            "required": ["description", "check_name", "fingerprint", "severity", "location"],
            "properties": {
                "description": {"type": "string", "minLength": 1},
                "check_name": {"type": "string", "minLength": 1},
                "fingerprint": {"type": "string", "minLength": 1},
                "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
                "location": {
                    "required": ["path", "lines"],
                    "properties": {
                        "path": {"type": "string"},
                        "lines": {
                            "required": ["begin"],
                            "properties": {"begin": {"type": "integer", "minimum": 1}},
                        },
                    },
                },
            },
        },
    }
)
"""What GitLab's manual says of the report's fields."""


def valid(text: str) -> Any:
    document = json.loads(text)
    (QUALITY if isinstance(document, list) else SCHEMA).validate(document)
    return document


def test_report(full: ScanResult, style: Callable[..., ReportStyle], golden: Callable[[str, str], None]) -> None:
    text = render(full, style(ended=1_767_323_045.0))
    valid(text)
    golden("report-gitlab.json", text.replace(f'"{__version__}"', '"VERSION"'))


def test_quality_report(
    full: ScanResult, style: Callable[..., ReportStyle], golden: Callable[[str, str], None]
) -> None:
    text = render_quality(full, style())
    valid(text)
    golden("report-gitlab-codequality.json", text)


def test_clean_reports(result: Callable[..., ScanResult], style: Callable[..., ReportStyle]) -> None:
    assert valid(render(result(), style()))["vulnerabilities"] == []
    assert valid(render(result(), style()))["scan"]["messages"] == []
    assert valid(render_quality(result(), style())) == []


def test_what_is_left_out_is_counted(
    result: Callable[..., ScanResult], reported: Callable[..., ReportedFinding], style: Callable[..., ReportStyle]
) -> None:
    found = result(reported(), reported(b"b", status="known"), reported(b"c", status="known"))
    document = valid(render(found, style()))
    assert [told["location"]["file"] for told in document["vulnerabilities"]] == ["src/a.py"]
    assert document["scan"]["messages"] == [
        {"level": "info", "value": "2 of 3 findings are left out: 2 known, 0 allowed"}
    ]


def test_incomplete_scan_is_no_success(result: Callable[..., ScanResult], style: Callable[..., ReportStyle]) -> None:
    found = result(faults=(Fault(b"gone.py", "gone"),))
    scan = valid(render(found, style()))["scan"]
    assert scan["status"] == "failure"
    assert scan["messages"] == [{"level": "warn", "value": "gone.py: not scanned: gone"}]
    assert [issue["severity"] for issue in valid(render_quality(found, style()))] == ["blocker"]


@pytest.mark.parametrize("text", ["x" * 3000, "\u202e\x1b", ""])
def test_long_and_hostile_texts_follow_the_schema(
    text: str,
    result: Callable[..., ScanResult],
    reported: Callable[..., ReportedFinding],
    style: Callable[..., ReportStyle],
) -> None:
    rule = KEY._replace(description=f"d{text}", revoke=text)
    found = result(reported(f"p{text}".encode(), rule=rule, reason=text))
    valid(render(found, style()))
    valid(render_quality(found, style()))


def test_real_reports_know_a_finding_again(repo: Repo, github_token: str, aws_id: str) -> None:
    """GitLab shows only the first of two issues with one fingerprint, and takes a new fingerprint for a new issue."""

    def identities() -> tuple[list[str], list[str]]:
        secrets, quality = (
            valid(repo.keysieve("scan", "--format", format_).out) for format_ in ("gitlab", "gitlab-codequality")
        )
        return [told["id"] for told in secrets["vulnerabilities"]], [issue["fingerprint"] for issue in quality]

    repo.commit(**{"a.py": f"a = '{github_token}'\nb = '{github_token}'\n", "b.py": f"c = '{aws_id}'\n"})
    before = identities()
    assert [len(set(told)) for told in before] == [3, 3]
    repo.stage("a.py", f"import os\n\na = '{github_token}'\n\nb = '{github_token}'\n")
    assert identities() == before


def test_commit_is_told_where_there_is_one(repo: Repo, github_token: str) -> None:
    commit = repo.commit(**{"a.py": f"a = '{github_token}'\n"})
    for options, sha in (((), NO_COMMIT), (("--history",), commit)):
        document = valid(repo.keysieve("scan", *options, "--format", "gitlab").out)
        (told,) = document["vulnerabilities"]
        assert told["location"]["commit"]["sha"] == sha


def test_no_text_of_a_repository_becomes_an_image_or_mentions_anybody(
    result: Callable[..., ScanResult], reported: Callable[..., ReportedFinding], style: Callable[..., ReportStyle]
) -> None:
    """GitLab renders the description as Markdown, in which an image is fetched from where the text says."""
    found = result(reported(checks=(Check("issuer", "![x](https://evil.invalid/a.png) @all <b>"),)))
    (told,) = valid(render(found, style()))["vulnerabilities"]
    assert "issuer \\!\\[x\\]\\(https\\://evil\\.invalid/a\\.png\\) \\@all \\<b\\>" in told["description"]
