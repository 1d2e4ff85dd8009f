"""Grafana's tokens that are JSON in base64: those of Grafana Cloud and the older API keys.

Source: https://grafana.com/docs/grafana-cloud/security-and-account-management/authentication-and-permissions/
"""

from __future__ import annotations

from scanner.engine.checks.outcome import observed
from scanner.text.decoding import from_base64, json_object

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.engine.checks.interface import CheckResult

CLOUD_PREFIX = b"glc_"


def cloud_token(value: bytes) -> CheckResult:
    """Judge a Grafana Cloud token: organisation, name and key."""
    return observed("structure", valid=_has(value.removeprefix(CLOUD_PREFIX), "o", "n", "k"))


def api_key(value: bytes) -> CheckResult:
    """Judge an API key of the older form: key, name and the number of the organisation."""
    return observed("structure", valid=_has(value, "k", "n", "id"))


def _has(text: bytes, *names: str) -> bool:
    members = json_object(from_base64(text)) or {}
    return all(name in members for name in names) and isinstance(members["k"], str)
