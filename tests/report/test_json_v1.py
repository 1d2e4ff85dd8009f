from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from scanner import __version__
from scanner.report.json_v1 import SCHEMA, render
from scanner.report.jsonl import render as render_lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from scanner.model import ReportedFinding, ScanResult
    from scanner.report.interface import ReportStyle
    from tests.conftest import Repo

SCHEMA_FILE = Path(__file__).parent.parent.parent / "docs" / "report.schema.json"


@pytest.fixture(scope="module")
def schema() -> Draft202012Validator:
    document = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(document)
    return Draft202012Validator(document)


@pytest.fixture(scope="module")
def finding_schema(schema: Draft202012Validator) -> Draft202012Validator:
    return schema.evolve(schema={"$ref": "#/$defs/finding", "$defs": schema.schema["$defs"]})


def valid(schema: Draft202012Validator, text: str) -> Any:
    document = json.loads(text)
    schema.validate(document)
    return document


def test_document(
    full: ScanResult,
    style: Callable[..., ReportStyle],
    golden: Callable[[str, str], None],
    schema: Draft202012Validator,
) -> None:
    text = render(full, style())
    valid(schema, text)
    golden("report.json", text.replace(f'"{__version__}"', '"VERSION"'))


def test_document_without_findings(
    result: Callable[..., ScanResult],
    style: Callable[..., ReportStyle],
    golden: Callable[[str, str], None],
    schema: Draft202012Validator,
) -> None:
    from scanner.report.interface import ScanContext

    text = render(result(), style(context=ScanContext()))
    valid(schema, text)
    golden("report-clean.json", text.replace(f'"{__version__}"', '"VERSION"'))


def test_lines(full: ScanResult, style: Callable[..., ReportStyle], golden: Callable[[str, str], None]) -> None:
    golden("report.jsonl", render_lines(full, style()))


def test_lines_are_the_findings_of_the_document(
    full: ScanResult, style: Callable[..., ReportStyle], finding_schema: Draft202012Validator
) -> None:
    lines = [valid(finding_schema, line) for line in render_lines(full, style()).splitlines()]
    assert lines == json.loads(render(full, style()))["findings"]


def test_no_findings_are_no_lines(result: Callable[..., ScanResult], style: Callable[..., ReportStyle]) -> None:
    assert render_lines(result(), style()) == ""


def test_schema_is_strict(schema: Draft202012Validator, full: ScanResult, style: Callable[..., ReportStyle]) -> None:
    document = json.loads(render(full, style()))
    for change in (
        {"schema": SCHEMA + 1},
        {"more": 1},
        {"summary": {**document["summary"], "state": "fine"}},
        {"findings": [{**document["findings"][0], "line": 0}]},
        {"findings": [{**document["findings"][0], "status": "old"}]},
        {"errors": [{"path": "a"}]},
    ):
        with pytest.raises(ValidationError):
            schema.validate({**document, **change})


def test_schema_describes_every_field(schema: Draft202012Validator) -> None:
    finding = schema.schema["$defs"]["finding"]
    assert all(field.get("description") for field in finding["properties"].values())
    assert sorted(finding["required"]) == sorted(finding["properties"])


def test_real_reports_follow_the_schema(
    repo: Repo, github_token: str, aws_id: str, schema: Draft202012Validator, finding_schema: Draft202012Validator
) -> None:
    repo.stage("known.py", f"key = '{github_token}'\n")
    assert repo.keysieve("baseline", "create").code == 0
    repo.stage("a.py", f"key = '{github_token}'\nold = '{aws_id}'  # keysieve: allow old\n")
    for words in (["scan"], ["scan", "--staged"], ["scan", "--show-secrets"], ["hook"]):
        outcome = repo.keysieve(*words, "--format", "json")
        document = valid(schema, outcome.out)
        assert sorted(finding["status"] for finding in document["findings"]) == ["allowed", "known", "new"]
        lines = repo.keysieve(*words, "--format", "jsonl").out.splitlines()
        assert [valid(finding_schema, line) for line in lines] == document["findings"]


def test_incomplete_scan_is_said(repo: Repo, schema: Draft202012Validator) -> None:
    repo.stage("a.py", "x = 1\n")
    blob = repo.git("rev-parse", ":a.py").strip()
    (repo.root / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    document = valid(schema, repo.staged().out)
    assert document["summary"]["state"] == "incomplete"
    assert document["errors"][0]["path"] == "a.py"


def test_undecodable_name_is_written_as_lone_surrogates(
    result: Callable[..., ScanResult], reported: Callable[..., ReportedFinding], style: Callable[..., ReportStyle]
) -> None:
    text = render(result(reported(b"caf\xe9.py")), style())
    assert r'"path": "caf\udce9.py"' in text
    assert json.loads(text)["findings"][0]["path"].encode("utf-8", "surrogateescape") == b"caf\xe9.py"
