"""Values that are encrypted already."""

from __future__ import annotations

from scanner.engine.filters.interface import Ruling, drop

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.engine.candidate import Candidate

BEGINNINGS = (
    b"ENC[",  # sops, hiera-eyaml
    b"ENC(",  # jasypt
    b"encrypted:",  # dotenvx
    b"{cipher}",  # Spring Cloud Config
    b"$ANSIBLE_VAULT",
    b"vault:v",  # Vault's transit engine
    b"AQICAH",  # AWS KMS
    b"age-encryption.org",
    b"secure:",  # AppVeyor, Travis CI
    b"$argon2",
    b"$scrypt$",
    b"$pbkdf2",
    b"pbkdf2_",  # Django
    b"pbkdf2:",  # Werkzeug
    b"scrypt:",
    b"{SSHA",
    b"{SHA",
    b"$apr1$",
    b"$1$",
    b"$5$",
    b"$6$",
    b"$y$",  # crypt(3)
    b"SCRAM-SHA-",
    b"NACL[",
    b"md5$",
    b"sha1$",
    b"sha256$",
    b"bcrypt$",  # Django
    b"ENCRYPTED(",
)
SALTED = b"U2FsdGVkX1"
"""Base64 of `Salted__`, with which OpenSSL's `enc` begins."""
BCRYPT = (b"$2a$", b"$2b$", b"$2y$")
MYSQL_HASH = 41
"""Length of MySQL's password hash: `*` and 40 upper-case hex digits."""
LONGEST_SEALED = 4096


class AlreadyEncrypted:
    """Ciphertexts, sealed secrets and password hashes: nothing to use as it stands."""

    name = "encrypted"

    def judge(self, candidate: Candidate) -> Ruling | None:
        """Drop what begins like a ciphertext, or stands in a sealed document."""
        value = candidate.value
        if value.startswith((SALTED, *BEGINNINGS)) or any(mark in value for mark in BCRYPT):
            return drop("already encrypted or hashed")
        if len(value) == MYSQL_HASH and value.startswith(b"*") and value[1:].isalnum() and value.isupper():
            return drop("a password hash")
        head = candidate.content[:LONGEST_SEALED]
        if b"\nkind: SealedSecret" in b"\n" + head or head.startswith(b"$ANSIBLE_VAULT;"):
            return drop("in a sealed document")
        return None
