from __future__ import annotations

from base64 import b64decode
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.exitcodes import FAILED
from scanner.rulecheck.template import TemplateError, fill


@given(st.text(st.characters(exclude_characters="{}")))
def test_text_without_braces_is_left_as_it_is(text: str) -> None:
    assert fill(text, Random(0)) == text


@given(st.text())
def test_doubled_braces_give_any_text(text: str) -> None:
    assert fill(text.replace("{", "{{").replace("}", "}}"), Random(0)) == text


def test_equal_randoms_fill_equally() -> None:
    template = "{password:16} {uuid} {jwt}"
    assert fill(template, Random(1)) == fill(template, Random(1)) != fill(template, Random(2))


def test_placeholders_of_one_template_differ() -> None:
    first, second = fill("{base62:30} {base62:30}", Random(0)).split(" ")
    assert first != second


def test_argument_is_filled_first() -> None:
    encoded = fill("{base64_of:user:{{hex:8}}}", Random(0))
    user, _, value = b64decode(encoded).decode().partition(":")
    assert user == "user"
    assert len(value) == 8
    assert not set(value) - set("0123456789abcdef")


def test_braces_around_a_placeholder_stay() -> None:
    assert fill("{{{digit:0}}}", Random(0)) == "{}"


@pytest.mark.parametrize("template", ["{", "}", "a{b", "{nothing:3}", "{}", "{base62:3", "{BASE62:3}", "x}{y"])
def test_wrong_template_is_told(template: str) -> None:
    with pytest.raises(TemplateError, match="is no placeholder") as raised:
        fill(template, Random(0))
    assert raised.value.exit_code == FAILED


@pytest.mark.parametrize(
    "template", ["{base62:x}", "{base62}", "{base62:9-1}", "{hex:-}", "{password:0}", "{password:x}"]
)
def test_wrong_argument_is_told(template: str) -> None:
    with pytest.raises(TemplateError, match="has the wrong argument"):
        fill(template, Random(0))
