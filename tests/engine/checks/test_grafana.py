from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable

import pytest

from scanner.engine.checks.grafana import api_key, cloud_token
from scanner.model import Check

VALID = ((Check("structure", "valid"),), "high")
UNVERIFIED = ((Check("structure", "unverified"),), None)
WORKED = b"eyJvIjoiMSIsIm4iOiJtYWRlLXVwIiwiayI6IjAwMDAwMDAw" + b"MDAwMDAwMDAiLCJtIjp7InIiOiJ1cyJ9fQ=="


def encoded(members: object) -> bytes:
    return b64encode(json.dumps(members).encode())


def test_worked_value_is_valid() -> None:
    assert cloud_token(b"glc_" + WORKED) == VALID


def test_samples_are_valid(sample: Callable[..., str]) -> None:
    assert cloud_token(sample("{grafana_cloud_token}").encode()) == VALID
    assert api_key(sample("{grafana_api_key}").encode()) == VALID


@pytest.mark.parametrize("members", [{}, [], "k", {"k": "x", "n": "x"}, {"k": 1, "n": "x", "id": 1, "o": "1"}])
def test_other_json_proves_nothing(members: object) -> None:
    assert cloud_token(b"glc_" + encoded(members)) == UNVERIFIED
    assert api_key(encoded(members)) == UNVERIFIED


@pytest.mark.parametrize("value", [b"", b"glc_eyJ", b"glc_!", b"\xff"])
def test_what_is_no_json_proves_nothing(value: bytes) -> None:
    assert cloud_token(value) == api_key(value) == UNVERIFIED
