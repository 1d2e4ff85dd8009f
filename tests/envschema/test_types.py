"""The types that varlock does not have, or has otherwise; those that it has are held against it in test_varlock.py."""

from __future__ import annotations

import base64
import os
import uuid
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.envschema.types.interface import MisfitError, OptionError
from scanner.envschema.types.table import TYPES, make_type

if TYPE_CHECKING:
    from pathlib import Path

READ = [
    ("int", {}, "-12", -12),
    ("int", {"min": "1"}, "1", 1),
    ("float", {}, "1.50", 1.5),
    ("float", {}, "2", 2.0),
    ("number", {}, "1e3", 1000),
    ("boolean", {}, "Yes", True),
    ("bool", {}, "off", False),
    ("url", {"schemes": ["https", "wss"]}, "wss://a.example/x", "wss://a.example/x"),
    ("hex", {"bytes": "4"}, "00ffAA10", "00ffAA10"),
    ("base64", {"bytes": "3"}, "AAAA", "AAAA"),
    ("base64", {"bytes": "4"}, "AAAAAA==", "AAAAAA=="),
    ("base64", {"bytes": "4"}, "__--AA", "__--AA"),
    ("json", {}, '{"a": [1, null]}', {"a": [1, None]}),
    ("json", {}, "3", 3),
    ("array", {}, "a, b", ["a", "b"]),
    ("record", {}, '{"a": 1}', {"a": 1}),
    ("duration", {"output": "seconds"}, "2m", 120),
    ("path", {}, "/nowhere/at/all", "/nowhere/at/all"),
    ("domain", {}, "a.example.com", "a.example.com"),
    ("string", {"min": "2", "max": "3"}, "äö", "äö"),
]
REFUSED = [
    ("int", {}, "1.0"),
    ("int", {}, "1_000"),
    ("int", {}, "9" * 500),
    ("int", {"max": "3"}, "4"),
    ("float", {}, "nan"),
    ("float", {}, "1e999"),
    ("url", {"schemes": ["https"]}, "http://a.example"),
    ("url", {}, "https://a.example:99999"),
    ("hex", {}, "abc"),
    ("hex", {"bytes": "32"}, "00" * 64),
    ("base64", {}, "AAAAA"),
    ("base64", {}, "A+A_"),
    ("json", {}, "{'a': 1}"),
    ("json", {}, "NaN"),
    ("json", {}, "[" * 100_000),
    ("path", {"exists": "true"}, "/nowhere/at/all"),
    ("path", {"absolute": "true"}, "x"),
    ("domain", {}, "https://a.example"),
    ("array", {"unique": "true"}, "a,a"),
    ("string", {"matches": "^(a+)+$"}, "a" * 60 + "!"),
]


@pytest.mark.parametrize(("name", "options", "text", "value"), READ, ids=str)
def test_value_is_read(name: str, options: dict, text: str, value: object) -> None:
    read = make_type(name, (), options).read(text)
    assert read == value
    assert type(read) is type(value) or isinstance(value, int)


@pytest.mark.parametrize(("name", "options", "text"), REFUSED, ids=lambda value: str(value)[:30])
def test_value_is_refused_without_being_shown(name: str, options: dict, text: str) -> None:
    with pytest.raises(MisfitError) as caught:
        make_type(name, (), options).read(text)
    assert len(text) < 4 or text not in str(caught.value)


def test_number_of_bytes_is_told_with_the_command_that_makes_them() -> None:
    with pytest.raises(MisfitError, match=r"has 64 bytes and must have 32 \(`openssl rand -hex 32` makes them\)"):
        make_type("hex", (), {"bytes": "32"}).read("0" * 128)


@pytest.mark.parametrize("kind", ["file", "directory"])
def test_path_of_the_right_kind_must_be_there(kind: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "directory").mkdir()
    path = make_type("path", (), {"kind": kind})
    assert path.read(str(tmp_path / kind)) == str(tmp_path / kind)
    with pytest.raises(MisfitError, match=f"leads to no {kind}"):
        path.read(str(tmp_path / ("file" if kind == "directory" else "directory")))


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("int", {"min": "x"}),
        ("hex", {"bytes": "-1"}),
        ("hex", {"length": "1"}),
        ("enum", {}),
        ("path", {"kind": "pipe"}),
        ("array", {"format": "xml"}),
        ("ip", {"version": "5"}),
        ("duration", {"min": "x"}),
        ("string", {"min": "1", "minLength": "1"}),
        ("string", {"matches": "a(?<=b)(?#c)"}),
        ("string", {"matches": "(a"}),
        ("url", {"allowedDomains": ["https://x"]}),
        ("no", {}),
    ],
    ids=str,
)
def test_options_that_make_no_sense_are_named(name: str, options: dict) -> None:
    with pytest.raises(OptionError):
        make_type(name, (), options)


def test_every_type_refuses_an_option_that_it_does_not_have() -> None:
    for name in TYPES:
        with pytest.raises(OptionError, match="nosuch"):
            make_type(name, ("a",) if name == "enum" else (), {"nosuch": "1"})


@given(st.binary(min_size=1, max_size=40))
def test_bytes_are_counted_as_they_decode(data: bytes) -> None:
    options = {"bytes": str(len(data))}
    for text in (base64.b64encode(data).decode(), base64.urlsafe_b64encode(data).decode().rstrip("=")):
        assert make_type("base64", (), options).read(text) == text
    assert make_type("hex", (), options).read(data.hex())


@given(st.uuids())
def test_every_uuid_is_one(value: uuid.UUID) -> None:
    made = uuid.UUID(bytes=value.bytes, version=4)
    assert make_type("uuid").read(str(made)) == str(made)


@given(st.text(max_size=30), st.sampled_from(sorted(set(TYPES) - {"enum"})))
def test_whatever_the_text_is_a_type_reads_or_refuses_it(text: str, name: str) -> None:
    if name == "path" and os.sep in text:
        return
    with suppress(MisfitError):
        make_type(name).read(text)
