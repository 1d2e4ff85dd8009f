"""`RowCipher`: secrets of an application's users, encrypted in the rows of its own database."""

from __future__ import annotations

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from scanner.model import Secret
from scanner.runtime.seen import SEEN, SeenSecrets
from scanner.stores.crypt import KEY_BYTES, key_id
from scanner.stores.file_format import NONCE_BYTES
from scanner.stores.interface import DamagedStoreError, StoreKeyError
from scanner.stores.keys import key_from_hex

if TYPE_CHECKING:
    from collections.abc import Iterable

FORMAT = "ks1"
TAG_BYTES = 16


class RowCipher:
    """Encrypts with AES-256-GCM, under a fresh nonce each time; what is encrypted opens in its own row only.

    A row is any text that stays with it, as `api_keys/42`: it is authenticated, so that a value which someone moves to
    another row is refused there. Texts are `ks1:KEY ID:BASE64` (of nonce, ciphertext and tag).
    """

    def __init__(self, key: Secret, older: Iterable[Secret] = (), *, seen: SeenSecrets = SEEN) -> None:
        """`key`: 64 hexadecimal digits, as `openssl rand -hex 32` prints them; `older`: keys that still open.

        Raises StoreKeyError.
        """
        self._id, cipher = _cipher(key)
        self._ciphers = {**dict(_cipher(one) for one in older), self._id: cipher}
        self._seen = seen

    def encrypt(self, secret: Secret, row: str) -> str:
        """Return the secret for that row, as printable ASCII."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._ciphers[self._id].encrypt(nonce, secret.reveal_in_clear(), _around(self._id, row))
        return f"{FORMAT}:{self._id}:{urlsafe_b64encode(nonce + sealed).decode()}"

    def decrypt(self, text: str, row: str) -> Secret:
        """Return the secret. Raises DamagedStoreError if it was not written for that row, StoreKeyError."""
        identity, sealed = _taken_apart(text, row)
        if identity not in self._ciphers:
            raise StoreKeyError(f"{row}: was encrypted with the key {identity!r}, which is none of those given")
        nonce, data = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        try:
            secret = Secret(self._ciphers[identity].decrypt(nonce, data, _around(identity, row)))
        except InvalidTag:
            raise DamagedStoreError(f"{row}: the encrypted value was changed, or is another row's") from None
        self._seen.add(secret, row)
        return secret

    def is_outdated(self, text: str) -> bool:
        """Whether the text was encrypted with another key than the current one: decrypt it, and encrypt it anew."""
        return not text.startswith(f"{FORMAT}:{self._id}:")


def _cipher(key: Secret) -> tuple[str, AESGCM]:
    whole, _ = key_from_hex(key.reveal_in_clear(), "the key of a RowCipher").fresh()
    derived = HKDFExpand(algorithm=SHA256(), length=KEY_BYTES, info=b"keysieve-row").derive(whole.reveal_in_clear())
    return key_id(Secret(derived)), AESGCM(derived)


def _around(identity: str, row: str) -> bytes:
    return f"{FORMAT}\0{identity}\0{row}".encode("utf-8", "surrogatepass")


def _taken_apart(text: str, row: str) -> tuple[str, bytes]:
    """Return the key's id and the bytes behind it. Raises DamagedStoreError."""
    mark, _, rest = text.partition(":")
    identity, _, coded = rest.partition(":")
    try:
        sealed = urlsafe_b64decode(coded.encode("ascii"))
    except ValueError:
        sealed = b""
    is_canonical = urlsafe_b64encode(sealed).decode() == coded  # else bytes might change and the value stay
    if mark != FORMAT or len(sealed) < NONCE_BYTES + TAG_BYTES or not is_canonical:
        raise DamagedStoreError(f"{row}: is no value that a RowCipher wrote")
    return identity[:64], sealed
