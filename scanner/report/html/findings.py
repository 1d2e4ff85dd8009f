"""The table of findings, and the controls that filter it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.model import CONFIDENCE_RANK, SEVERITIES
from scanner.report.entry import STATUS_RANK
from scanner.report.html.age import day
from scanner.report.html.markup import element, link_or_text
from scanner.text.redact import escape

if TYPE_CHECKING:
    from collections.abc import Sequence
    from xml.etree.ElementTree import Element

    from scanner.report.entry import ReportEntry

COLUMNS = ("Severity", "Status", "Rule", "Place", "Secret", "Since", "More")


def controls(found: Sequence[ReportEntry]) -> Element:
    """Return the form that filters; it is hidden until the script shows it."""
    rules = sorted({entry.rule.id for entry in found})
    choices = (
        ("status", sorted({entry.reported.status for entry in found}, key=STATUS_RANK.__getitem__, reverse=True)),
        ("severity", sorted({entry.rule.severity for entry in found}, key=SEVERITIES.index, reverse=True)),
        (
            "confidence",
            sorted({entry.finding.confidence for entry in found}, key=CONFIDENCE_RANK.__getitem__, reverse=True),
        ),
        ("rule", rules),
    )
    search = element("input", type="search", name="words", placeholder="path, rule, author …", autocomplete="off")
    return element(
        "form",
        element("label", "Search ", search),
        *(element("label", name.capitalize() + " ", _choice(name, values)) for name, values in choices),
        element("button", "Show all", type="reset"),
        element("output", name="shown", aria_live="polite"),
        id="filter",
        hidden="hidden",
    )


def _choice(name: str, values: Sequence[str]) -> Element:
    options = (element("option", value, value=value) for value in values)
    return element("select", element("option", "any", value=""), *options, name=name)


def table(found: Sequence[tuple[ReportEntry, float | None]]) -> Element:
    """Return the table; the entries come with the moment from which each is known to be there."""
    heads = (element("th", element("button", name, type="button"), scope="col") for name in COLUMNS)
    rows = [_row(entry, begin) for entry, begin in found]
    for row in rows:
        row.tail = "\n"
    return element("table", element("thead", element("tr", *heads)), element("tbody", *rows), id="findings")


def _row(entry: ReportEntry, begin: float | None) -> Element:
    rule, finding = entry.rule, entry.finding
    rank = 10 * SEVERITIES.index(rule.severity) + CONFIDENCE_RANK[finding.confidence]
    status = entry.reported.status
    return element(
        "tr",
        element("td", _badge(rule.severity), f" {finding.confidence} confidence", data_sort=str(rank)),
        element("td", _badge(status), data_sort=str(STATUS_RANK[status])),
        element("td", element("b", rule.id), element("br"), escape(rule.description)),
        element("td", element("code", entry.place)),
        element("td", element("code", entry.secret)),
        element("td", "" if begin is None else day(begin)),
        element("td", *_more(entry)),
        data_status=status,
        data_severity=rule.severity,
        data_confidence=finding.confidence,
        data_rule=rule.id,
    )


def _badge(word: str) -> Element:
    return element("span", word, class_=f"badge {word}")


def _more(entry: ReportEntry) -> list[Element]:
    provenance, rule = entry.finding.provenance, entry.rule
    told: list[tuple[str, Element | str]] = []
    if entry.reported.reason:
        told.append(("Why", escape(entry.reported.reason)))
    told += [(check.name, escape(check.outcome)) for check in entry.finding.checks]
    if provenance.commit:
        signed = ", ".join(escape(text) for text in (provenance.author, provenance.date) if text)
        head = {True: ", still at HEAD", False: ", gone from HEAD", None: ""}[provenance.at_head]
        told.append(("Commit", f"{provenance.commit[:12]} {signed}{head}"))
    if rule.revoke:
        told.append(("Revoke", link_or_text(escape(rule.revoke))))
    return [element("div", element("small", f"{escape(name)} "), what) for name, what in told]
