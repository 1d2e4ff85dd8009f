from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable

import pytest

from scanner.engine.checks.google import service_account
from scanner.model import Check


def test_sample_names_its_account(sample: Callable[..., str]) -> None:
    result = service_account(sample("{google_service_account}").encode())
    assert result.confidence == "high"
    assert [check.name for check in result.checks] == ["key", "account"]
    assert result.checks[1].outcome.endswith(".iam.gserviceaccount.com")


@pytest.mark.parametrize(
    "members", [{}, [], {"private_key": "x"}, {"private_key": 1, "client_email": "a@example.test"}]
)
def test_file_without_key_or_address_proves_nothing(members: object) -> None:
    value = b64encode(json.dumps(members).encode())
    assert service_account(value) == ((Check("key", "unverified"),), None)


def test_key_that_does_not_parse_proves_nothing() -> None:
    members = {"private_key": "\ud800 no key", "client_email": "a@example.test"}
    result = service_account(b64encode(json.dumps(members).encode()))
    assert result == ((Check("key", "unverified"), Check("account", "a@example.test")), None)
