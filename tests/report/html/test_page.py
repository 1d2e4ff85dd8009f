from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from scanner import __version__
from scanner.model import Fault, Provenance, Skipped
from scanner.report.earlier import EarlierReport
from scanner.report.html.page import render

if TYPE_CHECKING:
    from collections.abc import Callable

    from scanner.model import ReportedFinding, ScanResult
    from scanner.report.interface import ReportStyle

NOW = 1_767_323_045.0
"""2026-01-02T03:04:05Z"""

DAY = 86_400
LOADING = {"img", "link", "iframe", "object", "embed", "audio", "video", "source", "base", "frame", "applet", "image"}


class Page(HTMLParser):
    """The elements and the text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.open.append(tag)
        self.texts.setdefault(tag, []).append("")

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        for tag in self.open:
            self.texts[tag][-1] += data

    def attributes(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def test_page(full: ScanResult, style: Callable[..., ReportStyle], golden: Callable[[str, str], None]) -> None:
    earlier = EarlierReport("old.json", NOW - 100 * DAY, (("known", 1), ("new", 2)), frozenset())
    text = render(full, style(ended=NOW, earlier=(earlier,)))
    body = re.sub(r"(<style>|<script>).*?(</)", r"\1…\2", re.sub(r"'sha256-[^']*'", "HASH", text), flags=re.DOTALL)
    golden("report.html", body.replace(f"version {__version__}", "version VERSION"))


def test_policy_names_the_script_and_the_style_and_nothing_else(
    full: ScanResult, style: Callable[..., ReportStyle]
) -> None:
    page = Page(render(full, style()))
    policy = next(meta["content"] for meta in page.attributes("meta") if meta.get("http-equiv"))
    hashes = [
        "sha256-" + b64encode(sha256(page.texts[tag][0].encode()).digest()).decode() for tag in ("style", "script")
    ]
    assert policy == (
        f"default-src 'none'; style-src '{hashes[0]}'; script-src '{hashes[1]}'; base-uri 'none'; form-action 'none'"
    )


def test_nothing_is_loaded_and_no_attribute_is_a_script(full: ScanResult, style: Callable[..., ReportStyle]) -> None:
    page = Page(render(full, style()))
    assert LOADING & {tag for tag, _ in page.tags} == set()
    for _, attributes in page.tags:
        assert not any(name.startswith("on") or name in ("src", "style", "srcset") for name in attributes)
    assert {link["href"] for link in page.attributes("a")} == {"https://acme.invalid/keys"}


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//evil.invalid", "https://a b"])
def test_only_addresses_of_the_web_are_links(
    address: str,
    result: Callable[..., ScanResult],
    reported: Callable[..., ReportedFinding],
    style: Callable[..., ReportStyle],
) -> None:
    finding = reported()
    rule = finding.finding.rule._replace(revoke=address)
    text = render(result(finding._replace(finding=finding.finding._replace(rule=rule))), style())
    assert Page(text).attributes("a") == []
    assert address.replace("&", "&amp;") in text


MARKUP = [
    "</script><img src=x onerror=alert(1)>",
    "</td><script>alert(1)</script>",
    "\" onmouseover='x",
    "<!--",
    "&lt;",
]


@pytest.mark.parametrize("hostile", MARKUP)
def test_no_name_becomes_markup(
    hostile: str,
    result: Callable[..., ScanResult],
    reported: Callable[..., ReportedFinding],
    style: Callable[..., ReportStyle],
) -> None:
    def page(word: str) -> Page:
        provenance = Provenance("commit", "0" * 40, word, word, None, True)
        finding = reported(word.encode(), word.encode(), reason=word, provenance=provenance)
        faults, skipped = (Fault(word.encode(), word),), (Skipped(word.encode(), word),)
        earlier = EarlierReport(word, None, (("new", 1),), frozenset())
        return Page(render(result(finding, faults=faults, skipped=skipped), style(True, earlier=(earlier,))))

    attacked, plain = page(hostile), page("word")
    assert [tag for tag, _ in attacked.tags] == [tag for tag, _ in plain.tags]
    assert [attributes.keys() for _, attributes in attacked.tags] == [attributes.keys() for _, attributes in plain.tags]
    assert attacked.texts["code"] == [text.replace("word", hostile) for text in plain.texts["code"]]


def test_clean_page_says_so(result: Callable[..., ScanResult], style: Callable[..., ReportStyle]) -> None:
    page = Page(render(result(), style()))
    assert "Nothing was found." in page.texts["main"][0]
    assert "table" not in page.texts
    assert "svg" not in page.texts


def test_incomplete_scan_says_so(result: Callable[..., ScanResult], style: Callable[..., ReportStyle]) -> None:
    page = Page(render(result(faults=(Fault(b"gone.py", "no such object"),)), style()))
    assert "The scan is incomplete." in page.texts["main"][0]
    assert page.texts["code"] == ["gone.py"]


def test_ages_are_told_by_the_commit_or_by_the_first_report(
    result: Callable[..., ScanResult], reported: Callable[..., ReportedFinding], style: Callable[..., ReportStyle]
) -> None:
    def dated(path: bytes, date: str | None) -> ReportedFinding:
        return reported(path, provenance=Provenance("commit", "0" * 40, "a", date))

    found = result(
        dated(b"week", "2026-01-01T00:00:00+09:00"),
        dated(b"year", "2025-06-01"),
        dated(b"older", "1999-01-01T00:00:00Z"),
        dated(b"broken", "yesterday"),
        dated(b"none", "9999-99-99"),
        dated(b"last", "9999-12-31T23:59:59-14:00"),
        dated(b"first", "0001-01-01T00:00:00+14:00"),
        dated(b"reported", None),
    )
    fingerprint = "00ff" * 8
    first = EarlierReport("a", NOW - 40 * DAY, (("new", 1),), frozenset({("reported", fingerprint)}))
    second = first.__class__("b", NOW - 2 * DAY, (("new", 1),), frozenset({("reported", fingerprint)}))
    page = Page(render(found, style(ended=NOW, earlier=(first, second))))
    labels = next(
        label for svg in page.attributes("svg") if (label := svg["aria-label"] or "").startswith("Findings by age")
    )
    assert labels == "Findings by age: week 1; month 0; quarter 1; year 1; 3 years 0; older 1; unknown 4"
    assert "2025-11-23" in page.texts["tbody"][0]


def test_trend_says_what_came_and_went(
    result: Callable[..., ScanResult], reported: Callable[..., ReportedFinding], style: Callable[..., ReportStyle]
) -> None:
    kept = ("kept", "00ff" * 8)
    old = EarlierReport("x", None, (("allowed", 1), ("new", 2)), frozenset({kept, ("gone", "aa"), ("gone", "bb")}))
    page = Page(render(result(reported(b"kept"), reported(b"fresh")), style(ended=NOW, earlier=(old,))))
    label = page.attributes("svg")[-1]["aria-label"]
    assert label == "Findings over time: x: 2 new, 0 known, 1 allowed; now, 2026-01-02: 2 new, 0 known, 0 allowed"
    assert "Since the report before (x): 1 came, 2 went." in page.texts["figcaption"]


def test_gravest_findings_come_first(
    result: Callable[..., ScanResult], reported: Callable[..., ReportedFinding], style: Callable[..., ReportStyle]
) -> None:
    low = reported(b"low").finding.rule._replace(severity="low")
    page = Page(
        render(result(reported(b"known", status="known"), reported(b"low", rule=low), reported(b"top")), style())
    )
    assert [place.partition(":")[0] for place in page.texts["code"][::2]] == ["top", "low", "known"]


def test_scan_of_commits_says_how_many(result: Callable[..., ScanResult], style: Callable[..., ReportStyle]) -> None:
    page = Page(render(result()._replace(commits=7), style()))
    assert [" ".join(text.split()) for text in page.texts["li"]] == [
        "0 new",
        "0 known",
        "0 allowed",
        "12 files scanned, 34.6 kB",
        "7 commits",
    ]
