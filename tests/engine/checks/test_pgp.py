from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable

import pytest

from scanner.engine.checks.pgp import private_block
from scanner.model import Check

LABEL = "PGP PRIVATE KEY BLOCK"
DATA = b"made-up pgp packet bytes"


def block(*lines: str) -> bytes:
    return "\n".join([f"-----BEGIN {LABEL}-----", *lines, f"-----END {LABEL}-----"]).encode()


def test_worked_value_has_its_checksum() -> None:
    text = block("Comment: made up", "", b64encode(DATA).decode(), "=F196")
    assert private_block(text) == ((Check("checksum", "valid"),), "high")
    assert private_block(text.replace(b"F196", b"F197")) == ((Check("checksum", "unverified"),), None)


def test_line_ends_may_be_written_out(sample: Callable[..., str]) -> None:
    text = sample("{pgp_block}").encode()
    assert (
        private_block(text) == private_block(text.replace(b"\n", b"\\r\\n")) == ((Check("checksum", "valid"),), "high")
    )


@pytest.mark.parametrize("first", [0x95, 0xC5])
def test_block_without_a_checksum_begins_with_a_secret_key(first: int) -> None:
    text = block("", b64encode(bytes([first]) + DATA).decode())
    assert private_block(text) == ((Check("structure", "valid"),), "high")


@pytest.mark.parametrize("lines", [["", "MII!"], ["", "MIIB"], ["", b64encode(b"\x99" + DATA).decode()]])
def test_other_packets_prove_nothing(lines: list[str]) -> None:
    assert private_block(block(*lines)) == ((Check("structure", "unverified"),), None)


@pytest.mark.parametrize("value", [b"", block(), block("", "Version: 1")])
def test_empty_block_says_nothing(value: bytes) -> None:
    assert private_block(value) == ((), None)
