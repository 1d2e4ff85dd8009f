from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable

import pytest

from scanner.engine.checks.pem import OPENSSH, decoded_body, is_sequence, pem
from scanner.model import Check

VALID = ((Check("key", "valid"),), "high")
ENCRYPTED = ((Check("key", "encrypted"),), "low")
UNREADABLE = ((Check("key", "does not parse"),), "medium")
DER = b"\x30\x82\x01\x04\x02\x01\x00" + b"d" * 257


def block(body: bytes, label: str = "PRIVATE KEY", head: str = "", end: str = "\n") -> bytes:
    text = b64encode(body).decode()
    lines = [text[start : start + 64] for start in range(0, len(text), 64)]
    return end.join([f"-----BEGIN {label}-----", *([head] if head else []), *lines, f"-----END {label}-----"]).encode()


@pytest.mark.parametrize("label", ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "OPENSSH PRIVATE KEY"])
@pytest.mark.parametrize("generator", ["pem", "pem_escaped"])
def test_samples_are_valid(sample: Callable[..., str], label: str, generator: str) -> None:
    assert pem(sample(f"{{{generator}:{label}}}").encode()) == VALID


@pytest.mark.parametrize(
    "end", ["\n", "\r\n", "\\n", "\\r\\n", "\\\\n", '",\n    "', '" +\n  "', "\n# ", "\n    ", "\\t\\n"]
)
def test_key_is_read_however_its_lines_are_joined(end: str) -> None:
    assert pem(block(DER, end=end)) == VALID


def test_escaped_slash_is_a_slash() -> None:
    whole = block(b"\x30\x82\x01\x04" + b"\xff" * 260)
    assert b"/" in whole
    assert decoded_body(whole.replace(b"/", b"\\/")) == decoded_body(whole)


@pytest.mark.parametrize(
    "value",
    [
        block(DER, label="ENCRYPTED PRIVATE KEY"),
        block(DER, label="RSA PRIVATE KEY", head="Proc-Type: 4,ENCRYPTED"),
        block(OPENSSH + b"\0\0\0\x0aaes256-ctr" + b"x" * 100, label="OPENSSH PRIVATE KEY"),
    ],
)
def test_encrypted_key_is_of_no_use_alone(value: bytes) -> None:
    assert pem(value) == ENCRYPTED


@pytest.mark.parametrize(
    "value",
    [
        block(DER[:-1]),
        block(DER + b"x"),
        block(b"\x31" + DER[1:]),
        block(b"short"),
        b"-----BEGIN PRIVATE KEY-----\nA\n-----END PRIVATE KEY-----",
        b"-----BEGIN PRIVATE KEY-----",
        b"",
    ],
)
def test_key_that_does_not_parse_may_still_be_one(value: bytes) -> None:
    assert pem(value) == UNREADABLE


def test_sequence_of_short_and_long_length() -> None:
    assert is_sequence(b"\x30\x10" + b"x" * 16)
    assert is_sequence(b"\x30\x81\x80" + b"x" * 128)
    assert not is_sequence(b"\x30\x11" + b"x" * 16)
    assert not is_sequence(b"\x30\x02xx")
    assert not is_sequence(b"\x30\xff" + b"x" * 20)
