"""The page in a real browser."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from scanner.model import Provenance
from scanner.report.earlier import EarlierReport
from scanner.report.html.page import render
from tests.report.conftest import KEY, PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from scanner.model import ReportedFinding, ScanResult
    from scanner.report.interface import ReportStyle

pytestmark = pytest.mark.needs("chromium")

NOW = 1_767_323_045.0
MANY = 5_000
HOSTILE = [
    "</script><script>window.hacked = 1</script>",
    "<img src=x onerror='window.hacked = 1'>",
    "\"><svg onload='window.hacked = 1'>",
    "\u202egnp.exe",
    "{{constructor.constructor('window.hacked = 1')()}}",
    "x" * 4000,
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        yield browser
        browser.close()


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Open a page without a network; whatever it complains about or asks for fails the test."""
    contexts, complaints = [], []

    def go(text: str, width: int = 1400, **options: object) -> Page:
        file = tmp_path / "report.html"
        file.write_text(text, encoding="ascii")
        context = browser.new_context(viewport={"width": width, "height": 900}, offline=True, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        page.on("request", lambda request: request.url == file.as_uri() or complaints.append(request.url))
        page.goto(file.as_uri())
        return page

    yield go
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def large(
    result: Callable[..., ScanResult], reported: Callable[..., ReportedFinding], style: Callable[..., ReportStyle]
) -> str:
    rules = [KEY, PASSWORD, KEY._replace(id="acme-old-key", severity="low")]
    statuses = ["new", "known", "known", "allowed"]
    found = [
        reported(
            f"src/part{place % 40}/deeply/nested/module{place:04}.py".encode(),
            rule=rules[place % 3],
            status=statuses[place % 4],
            provenance=Provenance("commit", f"{place:040x}", "Ann <ann@example.invalid>", f"20{10 + place % 15}-01-02"),
        )
        for place in range(MANY)
    ]
    earlier = tuple(
        EarlierReport(f"{number}.json", NOW - 1e6 * (9 - number), (("new", 900 + number), ("known", 99)), frozenset())
        for number in range(9)
    )
    return render(result(*found), style(ended=NOW, earlier=earlier))


def shown(page: Page) -> int:
    return page.locator("#findings tbody tr:visible").count()


def said(page: Page) -> str:
    return page.locator("output").inner_text()


def column(page: Page, number: int) -> list[str]:
    return page.locator(f"#findings tbody tr:visible td:nth-child({number})").all_inner_texts()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 800, 1900])
def test_everything_fits_and_can_be_read(large: str, opened: Callable[..., Page], scheme: str, width: int) -> None:
    page = opened(large, width, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("svg:visible").count() == 3
    unreadable = page.evaluate(
        """() => {
          const light = (color) => {
            const [r, g, b] = color.match(/[\\d.]+/g).map(Number).map((part) => part / 255)
              .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const ground = (node) => {
            for (; node; node = node.parentElement) {
              const color = getComputedStyle(node).backgroundColor;
              if (!color.startsWith("rgba(0, 0, 0, 0")) return color;
            }
            return "rgb(255, 255, 255)";
          };
          const seen = document.querySelectorAll(
            "h1, h2, header p, figcaption, label, output, a, code, small, .badge, .totals li, th button, footer p");
          const bad = new Set();
          for (const node of Array.from(seen).slice(0, 400)) {
            const [one, other] = [light(getComputedStyle(node).color), light(ground(node))];
            const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
            if (contrast < 4.5) bad.add(node.className + node.tagName + contrast.toFixed(2));
          }
          return Array.from(bad);
        }"""
    )
    assert unreadable == []


def test_filters_and_search_narrow_the_list(large: str, opened: Callable[..., Page]) -> None:
    from playwright.sync_api import expect

    page = opened(large)
    assert said(page) == f"{MANY} of {MANY} shown"
    page.select_option("select[name=status]", "new")
    page.select_option("select[name=rule]", "acme-password")
    matching = sum(1 for place in range(MANY) if place % 4 == 0 and place % 3 == 1)
    assert shown(page) == matching
    assert said(page) == f"{matching} of {MANY} shown"
    page.fill("input[type=search]", "PART12/ module0")
    assert {text.partition("/deeply")[0] for text in column(page, 4)} == {"src/part12"}
    page.click("button[type=reset]")
    expect(page.locator("output")).to_have_text(f"{MANY} of {MANY} shown")
    page.fill("input[type=search]", "no such thing")
    assert shown(page) == 0


def test_columns_sort_both_ways(large: str, opened: Callable[..., Page]) -> None:
    page = opened(large)
    page.fill("input[type=search]", "part7/")
    places = column(page, 4)
    for presses, expected in ((1, sorted(places)), (2, sorted(places, reverse=True))):
        page.click("th:nth-child(4) button")
        assert column(page, 4) == expected
        assert page.locator("th:nth-child(4)").get_attribute("aria-sort") == ("ascending", "descending")[presses - 1]
    page.click("th:nth-child(1) button")
    grades = [text.split()[0] for text in column(page, 1)]
    assert grades == sorted(grades, key=["critical", "medium", "low"].index)
    assert set(grades) == {"critical", "medium", "low"}


def test_keyboard_is_enough(large: str, opened: Callable[..., Page]) -> None:
    page = opened(large)
    page.focus("th:nth-child(3) button")
    page.keyboard.press("Enter")
    assert page.locator("th:nth-child(3)").get_attribute("aria-sort") == "ascending"


def test_without_scripts_everything_is_there(large: str, opened: Callable[..., Page]) -> None:
    page = opened(large, java_script_enabled=False)
    assert shown(page) == MANY
    assert not page.locator("form").is_visible()


def test_print_is_black_on_white_and_without_controls(large: str, opened: Callable[..., Page]) -> None:
    page = opened(large, color_scheme="dark")
    page.select_option("select[name=status]", "new")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert not page.locator("select[name=status]").is_visible()
    assert page.locator("output").is_visible()
    page.fill("input[type=search]", "part7/", force=True)
    assert page.pdf().startswith(b"%PDF")


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_names_are_shown_and_do_nothing(
    hostile: str,
    opened: Callable[..., Page],
    result: Callable[..., ScanResult],
    reported: Callable[..., ReportedFinding],
    style: Callable[..., ReportStyle],
) -> None:
    finding = reported(hostile.encode(), hostile.encode(), status="known", reason=hostile)
    page = opened(render(result(finding, reported(b"a.py")), style(True, ended=NOW)), 400)
    assert page.evaluate("window.hacked") is None
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    assert page.locator("tbody tr").count() == 2
    assert (
        page.locator("tbody tr:nth-child(2) td:nth-child(4)")
        .inner_text()
        .startswith(hostile.replace("\u202e", "\\u202e"))
    )
    page.fill("input[type=search]", hostile.replace("\u202e", ""))
    assert shown(page) == 1


def test_policy_stops_what_was_put_into_the_page(large: str, browser: Browser, tmp_path: Path) -> None:
    """Even if an element could be smuggled in, it would neither run nor load."""
    attack = "<script>window.hacked = 1</script><img src='https://evil.invalid/a.png' onerror='window.hacked = 2'>"
    file = tmp_path / "attacked.html"
    file.write_text(large.replace("</main>", attack + "</main>"), encoding="ascii")
    page = browser.new_page()
    stopped = []
    page.on("requestfailed", lambda request: stopped.append((request.url, request.failure)))
    page.goto(file.as_uri())
    assert page.evaluate("window.hacked") is None
    assert stopped == [("https://evil.invalid/a.png", "csp")]
    assert said(page) == f"{MANY} of {MANY} shown"
    page.close()
