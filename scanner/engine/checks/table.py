"""The offline checks by the name that rules give them, imported when a rule asks for one."""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.engine.checks.interface import CheckResult, OfflineCheck

CHECKS = {
    "aws_key_id": "scanner.engine.checks.aws:aws_key_id",
    "github": "scanner.engine.checks.crc32:github",
    "gitlab_routable": "scanner.engine.checks.gitlab:gitlab_routable",
    "jwt": "scanner.engine.checks.jwt:jwt",
    "npm": "scanner.engine.checks.crc32:npm",
    "pem": "scanner.engine.checks.pem:pem",
    "pypi_macaroon": "scanner.engine.checks.macaroon:pypi_macaroon",
}


def run_check(name: str, value: bytes) -> CheckResult:
    """Return what the check of that name says of the value; the name must be one of `CHECKS`."""
    module, _, attribute = CHECKS[name].partition(":")
    check: OfflineCheck = getattr(import_module(module), attribute)
    return check(value)
