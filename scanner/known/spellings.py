"""The forms in which a value may stand in a text: as it is, and in the encodings that programs write."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import TYPE_CHECKING

from scanner.known.interface import PLAIN
from scanner.text.percent import percent_encoded

if TYPE_CHECKING:
    from collections.abc import Iterator

URL_SAFE = bytes.maketrans(b"+/", b"-_")
LEFT = (b"", b"/", b"!'()*", b"!'()*;,/?:@&=+$#")
"""Signs that are not encoded in addresses: of a part; of a path; by `encodeURIComponent`; by `encodeURI`."""

SKIPPED_SIGNS = (0, 2, 3)
"""Signs of base64 that also depend on what stands before, by the number of bytes there."""

HTML: tuple[dict[str, str | int | None], ...] = (
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"},
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"},
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;"},
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;"},
    {"&": "&amp;", "<": "&lt;", ">": "&gt;"},
)
"""What becomes of signs in HTML and XML, by different writers."""

SCRIPT_SAFE = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&'="})
"""What writers of JSON for web pages escape as well."""


def spellings(value: bytes) -> Iterator[tuple[bytes, str]]:
    """Yield the forms of the value, each once, with the name of the encoding.

    None of them holds a NUL: neither do texts, and Hyperscan could not look for it.
    """
    seen: set[bytes] = set()
    for spelt, encoding in _all(value):
        if spelt not in seen and b"\0" not in spelt:
            seen.add(spelt)
            yield spelt, encoding


def _all(value: bytes) -> Iterator[tuple[bytes, str]]:
    yield value, PLAIN
    for before in range(3):
        inner = base64_inside(value, before)
        yield inner, "base64"
        yield inner.translate(URL_SAFE), "base64"
    digits = value.hex().encode()
    yield digits, "hex"
    yield digits.upper(), "hex"
    for left in LEFT:
        for digits_as in ("%%%02X", "%%%02x"):
            spelt = percent_encoded(value, left, digits_as)
            yield spelt, "percent"
            yield spelt.replace(b"%20", b"+"), "percent"
    try:
        text = value.decode()
    except UnicodeDecodeError:
        return
    for ascii_only in (False, True):
        escaped = json.dumps(text, ensure_ascii=ascii_only)[1:-1]
        for form in (escaped, escaped.replace("/", "\\/"), escaped.translate(SCRIPT_SAFE)):
            yield form.encode(), "JSON"
    for table in HTML:
        yield text.translate(str.maketrans(table)).encode(), "HTML"


def base64_inside(value: bytes, before: int) -> bytes:
    """Return the signs of base64 that the value makes in any text where `before` bytes, modulo 3, stand before it."""
    signs = b64encode(bytes(before) + value + bytes(2))
    return signs[SKIPPED_SIGNS[before] : 8 * (before + len(value)) // 6]
