from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable

import pytest

from scanner.engine.checks.jwt import SIGNATURE_LENGTHS, jwt
from scanner.model import Check

VALID = ((Check("structure", "valid"),), "high")
INVALID = ((Check("structure", "invalid"),), "low")


def part(value: object) -> bytes:
    return urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=")


def token(header: object, claims: object = None, length: int = 43) -> bytes:
    return b".".join((part(header), part({"sub": "a"} if claims is None else claims), b"x" * length))


def test_sample_is_valid(sample: Callable[..., str]) -> None:
    assert jwt(sample("{jwt}").encode()) == VALID


@pytest.mark.parametrize("algorithm", sorted(SIGNATURE_LENGTHS))
def test_signature_must_have_the_length_of_its_algorithm(algorithm: str) -> None:
    length = SIGNATURE_LENGTHS[algorithm]
    assert jwt(token({"alg": algorithm}, length=length)) == VALID
    assert jwt(token({"alg": algorithm}, length=length - 1)) == INVALID


def test_algorithm_of_any_key_length_is_not_refused() -> None:
    assert jwt(token({"alg": "RS256"}, length=342)) == VALID


def test_encrypted_token_is_judged_by_its_header() -> None:
    assert jwt(part({"alg": "dir", "enc": "A256GCM"}) + b"..x.y.z") == VALID


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b"eyJ",
        b"not base64!.x.y",
        token([]),
        token({}),
        token({"alg": 1}),
        token("alg"),
        token({"alg": "HS256"}, claims=[1]),
        token({"alg": "HS256"}, claims="text"),
        part({"alg": "HS256"}) + b"." + b"\xff\xff" + b"." + b"x" * 43,
        urlsafe_b64encode(b"[" * 100_000).rstrip(b"=") + b".x.y",
        urlsafe_b64encode(b'{"alg":' + b"9" * 5000 + b"}").rstrip(b"=") + b".x.y",
    ],
)
def test_what_is_no_token_lowers(value: bytes) -> None:
    assert jwt(value) == INVALID
