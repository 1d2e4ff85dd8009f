from __future__ import annotations

import json
from base64 import b64encode

import pytest

from scanner.engine.checks.sentry import organisation_token
from scanner.model import Check

UNVERIFIED = ((Check("structure", "unverified"),), None)
WORKED = (
    b"eyJpYXQiOjE3MDAwMDAwMDAuMCwidXJsIjoiaHR0cHM6Ly9zZW50cnkuaW8iLCJyZWdpb25f"
    b"dXJsIjoiaHR0cHM6Ly91cy5zZW50cnkuaW8iLCJvcmciOiJtYWRlLXVwIn0="
)


def token(claims: object) -> bytes:
    return b"sntrys_" + b64encode(json.dumps(claims).encode()) + b"_" + b"s" * 43


def test_worked_value_names_its_organisation() -> None:
    checks = (Check("structure", "valid"), Check("organisation", "made-up"))
    assert organisation_token(b"sntrys_" + WORKED + b"_" + b"s" * 43) == (checks, "high")


@pytest.mark.parametrize(
    "claims",
    [{}, [], {"org": "acme"}, {"iat": 1, "url": "u"}, {"iat": 1, "url": "u", "org": 7}, {"iat": 1, "org": "a"}],
)
def test_other_json_proves_nothing(claims: object) -> None:
    assert organisation_token(token(claims)) == UNVERIFIED


@pytest.mark.parametrize("value", [b"", b"sntrys_eyJ_" + b"s" * 43, b"sntrys_!_x"])
def test_what_is_no_json_proves_nothing(value: bytes) -> None:
    assert organisation_token(value) == UNVERIFIED
