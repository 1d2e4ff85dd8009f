from __future__ import annotations

import pytest

from scanner.hygiene.contents import CONTENTS, holds_secrets, is_encrypted
from scanner.hygiene.model import Convention
from tests.hygiene.conftest import CERTIFICATE, PRIVATE

HOLD = {
    "npm": ["//registry.npmjs.org/:_authToken=abc", "_auth = YTpi", 'x:_password="abc"'],
    "yarn": ["npmAuthToken: abc", '  npmAuthToken: "abc"'],
    "pypi": ["[pypi]\nusername = __token__\npassword = pypi-x"],
    "netrc": ["machine h login me password x", "machine h\n  login me\n  password x\n"],
    "pgpass": ["db:5432:*:me:pw"],
    "variables": [
        "export DB_PASSWORD=hunter22",
        "  api_key: abcdef123",
        '"client_secret": "abcdef123"',
        "- TOKEN=abcdefg",
    ],
    "private-key": [PRIVATE],
    "public": [CERTIFICATE, "-----BEGIN PUBLIC KEY-----", "PK\x03\x04zip"],
    "azure-functions": ['"AzureWebJobsStorage": "DefaultEndpointsProtocol=https;AccountKey=x"'],
}
LACK = {
    "npm": ["registry=https://r.example", "//r.example/:_authToken=${NPM_TOKEN}", "# _authToken=abc", "_auth="],
    "yarn": ["npmAuthToken: ${TOKEN}", "# npmAuthToken: abc", "nodeLinker: pnp"],
    "pypi": ["[distutils]\nindex-servers = pypi", "password = $PASSWORD", "password ="],
    "netrc": ["machine h login me", "default"],
    "pgpass": ["# host:port:db:user:password", "db:5432:*:me:"],
    "variables": [
        "PATH_add bin",
        "use flake",
        "export PASSWORD=$(pass show x)",
        "SECRET=",
        "TOKEN=<token>",
        "user: root",
    ],
    "private-key": [CERTIFICATE],
    "public": [PRIVATE, CERTIFICATE + PRIVATE, "nothing"],
    "azure-functions": ['{"IsEncrypted": false, "Values": {"FUNCTIONS_WORKER_RUNTIME": "python"}}'],
}


@pytest.mark.parametrize(("name", "text"), [(name, text) for name in HOLD for text in HOLD[name]])
def test_contents_are_recognised(name: str, text: str) -> None:
    assert CONTENTS[name](text.encode())


@pytest.mark.parametrize(("name", "text"), [(name, text) for name in LACK for text in LACK[name]])
def test_other_contents_are_not_taken_for_them(name: str, text: str) -> None:
    assert not CONTENTS[name](text.encode())


def test_every_kind_of_contents_is_tried() -> None:
    assert set(HOLD) == set(LACK) == set(CONTENTS)


ENCRYPTED = [
    b"\0GITCRYPT\0\1\2",
    b"$ANSIBLE_VAULT;1.1;AES256\n33",
    b"A=ENC[AES256_GCM,data:x]\nsops_mac=ENC[x]\n",
    b"[a]\nb = ENC[AES256_GCM,data:x]\n\n[sops]\nmac = x\n",
    b'{"a": "ENC[x]",\n\t"sops": {}}',
    b"a: ENC[x]\nsops:\n  mac: x\n",
    b'DOTENV_PUBLIC_KEY="03ab"\nA="encrypted:BDqv"\nB=encrypted:xyz\n',
]


@pytest.mark.parametrize("content", ENCRYPTED)
def test_encrypted_file_holds_no_secret(content: bytes) -> None:
    assert is_encrypted(content)
    assert not holds_secrets(Convention(".env"), content)


@pytest.mark.parametrize("content", [b"", b"A=1\n", b'DOTENV_PUBLIC_KEY="03"\nA="encrypted:x"\nB=plain\n', b"# sops\n"])
def test_file_with_one_plain_value_is_not_encrypted(content: bytes) -> None:
    assert not is_encrypted(content)
    assert holds_secrets(Convention(".env"), content)
