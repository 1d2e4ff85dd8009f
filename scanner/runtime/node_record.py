"""Values that a Node program encrypted with AES-256-GCM, as records of `encrypted`, `iv` and `authTag`."""

from __future__ import annotations

import re
from base64 import b64decode
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from scanner.model import Secret
from scanner.runtime.seen import SEEN, SeenSecrets
from scanner.runtime.structured import MalformedSecretError
from scanner.stores.interface import DamagedStoreError
from scanner.stores.keys import key_from_hex

if TYPE_CHECKING:
    from collections.abc import Mapping

FIELDS = ("encrypted", "iv", "authTag")
HEX = re.compile(r"(?:[0-9A-Fa-f]{2})*")
TAG_BYTES = 16
NONCE_BYTES = range(12, 129)
"""Node programs draw 12 or 16; fewer repeat too soon."""


def open_node_record(
    record: Mapping[str, object], key: Secret, row: str, *, associated: bytes = b"", seen: SeenSecrets = SEEN
) -> Secret:
    """Return the value of a record that `crypto.createCipheriv('aes-256-gcm', …)` made.

    `record`: its three fields, all in hex or all in base64; `key`: 64 hexadecimal digits; `row`: what messages call the
    record; `associated`: what `setAAD` was given. Such a record opens in whatever row it is copied to: encrypt the
    value anew with a `RowCipher`. Raises MalformedSecretError, StoreKeyError, DamagedStoreError.
    """
    encrypted, nonce, tag = _decoded(record, row)
    if len(tag) != TAG_BYTES or len(nonce) not in NONCE_BYTES:
        raise MalformedSecretError(f"{row}: authTag must have {TAG_BYTES} bytes and iv 12 to 128")
    whole, _ = key_from_hex(key.reveal_in_clear(), f"{row}: its key").fresh()
    try:
        secret = Secret(AESGCM(whole.reveal_in_clear()).decrypt(nonce, encrypted + tag, associated or None))
    except InvalidTag:
        raise DamagedStoreError(f"{row}: was changed, or was encrypted with another key") from None
    seen.add(secret, row)
    return secret


def _decoded(record: Mapping[str, object], row: str) -> list[bytes]:
    texts = [text for text in (record.get(name) for name in FIELDS) if isinstance(text, str)]
    if len(texts) < len(FIELDS):
        raise MalformedSecretError(f"{row}: is no record with the texts {', '.join(FIELDS)}")
    if all(HEX.fullmatch(text) for text in texts):
        return [bytes.fromhex(text) for text in texts]
    try:
        return [b64decode(text, validate=True) for text in texts]
    except ValueError:
        raise MalformedSecretError(f"{row}: its texts are neither all in hex nor all in base64") from None
