from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scanner.model import Fault
from scanner.report.github import MOST, render
from tests.report.conftest import KEY, PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable

    from scanner.model import ReportedFinding, ScanResult
    from scanner.report.interface import ReportStyle

LEVELS = ("error", "warning", "notice")


def command(line: str) -> tuple[str, dict[str, str], str] | None:
    """Read a line of a job's log as GitHub's runner does; None: it is no command."""
    line = line.lstrip()
    assert "##[" not in line, "the runner's older syntax counts anywhere in a line"
    head, separator, data = line.removeprefix("::").partition("::")
    if not line.startswith("::") or not separator:
        return None
    name, _, properties = head.partition(" ")
    pairs = dict(pair.split("=", 1) for pair in properties.strip().split(",") if "=" in pair)
    return name, {key: unescaped(value) for key, value in pairs.items()}, unescaped(data)


def unescaped(text: str) -> str:
    for token, meant in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(token, meant)
    return text


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    return [found for line in text.splitlines() if (found := command(line))]


def test_report(full: ScanResult, style: Callable[..., ReportStyle], golden: Callable[[str, str], None]) -> None:
    golden("report-github.txt", render(full, style()))


def test_place_is_that_of_the_secret(
    result: Callable[..., ScanResult], reported: Callable[..., ReportedFinding], style: Callable[..., ReportStyle]
) -> None:
    ((level, properties, message),) = commands(render(result(reported(b"a, b: 100%.py", b"acme_x")), style()))
    assert level == "error"
    assert properties == {
        "file": "a, b: 100%.py",
        "line": "3",
        "endLine": "3",
        "col": "8",
        "endColumn": "13",
        "title": "critical: acme-key",
    }
    assert message.startswith("Acme API key: all of an account: ")


def test_secret_of_many_lines_has_no_columns(
    result: Callable[..., ScanResult], reported: Callable[..., ReportedFinding], style: Callable[..., ReportStyle]
) -> None:
    ((_, properties, _),) = commands(render(result(reported(value=b"acme_\nx")), style()))
    assert (properties["line"], properties["endLine"]) == ("3", "4")
    assert properties.keys().isdisjoint({"col", "endColumn"})


@pytest.mark.parametrize(
    "hostile",
    [
        "::set-output name=a::b",
        " ::add-mask::e",
        "##[set-output name=a]b",
        "a\n::error::b",
        "a\r\n::stop-commands::x",
        "a%0A::error::b",
        "a::b,title=c,line=9::d",
        "##vso[task.setvariable variable=PATH]/evil",
    ],
)
@pytest.mark.parametrize("many", [1, 30])
def test_names_and_messages_give_no_commands(
    hostile: str,
    many: int,
    result: Callable[..., ScanResult],
    reported: Callable[..., ReportedFinding],
    style: Callable[..., ReportStyle],
) -> None:
    finding = reported(hostile.encode(), hostile.encode(), reason=hostile)
    text = render(result(*[finding] * many, faults=(Fault(hostile.encode(), hostile),) * many), style(True))
    harmless = reported(b"a.py", b"acme_x", reason="r")
    plain = render(result(*[harmless] * many, faults=(Fault(b"a.py", "m"),) * many), style(True))
    assert [name for name, _, _ in commands(text)] == [name for name, _, _ in commands(plain)]
    for _, properties, _ in commands(text):
        assert properties.get("line", "3") == "3"
    assert "##vso[" not in text


@pytest.mark.parametrize("number", [0, 1, MOST, MOST + 1, 3 * MOST])
def test_no_level_has_more_annotations_than_github_shows_and_none_is_lost(
    number: int,
    result: Callable[..., ScanResult],
    reported: Callable[..., ReportedFinding],
    style: Callable[..., ReportStyle],
) -> None:
    found = [
        reported(f"{rule.severity}{place}.py".encode(), rule=rule)
        for rule in (KEY._replace(severity="low"), PASSWORD, KEY)
        for place in range(number)
    ]
    text = render(result(*found), style())
    for level in LEVELS:
        told = [message for name, _, message in commands(text) if name == level]
        assert len(told) == min(number, MOST)
        if number > MOST:
            assert told[-1].startswith(f"{number - MOST + 1} of {number} {level}s are left out of the annotations")
    for finding in found:
        assert text.count(finding.finding.path.decode()) == 1


def test_gravest_are_annotated(
    result: Callable[..., ScanResult], reported: Callable[..., ReportedFinding], style: Callable[..., ReportStyle]
) -> None:
    high = [reported(f"high{place:02}.py".encode(), rule=KEY._replace(severity="high")) for place in range(20)]
    text = render(result(*high, reported(b"worst.py")), style())
    assert commands(text)[0][1]["file"] == "worst.py"


def test_known_and_allowed_are_counted_only(
    result: Callable[..., ScanResult], reported: Callable[..., ReportedFinding], style: Callable[..., ReportStyle]
) -> None:
    text = render(result(reported(status="known"), reported(status="allowed")), style())
    assert commands(text) == []
    assert "1 known, 1 allowed" in text
