from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable

import pytest

from scanner.engine.checks.microsoft import REWRITTEN, SEEDS, annotated, identifiable, written
from scanner.model import Check

VALID = ((Check("checksum", "valid"),), "high")
INVALID = ((Check("checksum", "invalid"),), "low")

ANNOTATED = b"I6ohEblBQJx58njUO7JNn99ohkkIPRg93Z8zRCHL89yDhGlOQKV7" + b"JQQJ99" + b"BKABCDEFGHIJKLAAAATEST"
STORAGE = b"ZkXj7jiAqsESQroLMB1bDXYp4VSM/3BKj+jdCm6AInW1" + b"zY63p3A5CdNdK6thIp/riRr4LI8SQnVl"


@pytest.mark.parametrize("checksum", [b"JR6z", b"JR6zQ0==", b"ER6C", b"ER6CUA=="])
def test_annotated_key_writes_base62_or_in_older_ones_base64(checksum: bytes) -> None:
    assert annotated(ANNOTATED + checksum) == VALID


@pytest.mark.parametrize("checksum", [b"", b"JR6y", b"jr6z", b"JR6zQ1==", b"===="])
def test_annotated_key_with_another_checksum_was_never_issued(checksum: bytes) -> None:
    assert annotated(ANNOTATED + checksum) == INVALID


def test_annotated_checksum_is_padded_on_the_right() -> None:
    assert written(b"\0\0\0\x01")[0] == b"100000"
    assert written(bytes.fromhex("111e8250"))[0] == b"JR6zQ0"


def test_storage_key_is_valid() -> None:
    assert identifiable(STORAGE + b"+AStsukIIA==") == VALID


def test_storage_key_with_another_checksum_was_never_issued() -> None:
    assert identifiable(STORAGE + b"+AStsukIIQ==") == INVALID


@pytest.mark.parametrize("signature", sorted(SEEDS))
@pytest.mark.parametrize("seed", range(8))
def test_every_signature_has_its_seeds(sample: Callable[..., str], signature: bytes, seed: int) -> None:
    value = sample(f"{{azure_key:{signature.decode()}}}", seed)
    assert value.rstrip("=")[-10:-6].encode() == signature
    assert identifiable(value.encode()) == VALID


@pytest.mark.parametrize("signature", sorted(REWRITTEN))
def test_key_whose_signs_were_replaced_is_not_lowered(sample: Callable[..., str], signature: bytes) -> None:
    value = sample(f"{{azure_key:{signature.decode()}}}").encode()
    assert identifiable(b"xy" + value[2:]) == ((Check("checksum", "unverified"),), None)


@pytest.mark.parametrize("value", [b"", b"=" * 88, b64encode(b"a" * 64)])
def test_unknown_signature_says_nothing(value: bytes) -> None:
    assert identifiable(value) == ((), None)
