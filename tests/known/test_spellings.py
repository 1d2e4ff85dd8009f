from __future__ import annotations

import base64
import html
import json
from urllib.parse import quote, quote_plus

from hypothesis import given
from hypothesis import strategies as st

from scanner.known.spellings import spellings
from scanner.known.value_finder import ValueFinder
from tests.known.conftest import known

TEXTS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=8, max_size=40)
AROUND = st.binary(max_size=8)


@given(st.binary(min_size=8, max_size=60), AROUND, AROUND)
def test_base64_is_found_at_every_alignment(value: bytes, before: bytes, behind: bytes) -> None:
    forms = {spelt for spelt, encoding in spellings(value) if encoding == "base64"}
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        written = encode(before + value + behind)
        assert any(form in written for form in forms)


@given(TEXTS)
def test_what_libraries_write_is_a_spelling(text: str) -> None:
    forms = dict(spellings(text.encode()))
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


def test_value_that_is_no_text_is_found_in_base64_and_hex() -> None:
    value = bytes(range(128, 152))
    finder = ValueFinder(known(value))
    found = [hit.encoding for hit in finder.hits(base64.b64encode(b"ab" + value) + b"\n" + value.hex().encode())]
    assert found == ["base64", "hex"]
