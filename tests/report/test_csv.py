from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

from scanner.model import Fault
from scanner.report.csv import COLUMNS, render

if TYPE_CHECKING:
    from collections.abc import Callable

    from scanner.model import ReportedFinding, ScanResult
    from scanner.report.interface import ReportStyle


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text), strict=True))


def test_report(full: ScanResult, style: Callable[..., ReportStyle], golden: Callable[[str, str], None]) -> None:
    golden("report.csv", render(full, style()))


def test_clean_report_is_the_header(result: Callable[..., ScanResult], style: Callable[..., ReportStyle]) -> None:
    assert render(result(), style()) == ",".join(f'"{name}"' for name in COLUMNS) + "\n"


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", " =", "＝", "\uff0b"])  # noqa: RUF001
def test_no_cell_is_a_formula(
    begin: str,
    result: Callable[..., ScanResult],
    reported: Callable[..., ReportedFinding],
    style: Callable[..., ReportStyle],
) -> None:
    attack = begin + "cmd|' /C calc'!A0"
    finding = reported(attack.encode(), attack.encode(), status="allowed", reason=attack)
    told = rows(render(result(finding, faults=(Fault(attack.encode(), attack),)), style(show_secrets=True)))
    for cell in (told[0]["path"], told[0]["secret"], told[0]["reason"], told[1]["path"], told[1]["reason"]):
        assert cell == "'" + attack


def test_quotes_commas_and_line_ends_stay_in_their_cell(
    result: Callable[..., ScanResult], reported: Callable[..., ReportedFinding], style: Callable[..., ReportStyle]
) -> None:
    (row,) = rows(render(result(reported(b'a",\n"b.py')), style()))
    assert row["path"] == 'a",\\n"b.py'
    assert row["line"] == "3"
