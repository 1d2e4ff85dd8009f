from __future__ import annotations

from base64 import b64decode

from hypothesis import given
from hypothesis import strategies as st

from scanner.text.marvin import marvin32

SEED = b"Default0"


def test_worked_value_of_an_annotated_key() -> None:
    text = b"I6ohEblBQJx58njUO7JNn99ohkkIPRg93Z8zRCHL89yDhGlOQKV7" + b"JQQJ99" + b"BKABCDEFGHIJKLAAAATEST"
    assert marvin32(b64decode(text), SEED) == (1350704657).to_bytes(4, "little")


def test_worked_value_of_a_storage_key() -> None:
    key = b64decode(
        b"ZkXj7jiAqsESQroLMB1bDXYp4VSM/3BKj+jdCm6AInW1" + b"zY63p3A5CdNdK6thIp/riRr4LI8SQnVl" + b"+AStsukIIA=="
    )
    assert marvin32(key[:-4], SEED) == key[-4:] == bytes.fromhex("b2e90820")


@given(st.binary(max_size=80))
def test_trailing_zeros_count(data: bytes) -> None:
    assert marvin32(data, SEED) != marvin32(data + b"\0", SEED)
