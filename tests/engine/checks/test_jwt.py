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


EXPIRED_IN_2023 = 1_700_000_000


def test_expired_token_says_so_and_stays_at_its_confidence() -> None:
    result = jwt(token({"alg": "HS256"}, {"exp": EXPIRED_IN_2023}), now=EXPIRED_IN_2023 + 1)
    assert result == ((Check("structure", "valid"), Check("expired", "2023-11-14")), "high")


def test_worked_value_is_long_expired() -> None:
    parts = [b"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9", b"eyJzdWIiOiJtYWRlLXVwIiwiZXhwIjoxfQ"]
    signature = b"ZqgU4szLVKexzYcm4sLhx" + b"UJ2Q1T1fO2ZVtzPTVKocxE"
    checks = jwt(b".".join([*parts, signature])).checks
    assert checks == (Check("structure", "valid"), Check("expired", "1970-01-01"))


@pytest.mark.parametrize("moment", [EXPIRED_IN_2023, "1", True, None, -1, 10**300, 1e300, float("nan")])
def test_token_is_not_expired_before_its_time(moment: object) -> None:
    assert jwt(token({"alg": "HS256"}, {"exp": moment}), now=EXPIRED_IN_2023) == VALID


def test_issuer_is_named() -> None:
    checks = jwt(token({"alg": "HS256"}, {"iss": "https://idp.example.test"})).checks
    assert checks == (Check("structure", "valid"), Check("issuer", "https://idp.example.test"))


def test_long_or_unprintable_issuer_does_not_reach_the_report_whole() -> None:
    _, issuer = jwt(token({"alg": "HS256"}, {"iss": "\x1b[2J" + "a" * 500})).checks
    assert issuer.outcome == "?[2J" + "a" * 76


@pytest.mark.parametrize("issuer", ["", 1, ["a"], None])
def test_issuer_that_is_no_text_is_not_named(issuer: object) -> None:
    assert jwt(token({"alg": "HS256"}, {"iss": issuer})) == VALID


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
