from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import fromstring

import pytest
from junitparser import Error, Failure, JUnitXml, Skipped

from scanner.report.junit import render

if TYPE_CHECKING:
    from collections.abc import Callable
    from xml.etree.ElementTree import Element

    from scanner.model import ReportedFinding, ScanResult
    from scanner.report.interface import ReportStyle
    from tests.conftest import Repo

TEXT = {"type", "message"}
SCHEMA = {
    "testsuites": ({"name", "time", "tests", "failures", "errors"}, {"testsuite"}),
    "testsuite": (
        {"name", "tests", "failures", "errors", "time", "skipped", "timestamp", "hostname", "id", "package"},
        {"properties", "testcase", "system-out", "system-err"},
    ),
    "testcase": ({"name", "time", "classname"}, {"skipped", "error", "failure", "system-out", "system-err"}),
    "skipped": (TEXT, set()),
    "error": (TEXT, set()),
    "failure": (TEXT, set()),
}
"""What the schema that Jenkins's xUnit plugin enforces allows: by element, its attributes and its children."""


def follow(element: Element) -> None:
    """Hold an element and all in it against the schema."""
    attributes, children = SCHEMA[element.tag]
    assert set(element.keys()) <= attributes
    assert {child.tag for child in element} <= children
    assert re.fullmatch(r"[0-9]*(\.[0-9]*)?", element.get("time", ""))
    for child in element:
        follow(child)


def test_documents_follow_the_schema(
    full: ScanResult, result: Callable[..., ScanResult], style: Callable[..., ReportStyle]
) -> None:
    for found in (full, result(), full._replace(seconds=12_345.678)):
        follow(fromstring(render(found, style())))


def test_report(full: ScanResult, style: Callable[..., ReportStyle], golden: Callable[[str, str], None]) -> None:
    golden("report-junit.xml", render(full, style(ended=1_767_323_045.0)))


def test_readers_count_what_the_scan_counted(full: ScanResult, style: Callable[..., ReportStyle]) -> None:
    document = JUnitXml.fromstring(render(full, style()).encode())
    (suite,) = document
    assert (document.tests, document.failures, document.errors) == (6, 3, 1)
    assert (suite.tests, suite.failures, suite.errors, suite.skipped) == (6, 3, 1, 2)
    outcomes = [type(outcome) for case in suite for outcome in case.result]
    assert outcomes == [Failure, Failure, Failure, Skipped, Skipped, Error]


def test_scan_without_findings_is_one_test_that_passed(
    result: Callable[..., ScanResult], style: Callable[..., ReportStyle]
) -> None:
    (suite,) = JUnitXml.fromstring(render(result(), style()).encode())
    assert [(case.name, case.is_passed) for case in suite] == [("no secrets found", True)]


@pytest.mark.parametrize("name", ["]]><evil/>", "<!--", "&lt;", "\"'", "\ufffe", "\x00", "\x1b[2J", "<![CDATA["])
def test_names_are_text(
    name: str,
    result: Callable[..., ScanResult],
    reported: Callable[..., ReportedFinding],
    style: Callable[..., ReportStyle],
) -> None:
    text = render(result(reported(name.encode(), name.encode()), reported(b"b.py")), style(show_secrets=True))
    (suite,) = JUnitXml.fromstring(text.encode())
    first, second = suite
    assert second.classname == "b.py"
    if name.isprintable():
        assert first.classname == name


def test_test_keeps_its_name_when_lines_move(repo: Repo, github_token: str) -> None:
    def names() -> list[str]:
        outcome = repo.keysieve("scan", "--format", "junit")
        assert outcome.code == 1
        return [case.name for suite in JUnitXml.fromstring(outcome.out.encode()) for case in suite]

    repo.stage("a.py", f"a = '{github_token}'\nb = '{github_token}'\n")
    before = names()
    assert len(set(before)) == 2
    repo.stage("a.py", f"\n\nimport os\na = '{github_token}'\n\nb = '{github_token}'\n")
    assert names() == before
