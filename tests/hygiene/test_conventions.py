from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.hygiene.contents import CONTENTS
from scanner.hygiene.conventions import LIST, Conventions, compiled, load_conventions, parse
from scanner.hygiene.model import HygieneError

CONVENTIONS = load_conventions()
ROOT = Path(__file__).parent.parent.parent

SECRET = [
    ".env",
    ".env.local",
    ".env.production",
    ".env.old",
    ".env.bak.1",
    "a/b/.env",
    ".ENV",
    "server.pem",
    "certs/tls.KEY",
    "id_rsa",
    ".ssh/id_ed25519",
    "client.p12",
    "client.pfx",
    "release.jks",
    "release.keystore",
    ".npmrc",
    ".pypirc",
    ".netrc",
    ".pgpass",
    "kubeconfig",
    "terraform.tfstate",
    "terraform.tfstate.backup",
    "prod.tfvars",
    "credentials.json",
    "service-account.json",
    "service-account-prod.json",
    ".aws/credentials",
    "home/.aws/credentials",
    ".docker/config.json",
    "office.ovpn",
    ".htpasswd",
    "wp-config.php",
    ".kube/config",
    "prod.env",
    ".env.keys",
]
OPEN = [
    ".env.example",
    ".env.schema",
    ".env.sample",
    ".env.template",
    ".env.production.example",
    "env.py",
    "environment.ts",
    "pem",
    "key.py",
    "id_rsa.pub",
    "credentials.py",
    "aws/credentials",
    "docker/config.json",
    "wp-config-sample.php",
    ".env.vault",
    "main.tf",
    "keystore.java",
    "monkey",
    "example.tfvars.example",
    ".environment",
    "my.envelope",
]


@pytest.mark.parametrize("name", SECRET)
def test_conventional_secret_file_is_known_by_its_name(name: str) -> None:
    assert [path for path, _ in CONVENTIONS.secret_files([name.encode()])] == [name.encode()]


@pytest.mark.parametrize("name", OPEN)
def test_file_of_another_name_is_passed_over(name: str) -> None:
    assert list(CONVENTIONS.secret_files([name.encode()])) == []


@given(st.lists(st.text("./envENV*pmkid_rsa-tfl", min_size=1, max_size=14), max_size=20), st.data())
def test_quick_look_at_many_names_finds_what_the_patterns_fit(names: list[str], data: st.DataObject) -> None:
    paths = [name.encode() for name in [*names, *data.draw(st.lists(st.sampled_from(SECRET + OPEN)))]]
    quick = [path for path, _ in CONVENTIONS.secret_files(paths)]
    assert quick == [path for path in paths if CONVENTIONS.convention_of(path)]


def test_user_patterns_with_globs_anywhere_are_found() -> None:
    conventions = load_conventions(["*secret*", "vault-?.txt", "**/ops/keys.yml"])
    paths = [b"my-secret.md", b"vault-1.txt", b"vault-12.txt", b"x/ops/keys.yml", b"keys.yml"]
    assert [path for path, _ in conventions.secret_files(paths)] == [paths[0], paths[1], paths[3]]


@pytest.mark.parametrize("pattern", ["", "*", "/x", "a/b", "!x", "#x", "x/", "[ab]", "a\\b", "a/**/b"])
def test_pattern_of_another_form_is_refused_with_its_place(pattern: str) -> None:
    with pytest.raises(HygieneError, match=re.escape(repr(pattern))):
        load_conventions([pattern])


@pytest.mark.parametrize("line", ["files .env", "file", "file .env probes=x"])
def test_line_of_another_form_is_refused_with_its_number(line: str) -> None:
    with pytest.raises(HygieneError, match="list:2"):
        parse(["# head", line], "list")


def test_list_names_only_contents_that_there_are() -> None:
    files, exceptions = parse((ROOT / "rules" / LIST).read_text(encoding="utf-8").splitlines(), LIST)
    named = {name for each in files for name in (each.only_if, each.unless) if name}
    assert named == set(CONTENTS)
    assert len({each.pattern for each in files}) == len(files)
    for each in exceptions:
        assert Conventions(files, []).convention_of(each.pattern.replace("*", ".x").encode()), each.pattern


def test_probe_is_named_by_its_own_pattern() -> None:
    for each in (*CONVENTIONS.files, *CONVENTIONS.exceptions):
        for probe in each.probes:
            assert compiled(each.pattern).fullmatch(probe.encode())
