"""The page in HTML. Its policy lets it load nothing and run nothing; its one style is named by its hash."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from scanner import __version__
from scanner.posture.controls import CONTROLS, TITLES
from scanner.posture.interface import STANDINGS
from scanner.posture.text import SUPPORTS, bearing, counts
from scanner.report.html.markup import element, page
from scanner.text.redact import escape

if TYPE_CHECKING:
    from collections.abc import Sequence
    from xml.etree.ElementTree import Element

    from scanner.posture.interface import Check

CLASSES = dict(zip(STANDINGS, ("ok", "attention", "missing", "unseen"), strict=True))


def as_html(checks: Sequence[Check], day: str) -> str:
    """Return the page, in ASCII."""
    css = files("scanner.posture").joinpath("page.css").read_text("ascii")
    header = element("header", element("h1", "Keysieve posture"), element("p", f"{day}, version {__version__}"))
    names = element("tr", *(element("th", name) for name in ("Check", "Standing", "Evidence", "Controls")))
    rows = element("tbody", *(_row(check) for check in checks))
    table = element("table", element("thead", names), rows)
    main = element("main", header, element("p", counts(checks)), table, element("footer", element("p", SUPPORTS)))
    return page("Keysieve posture", css, main)


def _row(check: Check) -> Element:
    seen = element("td", element("p", escape(check.evidence)))
    if check.mend:
        seen.append(element("p", escape(check.mend), class_="mend"))
    supported = (element("li", control.name, title=control.about) for control in CONTROLS[check.id])
    return element(
        "tr",
        element("th", TITLES[check.id], scope="row"),
        element("td", element("b", check.standing, class_=CLASSES[check.standing])),
        seen,
        element("td", element("small", bearing(check)), element("ul", *supported)),
        id=check.id,
    )
