from __future__ import annotations

import uuid
from base64 import b64decode

import pytest

from scanner.stores.generate import KINDS, Generator
from scanner.stores.interface import RefusedValueError


def drawn(generator: Generator) -> str:
    return generator().reveal_in_clear().decode()


def test_text_has_its_length_and_alphabet() -> None:
    assert len(drawn(Generator())) == 32
    value = drawn(Generator("text", 200, "abcé"))
    assert len(value) == 200
    assert set(value) == set("abcé")


def test_hex_base64_and_uuid_are_what_they_say() -> None:
    assert len(bytes.fromhex(drawn(Generator("hex", 16)))) == 16
    assert len(b64decode(drawn(Generator("base64", 33)), validate=True)) == 33
    assert uuid.UUID(drawn(Generator("uuid"))).version == 4


@pytest.mark.parametrize("kind", KINDS)
def test_no_two_values_are_equal(kind: str) -> None:
    assert len({drawn(Generator(kind)) for _ in range(100)}) == 100


@pytest.mark.parametrize(
    "generator",
    [
        Generator("text", 10),
        Generator("text", 32, "ab"),
        Generator("text", 100, "aaaa"),
        Generator("text", 40, ""),
        Generator("hex", 7),
    ],
)
def test_value_that_could_be_guessed_is_refused(generator: Generator) -> None:
    with pytest.raises(RefusedValueError, match="64 are the least"):
        generator()


def test_value_that_no_store_takes_is_refused() -> None:
    with pytest.raises(RefusedValueError, match="too large"):
        Generator("hex", 20_000)()
