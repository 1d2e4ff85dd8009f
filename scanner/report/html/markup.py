"""Elements of the page. Text is only ever put in as text, so that no name and no value can become markup."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, tostring

if TYPE_CHECKING:
    from collections.abc import Iterable


def element(tag: str, *content: Element | str, **attributes: str) -> Element:
    """Return an element; `_` in the names of attributes stands for `-`, and one at their end for nothing."""
    made = Element(tag, {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()})
    return filled(made, content)


def filled(parent: Element, content: Iterable[Element | str]) -> Element:
    """Put elements and texts into `parent`, behind what it holds, and return it."""
    for part in content:
        if isinstance(part, Element):
            parent.append(part)
        elif len(parent):
            parent[-1].tail = (parent[-1].tail or "") + part
        else:
            parent.text = (parent.text or "") + part
    return parent


def link_or_text(text: str) -> Element | str:
    """Return a link if the text is an address on the web; else the text."""
    if not text.startswith(("https://", "http://")) or " " in text:
        return text
    return element("a", text, href=text, rel="noopener noreferrer", target="_blank")


def page(title: str, style: str, main: Element, script: str = "") -> str:
    """Return a whole page, in ASCII: it loads nothing, and has the style and runs the script alone that stand in it.

    Both are named by their hashes in the page's policy. `main`: all that is shown.
    """
    policy = "; ".join(
        (
            "default-src 'none'",
            f"style-src '{_digest(style)}'",
            *([f"script-src '{_digest(script)}'"] if script else []),
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", title),
        element("style", style),
    )
    body = element("body", main, *([element("script", script)] if script else []))
    return f"<!DOCTYPE html>\n{written(element('html', head, body, lang='en'))}\n"


def _digest(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode('ascii')).digest()).decode('ascii')}"


def written(root: Element) -> str:
    """Return the element as HTML, in ASCII: every other character as a reference."""
    text: bytes = tostring(root, encoding="us-ascii", method="html")
    return text.decode("ascii")
