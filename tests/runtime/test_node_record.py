"""Records that Node itself wrote, and what is none."""

from __future__ import annotations

import json
import subprocess
from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from scanner.errors import KeysieveError
from scanner.model import Secret
from scanner.runtime import MalformedSecretError, RowCipher, open_node_record
from scanner.runtime.seen import SeenSecrets
from scanner.stores.interface import DamagedStoreError, StoreKeyError
from tests.conftest import program_path

KEY = Secret(bytes(range(7, 39)).hex().encode())
VALUE = "zażółć \U0001f511 made up"

WRITE = """
const crypto = require('crypto');
const [key, value, size, coding, aad] = process.argv.slice(1);
const iv = crypto.randomBytes(Number(size));
const cipher = crypto.createCipheriv('aes-256-gcm', Buffer.from(key, 'hex'), iv);
if (aad) cipher.setAAD(Buffer.from(aad));
const encrypted = cipher.update(value, 'utf8', coding) + cipher.final(coding);
console.log(JSON.stringify({encrypted, iv: iv.toString(coding), authTag: cipher.getAuthTag().toString(coding)}));
"""


def written(**fields: bytes) -> dict[str, object]:
    return {name: value.hex() for name, value in fields.items()}


def record(value: bytes = b"value", nonce: bytes = b"n" * 12) -> dict[str, object]:
    sealed = AESGCM(bytes.fromhex(KEY.reveal_in_clear().decode())).encrypt(nonce, value, None)
    return written(encrypted=sealed[:-16], iv=nonce, authTag=sealed[-16:])


@pytest.mark.needs("node")
@pytest.mark.parametrize("size", [12, 16])
@pytest.mark.parametrize("coding", ["hex", "base64"])
@pytest.mark.parametrize("associated", ["", "customer/42"])
def test_record_that_node_wrote_is_read_and_moved_to_a_row_cipher(size: int, coding: str, associated: str) -> None:
    key = KEY.reveal_in_clear().decode()
    command = [str(program_path("node")), "-e", WRITE, key, VALUE, str(size), coding, associated]
    run = subprocess.run(command, capture_output=True, check=True, timeout=60)
    found = open_node_record(json.loads(run.stdout), KEY, "customer/42", associated=associated.encode())
    assert found == Secret(VALUE.encode())
    cipher = RowCipher(KEY)
    assert cipher.decrypt(cipher.encrypt(found, "customer/42"), "customer/42") == found


def test_test_case_of_the_gcm_specification_opens_and_its_neighbour_does_not() -> None:
    """Case 16 of McGrew and Viega's paper: a key of 256 bits, a nonce of 96, associated data."""
    key = Secret(("feffe9928665731c" + "6d6a8f9467308308").encode() * 2)
    sealed = (
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
    )
    given = {"encrypted": sealed, "iv": "cafebabefacedbaddecaf888", "authTag": "76fc6ece0f4e1768cddf8853bb2d551b"}
    associated = bytes.fromhex("feedfacedeadbeef" * 2 + "abaddad2")
    opened = (
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
    )
    assert open_node_record(given, key, "r", associated=associated) == Secret(bytes.fromhex(opened))
    with pytest.raises(DamagedStoreError):
        open_node_record(given, key, "r", associated=associated[:-1])


def test_empty_value_is_one() -> None:
    assert open_node_record(record(b""), KEY, "r") == Secret(b"")


def test_value_is_masked_from_then_on() -> None:
    seen = SeenSecrets()
    open_node_record(record(b"a long made-up value"), KEY, "r", seen=seen)
    assert seen.finder() is not None


@pytest.mark.parametrize("name", ["encrypted", "iv", "authTag"])
def test_changed_record_does_not_open(name: str) -> None:
    whole = record()
    text = str(whole[name])
    changed = f"{int(text[0], 16) ^ 1:x}{text[1:]}"
    with pytest.raises(DamagedStoreError, match="r: was changed"):
        open_node_record({**whole, name: changed}, KEY, "r")


@pytest.mark.parametrize(
    "change",
    [
        {"iv": None},
        {"authTag": 7},
        {"encrypted": b"00"},
        {"iv": "00"},
        {"iv": ""},
        {"authTag": "00" * 4},
        {"authTag": "00" * 15},
        {"encrypted": "zz"},
        {"encrypted": "é"},
        {"encrypted": "abc"},
        {"iv": b64encode(b"n" * 12).decode(), "authTag": "?"},
    ],
)
def test_what_is_no_record_is_told_so_and_not_shown(change: dict[str, object]) -> None:
    with pytest.raises(MalformedSecretError, match=r"^r: ") as caught:
        open_node_record({**record(), **change}, KEY, "r")
    assert not any(str(value) in str(caught.value) for value in change.values() if value and len(str(value)) > 2)


@pytest.mark.parametrize("key", [b"", b"ab" * 31, b"00" * 32])
def test_key_that_is_none_is_refused(key: bytes) -> None:
    with pytest.raises(StoreKeyError, match=r"^r: its key"):
        open_node_record(record(), Secret(key), "r")


def test_other_key_does_not_open_it() -> None:
    with pytest.raises(KeysieveError, match="another key"):
        open_node_record(record(), Secret(bytes(range(32)).hex().encode()), "r")
