"""What each plugin of detect-secrets takes, held against the real one: the same types and the same hashes."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.baseline.detect_secrets.conftest import Peer
    from tests.conftest import Repo

NAME = ".secrets.baseline"

AZURE = "DefaultEndpointsProtocol=https;AccountName=acme;AccountKey={base64:86}==;EndpointSuffix=core.windows.net"
VALUES = {
    "artifactory_api_key": "AKCp{base58:69}",
    "artifactory_password": "AP6{base58:30}",
    "aws_id": "{aws_key_id:AKIA}",
    "aws_secret_access_key": "{base64:40}",
    "azure_connection": AZURE,
    "azure_storage_key": "{base64:86}==",
    "basic": "https://bob:{base62:20}@example.com/x",
    "cloudant_password": "{hex:64}",
    "cloudant_url": "https://bob:{hex:64}@shop.cloudant.com",
    "cos_hmac_secret_access_key": "{hex:48}",
    "database": "postgres://bob:{base62:20}@db.example.com/x",
    "db_password": "{password:16}",
    "discord_token": "MTk4{base62:21}.{base62:6}.{base62:27}",
    "github": "{github_token:ghp_}",
    "gitlab": "glpat-{base62:20}",
    "gitlab_ci": "glcbt-64_{base62:20}",
    "gitlab_runner": "GR1348941{base62:20}",
    "hex_api_key": "{hex:32}",
    "ibm_cloud_api_key": "{base62:20}-{base62:23}",
    "mailchimp": "{hex:32}-us12",
    "npm": "{npm_token}",
    "openai": "sk-{base62:20}T3BlbkFJ{base62:20}",
    "openai_project": "sk-proj-{base62:74}T3BlbkFJ{base62:74}",
    "pypi": "pypi-AgEIcHlwaS5vcmc{base64url:150}",
    "sendgrid": "SG.{base62:22}.{base62:43}",
    "slack": "xoxb-{digit:12}-{digit:12}-{base62:24}",
    "slack_app": "xapp-1-A{upper:10}-{digit:13}-{hex:64}",
    "slack_hook": "https://hooks.slack.com/services/T{upper:8}/B{upper:8}/{base62:24}",
    "softlayer_api_key": "{hex:64}",
    "softlayer_url": "https://api.softlayer.com/soap/v3/{hex:64}",
    "square": "sq0csp-{base62:43}",
    "stripe": "sk_live_51{base62:97}",
    "stripe_restricted": "rk_live_{base62:24}",
    "telegram_token": "1{digit:9}:AA{base62:33}",
    "twilio_api_key": "SK{hex:32}",
}
FORMS = {
    ".py": '{name} = "{value}"\n',
    ".js": "const {name} = '{value}';\n",
    ".json": '{{"{name}": "{value}"}}\n',
    ".env": "{upper}={value}\n",
    ".sh": "export {upper}='{value}'\n",
    ".yml": "{name}: {value}\n",
    ".ini": "[section]\n{name} = {value}\n",
}


def part(document: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(document).encode()).decode().rstrip("=")


@pytest.fixture
def every(repo: Repo, sample: Callable[..., str]) -> Repo:
    """A repository with a value for each plugin in each kind of file."""
    values = {name: sample(template) for name, template in VALUES.items()}
    head = part({"alg": "HS256", "typ": "JWT"})
    values["jwt"] = f"{head}.{part({'sub': '1234567890', 'name': 'Jo'})}.{sample('{base64url:43}')}"
    files = {
        name + ending: form.format(name=name, upper=name.upper(), value=value)
        for name, value in values.items()
        for ending, form in FORMS.items()
    }
    repo.commit(
        **files,
        **{
            ".npmrc": f"//registry.npmjs.org/:_authToken={sample('{npm_token}')}\n",
            "key.pem": sample("{pem:RSA PRIVATE KEY}") + "\n",
        },
    )
    return repo


def test_every_plugin_and_ours_name_the_same_types_and_hashes(every: Repo, peer: Peer) -> None:
    assert every.keysieve("baseline", "create", NAME).code == 0
    ours = peer.identities()
    peer.scan()
    assert ours == peer.identities()


def test_hook_of_detect_secrets_accepts_all_that_ours_wrote_down(every: Repo, peer: Peer) -> None:
    assert every.keysieve("baseline", "create", NAME).code == 0
    before = peer.document["results"]
    every.git("add", "-A")
    outcome = peer.hook("--baseline", NAME, *every.git("ls-files").split())
    assert outcome.code == 0, outcome.out
    assert peer.document["results"] == before


def test_converted_there_and_back_no_label_is_lost(every: Repo, peer: Peer) -> None:
    document = peer.scan()
    for records in document["results"].values():
        for record in records:
            record["is_secret"] = True
    peer.write(document)
    outcome = every.keysieve("baseline", "convert", NAME, "native")
    assert "not converted" not in outcome.err
    before = peer.identities()
    (every.root / NAME).unlink()
    outcome = every.keysieve("baseline", "convert", "native", NAME)
    assert "not converted" not in outcome.err
    assert peer.identities() == before
    assert all(record["is_secret"] for records in peer.document["results"].values() for record in records)


def test_entry_that_only_ours_finds_goes_with_its_hook_and_comes_back_with_an_update(
    repo: Repo, peer: Peer, sample: Callable[..., str]
) -> None:
    """What docs/migration.md says of both hooks on one baseline."""
    uuid = "-".join(sample(f"{{hex:{length}}}") for length in (8, 4, 4, 4, 12))
    repo.commit(**{".npmrc": f"//registry.npmjs.org/:_authToken={uuid}\n"})
    assert repo.keysieve("baseline", "create", NAME).code == 0
    written = peer.identities()
    assert [kind for _, kind, _ in written] == ["NPM tokens"]
    repo.git("add", "-A")
    assert peer.hook("--baseline", NAME, ".npmrc").code == 3
    assert peer.identities() == set()
    assert repo.keysieve("baseline", "update", NAME).code == 0
    assert peer.identities() == written
