"""The offline checks by the name that rules give them, imported when a rule asks for one."""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.engine.checks.interface import CheckResult, OfflineCheck

CHECKS = {
    "age": "scanner.engine.checks.age:identity",
    "apify": "scanner.engine.checks.crc32:apify",
    "atlassian": "scanner.engine.checks.crc32_bytes:atlassian",
    "atlassian_data_center": "scanner.engine.checks.atlassian:data_center_token",
    "aws_key_id": "scanner.engine.checks.aws:aws_key_id",
    "bip32": "scanner.engine.checks.bitcoin:extended_key",
    "bitcoin_wif": "scanner.engine.checks.bitcoin:wallet_key",
    "canva": "scanner.engine.checks.crc32_bytes:canva",
    "cloudflare": "scanner.engine.checks.crc32_bytes:cloudflare",
    "confluent": "scanner.engine.checks.crc32_bytes:confluent",
    "deno": "scanner.engine.checks.crc32:deno",
    "discord_bot": "scanner.engine.checks.discord:bot_token",
    "fly_macaroon": "scanner.engine.checks.fly:fly_macaroon",
    "github": "scanner.engine.checks.crc32:github",
    "github_refresh": "scanner.engine.checks.crc32:github_refresh",
    "gitlab_routable": "scanner.engine.checks.gitlab:gitlab_routable",
    "google_service_account": "scanner.engine.checks.google:service_account",
    "grafana_api_key": "scanner.engine.checks.grafana:api_key",
    "grafana_cloud": "scanner.engine.checks.grafana:cloud_token",
    "grafana_service_account": "scanner.engine.checks.crc32_bytes:grafana_service_account",
    "jfrog_reference": "scanner.engine.checks.jfrog:reference_token",
    "jwt": "scanner.engine.checks.jwt:jwt",
    "microsoft_annotated": "scanner.engine.checks.microsoft:annotated",
    "microsoft_identifiable": "scanner.engine.checks.microsoft:identifiable",
    "nats_nkey": "scanner.engine.checks.seed:nats_nkey",
    "npm": "scanner.engine.checks.crc32:npm",
    "pem": "scanner.engine.checks.pem:pem",
    "pgp": "scanner.engine.checks.pgp:private_block",
    "pypi_macaroon": "scanner.engine.checks.macaroon:pypi_macaroon",
    "saladcloud": "scanner.engine.checks.crc32:saladcloud",
    "sentry_organisation": "scanner.engine.checks.sentry:organisation_token",
    "slack_app": "scanner.engine.checks.slack:app_token",
    "stellar": "scanner.engine.checks.seed:stellar",
    "vercel": "scanner.engine.checks.crc32:vercel",
    "wireguard": "scanner.engine.checks.wireguard:private_key",
    "zuplo": "scanner.engine.checks.crc32_bytes:zuplo",
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
