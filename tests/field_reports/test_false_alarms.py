"""False alarms that other tools raise, by what they are; none of these is a secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scanner.api import load_rules, scan_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from scanner.api import Ruleset
    from tests.conftest import Repo

TEXTS = {
    "translation": [
        "password: 'Mot de passe',",
        '"clientSecret": "क्लाइंट सीक्रेट",',
        '"token": "Authentifizierungstoken"',
    ],
    "code": [
        "if ((mode == Mode.OFFLINE && key.isPersistent()) || (mode == Mode.API && key.isReturnable()))",
        "CLIENT_EARLY_TRAFFIC_SECRET",
        "PRIVATE_KEY_ENCODE_ERROR = 'PRIVATE_KEY_ENCODE_ERROR'",
        "test_gpu_conf_compute_attestation_report",
    ],
    "reference": [
        "password: process.env.PGPASSWORD",
        'secret = Secret.from_name("db")',
        "token: ${{{{ secrets.TOKEN }}}}",
        "api_key=$(vault read -field=key secret/app)",
        "Authorization: Bearer {{jwt}}",
        'password: "{{{{ var }}}}"',
        'api_key_env = "MY_SECRET1"',
        "token: ${{TOKEN}}",
        '"rapidApiKey": "RAPIDAPI_KEY"',
    ],
    "name": [
        "secret_name: db-credentials",
        "token_type: bearer",
        "key_path: /etc/ssl/key.pem",
        "password_reset_token :string(255)",
        'auth_username="alice"',
        "PASSWORD_FILE=/run/secrets/db_password",
        "ALLOW_EMPTY_PASSWORD=yes",
        'LLM_SECRET_NAME = "NEXUS-GPT4-API-KEY"',
        '"key": "ctrl+shift+down"',
        "vaultKey: 'inf-vsqt-01-secret-id'",
        "username/password combination.",
        "monkeys-audio:mx64=fail",
        '"doi": "10.1234/x"',
        "recallNoticesRecallBusinessUnits-validation-group-1297083594-1",
        'public_key = "{base62:32}"',
    ],
    "hash": [
        '"integrity": "sha512-{base64:86}=="',
        "github.com/a/b v1.2.3 h1:{base64:43}=",
        '{{ url = "https://files.example.invalid/a.whl", hash = "sha256:{hex:64}", size = 1 }}',
        '"narHash": "sha256-{base64:43}=",',
        '<script integrity="sha384-{base64:64}" src="x.js"></script>',
        "MantleAPI_version={hex:40}",
        "tx: 0x{hex:64}",
        "token_id: {uuid}",
    ],
    "encrypted": [
        "password: ENC[AES256_GCM,data:{base64:24},iv:{base64:43}=,tag:{base64:22}==,type:str]",
        'API_KEY="encrypted:{base64:80}"',
        "ssh-rsa AAAAB3NzaC1yc2E{base64:300} user@host",
        "-----BEGIN CERTIFICATE-----\n{base64:64}\n{base64:64}\n-----END CERTIFICATE-----",
    ],
}


@pytest.fixture(scope="module")
def rules() -> Ruleset:
    return load_rules()


@pytest.mark.parametrize("template", [text for texts in TEXTS.values() for text in texts])
def test_text_that_is_no_secret_is_not_reported(rules: Ruleset, sample: Callable[..., str], template: str) -> None:
    assert [found.rule.id for found in scan_text(sample(template) + "\n", rules)] == []


LOCK_FILES = {
    "package-lock.json": '"integrity": "sha512-{base64:86}=="',
    "pnpm-lock.yaml": "    resolution: {{integrity: sha512-{base64:86}==}}",
    "yarn.lock": "  integrity sha512-{base64:86}==",
    "uv.lock": 'sdist = {{ url = "https://files.example.invalid/{hex:60}/a.tar.gz", hash = "sha256:{hex:64}" }}',
    "go.sum": "example.invalid/a v1.0.0 h1:{base64:43}=",
    "deno.lock": '"https://deno.land/std/a.ts": "{hex:64}",',
    "flake.lock": '"narHash": "sha256-{base64:43}=", "rev": "{hex:40}"',
    "Cargo.lock": 'checksum = "{hex:64}"',
    "mix.lock": '"a": {{:hex, :a, "1.0.0", "{hex:64}", [:mix], [], "hexpm", "{hex:64}"}},',
    "composer.lock": '"reference": "{hex:40}", "shasum": "{hex:40}"',
}


@pytest.mark.parametrize("name", LOCK_FILES)
def test_hashes_of_a_lock_file_are_not_reported_and_a_token_in_it_is(
    repo: Repo, sample: Callable[..., str], name: str
) -> None:
    """tankpkg/tank #406 and many."""
    lines = [sample(LOCK_FILES[name], number) for number in range(100)]
    repo.stage(name, "\n".join([*lines, sample('"_authToken": "{npm_token:}"'), ""]))
    assert repo.staged().places == [(name, 101)]
