from __future__ import annotations

import base64
import html
import json
from urllib.parse import quote, quote_plus

from hypothesis import given
from hypothesis import strategies as st

from scanner.text.spellings import spellings

TEXTS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=8, max_size=40)
AROUND = st.binary(max_size=8)


@given(st.binary(min_size=8, max_size=60), AROUND, AROUND)
def test_base64_is_found_at_every_alignment(value: bytes, before: bytes, behind: bytes) -> None:
    forms = {spelt for spelt, encoding in spellings(value).items() if encoding == "base64"}
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        written = encode(before + value + behind)
        assert any(form in written for form in forms)


@given(TEXTS)
def test_what_libraries_write_is_a_spelling(text: str) -> None:
    forms = spellings(text.encode())
    written = {
        quote(text, ""),
        quote(text),
        quote_plus(text),
        json.dumps(text)[1:-1],
        json.dumps(text, ensure_ascii=False)[1:-1],
        html.escape(text),
        html.escape(text, quote=False),
        text.encode().hex(),
        text.encode().hex().upper(),
    }
    assert {form.encode() for form in written} <= forms.keys()


@given(
    TEXTS,
    st.sampled_from([b"", b"<>&", b"<>&'", b"<>&'=", b"<>&'+`"]),
    st.sampled_from(["\\u%04x", "\\u%04X"]),
    st.booleans(),
    st.booleans(),
)
def test_what_writers_of_json_escape_by_number_is_a_spelling(
    text: str, signs: bytes, form: str, ascii_only: bool, is_slash_escaped: bool
) -> None:
    written = json.dumps(text, ensure_ascii=ascii_only)[1:-1]
    for sign in signs.decode():
        written = written.replace(sign, form % ord(sign))
    written = written.replace("/", "\\/") if is_slash_escaped else written
    if "`" in signs.decode():
        written = written.replace('\\"', "\\u0022")
    assert written.encode() in spellings(text.encode())


@given(TEXTS)
def test_encodings_are_told_by_their_names(text: str) -> None:
    value = text.encode()
    found = spellings(value)
    assert found[value] == ""
    assert set(found.values()) <= {"", "base64", "hex", "percent", "JSON", "HTML"}
    assert all(form != value for form, encoding in found.items() if encoding)
