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
    """Return what the check of that name says of the value.

    Raises RuleError for a name that is none of `CHECKS`: a user's rule gave it.
    """
    if name not in CHECKS:
        from scanner.ruleset.schema import RuleError  # parses TOML: only for rules that are wrong

        raise RuleError(
            f"checksum {name!r} of a rule is none of {', '.join(sorted(CHECKS))}; run `keysieve rules check`"
        )
    module, _, attribute = CHECKS[name].partition(":")
    check: OfflineCheck = getattr(import_module(module), attribute)
    return check(value)
