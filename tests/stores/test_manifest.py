from __future__ import annotations

from base64 import b64decode

import kubernetes_validate
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from scanner.model import Secret
from scanner.stores.interface import RefusedValueError
from scanner.stores.manifest import manifest
from scanner.stores.structured import structured

TEXTS = [
    "plain",
    "yes",
    "1.0",
    "null",
    "- a: b",
    "'\"\\",
    "line\nline\n",
    " # no comment",
    "\t\x7f\x85\u2028🔑",
    "${A}",
    "{{ a }}",
]


@pytest.mark.parametrize("text", TEXTS)
def test_manifest_is_valid_and_says_the_value(text: str) -> None:
    found = yaml.safe_load(manifest("app-db", structured({"password": text, "username": "app"}), "team"))
    kubernetes_validate.validate(found, "1.31", strict=True)
    assert found["stringData"] == {"password": text, "username": "app"}
    assert found["metadata"] == {"name": "app-db", "namespace": "team"}
    single = yaml.safe_load(manifest("app-db", Secret(text.encode())))
    assert single["stringData"] == {"value": text}


def test_binary_value_is_data() -> None:
    found = yaml.safe_load(manifest("app", Secret(b"\xff\x00")))
    kubernetes_validate.validate(found, "1.31", strict=True)
    assert b64decode(found["data"]["value"]) == b"\xff\x00"
    assert "stringData" not in found


def test_name_that_reads_as_a_number_stays_text() -> None:
    assert yaml.safe_load(manifest("123", Secret(b"x"), "456"))["metadata"] == {"name": "123", "namespace": "456"}


@pytest.mark.parametrize("name", ["a/b", "A", "a\nb", ""])
def test_name_that_no_object_can_have_is_refused(name: str) -> None:
    with pytest.raises(RefusedValueError):
        manifest(name, Secret(b"x"))


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_text_comes_back(text: str) -> None:
    assert yaml.safe_load(manifest("a", Secret(text.encode())))["stringData"]["value"] == text
