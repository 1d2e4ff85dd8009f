"""The forms in which a value may stand in a text: as it is, and in the encodings that programs write."""

from __future__ import annotations

import json
from base64 import b64encode

from scanner.text.percent import UNRESERVED, percent_encoded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

URL_SAFE = bytes.maketrans(b"+/", b"-_")
LEFT = (
    b"",
    b"/",
    b"*",
    b"!'()*",
    b"!'()*;,/?:@&=+$#",
    b"-._~!$&'()*+,;=:@",
    b"-._~!$&'()*+,;=:@/",
)
"""Signs that are not encoded in addresses: of a part; of a path; in forms; by `encodeURIComponent`; by `encodeURI`; in
the grammar of a part, and of a path."""

SKIPPED_SIGNS = (0, 2, 3)
"""Signs of base64 that also depend on what stands before, by the number of bytes there."""

ESCAPED_IN_JSON = ("", "<>&", "<>&'", "<>&'=", "<>&'\"", "<>&'\"+`")
r"""What writers of JSON for web pages escape as `\u003c`, besides what must be: none, Go, Django and Rails, Gson, PHP,
.NET."""

HTML: tuple[dict[str, str | int | None], ...] = (
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"},
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"},
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;"},
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;"},
    {"&": "&amp;", "<": "&lt;", ">": "&gt;"},
)
"""What becomes of signs in HTML and XML, by different writers."""


def spellings(value: bytes) -> dict[bytes, str]:
    """Return the forms of a value with the name of the encoding, which is empty for the value itself.

    Bytes that are no UTF-8 stand for themselves in JSON and HTML, or for what `surrogateescape` makes of them.
    """
    found = {value: ""}
    for encoding, forms in (
        ("base64", _base64(value)),
        ("hex", _hex(value)),
        ("percent", _percent(value)),
        ("JSON", map(_bytes, _json(value.decode("utf-8", "surrogateescape")))),
        ("HTML", map(_bytes, _html(value.decode("utf-8", "surrogateescape")))),
    ):
        for form in forms:
            found.setdefault(form, encoding)
    return found


def base64_inside(value: bytes, before: int) -> bytes:
    """Return the signs of base64 that the value makes in any text where `before` bytes, modulo 3, stand before it."""
    signs = b64encode(bytes(before) + value + bytes(2))
    return signs[SKIPPED_SIGNS[before] : 8 * (before + len(value)) // 6]


def _base64(value: bytes) -> Iterator[bytes]:
    for before in range(3):
        inner = base64_inside(value, before)
        yield inner
        yield inner.translate(URL_SAFE)


def _hex(value: bytes) -> Iterator[bytes]:
    digits = value.hex().encode()
    yield digits
    yield digits.upper()


def _percent(value: bytes) -> Iterator[bytes]:
    signs = bytes(set(value) - UNRESERVED)
    for left in {signs.translate(None, left): left for left in LEFT}.values() if signs else ():
        for form in ("%%%02X", "%%%02x"):
            spelt = percent_encoded(value, left, form)
            yield spelt
            yield spelt.replace(b"%20", b"+")


def _json(text: str) -> Iterator[str]:
    written = [json.dumps(text, ensure_ascii=False)[1:-1]]
    if not text.isascii():
        written.append(json.dumps(text)[1:-1])
    if any("\\u" in form for form in written):
        written.append("".join(map(_in_capital_digits, text)))
    tables = {"".join(sign for sign in signs if sign in text): None for signs in ESCAPED_IN_JSON}
    for form in written:
        for signs in tables:
            for digits in ("\\u%04x", "\\u%04X") if signs else ("",):
                escapes = {ord(sign): digits % ord(sign) for sign in signs}
                bare = form.replace('\\"', '"') if '"' in signs else form
                spelt = bare.translate(escapes)
                yield spelt
                yield spelt.replace("/", "\\/")


def _in_capital_digits(sign: str) -> str:
    r"""Return a sign as JSON has it, as `\u00E9` if it is escaped by its number."""
    written = json.dumps(sign)[1:-1]
    return written.upper().replace("\\U", "\\u") if written.startswith("\\u") else written


def _html(text: str) -> Iterator[str]:
    for table in HTML:
        yield text.translate(str.maketrans(table))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
