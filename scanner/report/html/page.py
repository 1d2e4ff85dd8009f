"""The page as a whole. Its policy lets it load nothing and run only its own script, which is named by its hash."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.resources import files
from typing import TYPE_CHECKING

from scanner import __version__
from scanner.model import SEVERITIES
from scanner.report.entry import STATUS_RANK, entries, gravest_first
from scanner.report.html.age import AGES, OLDER, UNKNOWN, age_name, day, since
from scanner.report.html.charts import Bar, Point, bars, columns, legend, lines
from scanner.report.html.findings import controls, table
from scanner.report.html.markup import element, page
from scanner.report.text import size
from scanner.text.redact import escape, printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from xml.etree.ElementTree import Element

    from scanner.model import ScanResult
    from scanner.report.entry import ReportEntry
    from scanner.report.interface import NewIgnore, ReportStyle, ScanContext

STATUSES = tuple(STATUS_RANK)


def render(result: ScanResult, style: ReportStyle) -> str:
    """Return the page, in ASCII."""
    css, script = (files("scanner.report.html").joinpath(name).read_text("ascii") for name in ("page.css", "page.js"))
    return page("Keysieve report", css, element("main", *_sections(result, style)), script)


def _sections(result: ScanResult, style: ReportStyle) -> Iterator[Element]:
    found = [(entry, since(entry, style.earlier)) for entry in gravest_first(entries(result, style))]
    ended = datetime.fromtimestamp(style.ended, UTC).strftime("%Y-%m-%d %H:%M UTC")
    yield element("header", element("h1", "Keysieve report"), element("p", f"{ended}, version {__version__}"))
    yield _totals(result)
    if result.faults:
        yield _faults(result)
    if found or style.earlier:
        yield _charts(found, style)
    if found:
        yield controls([entry for entry, _ in found])
        yield table(found)
    else:
        yield element("p", "Nothing was found.", class_="clean")
    if result.skipped:
        yield _skipped(result)
    if style.context.new_ignores:
        yield _new_ignores(style.context.new_ignores)
    yield _context(style.context)


def _totals(result: ScanResult) -> Element:
    told = [(str(result.count("new")), "new", "new"), (str(result.count("known")), "known", "known")]
    told.append((str(result.count("allowed")), "allowed", "allowed"))
    if not result.complete:
        told.append((str(len(result.faults)), "not scanned", "fault"))
    told.append((str(result.scanned), f"files scanned, {size(result.scanned_bytes)}", "plain"))
    if result.commits is not None:
        told.append((str(result.commits), "commits", "plain"))
    return element(
        "ul",
        *(element("li", element("b", number), f" {what}", class_=class_) for number, what, class_ in told),
        class_="totals",
    )


def _faults(result: ScanResult) -> Element:
    rows = (element("li", element("code", printable(f.path)), f" {escape(f.message)}") for f in result.faults)
    return element(
        "section", element("h2", "Not scanned"), element("p", "The scan is incomplete."), element("ul", *rows)
    )


def _charts(found: Sequence[tuple[ReportEntry, float | None]], style: ReportStyle) -> Element:
    figures = [
        _figure("Severity", bars([_severity(name, found) for name in reversed(SEVERITIES)], "Findings by severity"))
    ]
    names = [*(name for name, _ in AGES), OLDER, UNKNOWN]
    aged = [(entry, age_name(begin, style.ended)) for entry, begin in found]
    ages = [Bar(name, _parts([entry for entry, age in aged if age == name])) for name in names]
    hint = "Since the commit that brought it in (history and range scans), or the first earlier report that has it."
    figures.append(_figure("Age", columns(ages, "Findings by age"), element("figcaption", hint)))
    if style.earlier:
        figures.append(_trend([entry for entry, _ in found], style))
    return element("section", element("div", *figures, class_="charts"), legend(STATUSES))


def _severity(name: str, found: Sequence[tuple[ReportEntry, float | None]]) -> Bar:
    return Bar(name, _parts([entry for entry, _ in found if entry.rule.severity == name]))


def _parts(found: Sequence[ReportEntry]) -> tuple[tuple[str, int], ...]:
    return tuple((status, sum(1 for entry in found if entry.reported.status == status)) for status in STATUSES)


def _trend(found: Sequence[ReportEntry], style: ReportStyle) -> Element:
    points = [
        Point(
            report.name if report.ended is None else day(report.ended),
            {status: report.count(status) for status in STATUSES},
        )
        for report in style.earlier
    ]
    points.append(Point(f"now, {day(style.ended)}", dict(_parts(found))))
    last = style.earlier[-1]
    came = sum(1 for entry in found if not entry.stood_in(last))
    here = {(entry.finding.path, entry.fingerprint) for entry in found if entry.stood_in(last)}
    change = f"Since the report before ({points[-2].label}): {came} came, {len(last.secrets) - len(here)} went."
    return _figure("Trend", lines(points, STATUSES, "Findings over time"), element("figcaption", change))


def _figure(title: str, *content: Element) -> Element:
    return element("figure", element("h2", title), *content)


def _skipped(result: ScanResult) -> Element:
    reasons: dict[str, int] = {}
    for skipped in result.skipped:
        reasons[skipped.reason] = reasons.get(skipped.reason, 0) + 1
    rows = (element("li", f"{count}: {escape(reason)}") for reason, count in reasons.items())
    return element("section", element("h2", f"{len(result.skipped)} skipped"), element("ul", *rows))


def _new_ignores(ignores: Sequence[NewIgnore]) -> Element:
    rows = (element("li", element("code", escape(file)), f" {escape(entry)}") for file, entry in ignores)
    told = "The work tree has these, and the commit whose policy counts does not: they let nothing pass."
    return element("section", element("h2", "New ignore entries"), element("p", told), element("ul", *rows))


def _context(context: ScanContext) -> Element:
    told = [
        f"{context.rules} rules ({context.rules_digest})",
        f"configuration {escape(context.config)} ({context.config_digest})" if context.config else "no configuration",
        f"baseline {escape(context.baseline)}" if context.baseline else "no baseline",
    ]
    return element("footer", element("p", "; ".join(told)))
