from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scanner.model import Skipped
from scanner.report.text import render, size

if TYPE_CHECKING:
    from collections.abc import Callable

    from scanner.model import ReportedFinding, ScanResult
    from scanner.report.interface import ReportStyle

    Golden = Callable[[str, str], None]


def test_text_of_a_scan(full: ScanResult, style: Callable[..., ReportStyle], golden: Golden) -> None:
    golden("report.txt", render(full, style()))


def test_text_of_a_hook(full: ScanResult, style: Callable[..., ReportStyle], golden: Golden) -> None:
    golden("report-hook.txt", render(full, style(hints="hook")))


def test_text_in_colour(full: ScanResult, style: Callable[..., ReportStyle], golden: Golden) -> None:
    golden("report-color.txt", render(full, style(color=True)).replace("\x1b", "ESC"))


def test_verbose_text(full: ScanResult, style: Callable[..., ReportStyle], golden: Golden) -> None:
    golden("report-verbose.txt", render(full, style(verbose=True)))


def test_text_without_findings(
    result: Callable[..., ScanResult], style: Callable[..., ReportStyle], golden: Golden
) -> None:
    golden("report-clean.txt", render(result(), style()))


def test_colour_adds_nothing_but_colour(full: ScanResult, style: Callable[..., ReportStyle]) -> None:
    import re

    assert re.sub("\x1b\\[[0-9;]*m", "", render(full, style(color=True))) == render(full, style())


def test_known_and_allowed_findings_are_counted_not_listed(
    result: Callable[..., ScanResult], reported: Callable[..., ReportedFinding], style: Callable[..., ReportStyle]
) -> None:
    text = render(result(reported(b"a.py", status="known"), reported(b"b.py", status="allowed")), style())
    assert text.count("\n") == 1
    assert "nothing new found, 1 known, 1 allowed" in text


def test_many_reasons_for_skipping_do_not_flood_the_summary(
    result: Callable[..., ScanResult], style: Callable[..., ReportStyle]
) -> None:
    text = render(result(skipped=tuple(Skipped(b"x", f"reason {number}") for number in range(99))), style())
    assert text.count("reason") == 10
    assert "99 skipped" in text


@pytest.mark.parametrize(
    ("count", "shown"), [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (999_949, "999.9 kB"), (1_000_000, "1.0 MB")]
)
def test_size_is_for_people(count: int, shown: str) -> None:
    assert size(count) == shown


@pytest.mark.parametrize("name", [b"::set-output name=a::b", b" ::error::c"])
def test_name_at_the_start_of_a_line_is_no_command_to_github(
    name: bytes,
    result: Callable[..., ScanResult],
    reported: Callable[..., ReportedFinding],
    style: Callable[..., ReportStyle],
) -> None:
    text = render(result(reported(name)), style())
    assert not any(line.lstrip().startswith("::") for line in text.splitlines())
    assert f"./{name.decode()}:3:8" in text
