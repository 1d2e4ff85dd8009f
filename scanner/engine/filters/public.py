"""Values that are meant to be seen: public keys, certificates, hashes of content, data URIs, UUIDs."""

from __future__ import annotations

from scanner.engine.filters.interface import Ruling, drop, lower
from scanner.engine.filters.name import assigned_name
from scanner.text.ngram import words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.engine.candidate import Candidate

BEGINNINGS = (
    b"sha1-",
    b"sha256-",
    b"sha384-",
    b"sha512-",
    b"sha256:",
    b"sha512:",
    b"md5:",
    b"h1:",
    b"ssh-rsa ",
    b"ssh-ed25519 ",
    b"ecdsa-sha2-",
    b"AAAAB3NzaC1",
    b"AAAAC3NzaC1",
    b"AAAAE2Vj",
    b"pk_live_",
    b"pk_test_",
    b"data:",
    b"-----BEGIN PUBLIC",
    b"-----BEGIN CERTIFICATE",
    b"-----BEGIN RSA PUBLIC",
    b"MFkwEwYH",
    b"arn:",
)
HASH_MARKS = (b"sha1-", b"sha256-", b"sha384-", b"sha512-", b"sha1:", b"sha256:", b"sha384:", b"sha512:", b"md5:")
DER_SEQUENCE = b"MII"
PRIVATE_VERSION = b"IBA"
"""Base64 of the version that follows the outer SEQUENCE of a private key; in a certificate or a public key another
SEQUENCE follows.
"""
UUID_LENGTH = 36
ANY_VALUE = ("generic", "quoted")
"""Lists of rules that rest on a name alone; a provider's own rule may ask for a UUID."""

ADDRESS_LENGTH = 42
BASE58 = frozenset(b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz")
MINT_LENGTH = 32
MINT_WORDS = frozenset(
    (b"token", b"tokens", b"mint", b"address", b"in", b"out", b"input", b"output", b"base", b"quote")
)
"""Words of the names that the address of a token has (https://solana.com/docs/tokens)."""
HEX = b"0123456789abcdefABCDEF"


class PublicMaterial:
    """Public by nature, or the hash of something public."""

    name = "public"

    def judge(self, candidate: Candidate) -> Ruling | None:
        """Drop public material; lower a bare UUID, which is far more often an id."""
        value = candidate.value
        if value.startswith(BEGINNINGS):
            return drop("public material")
        if candidate.match.name and value.startswith(b"-----BEGIN"):
            return drop("a block that rules of its own judge")
        if b'"keysieve-baseline"' in candidate.before:
            return drop("the salt of a baseline")
        if b"/aws4_request" in value or value.startswith(b"AWS4-HMAC"):
            return drop("the scope of a signature")
        if (
            candidate.match.rule.filters in ANY_VALUE
            and len(value) == ADDRESS_LENGTH
            and value[:2] == b"0x"
            and not value[2:].strip(HEX)
        ):
            return drop("a public address of a chain")
        if candidate.match.rule.filters in ANY_VALUE and is_mint(candidate):
            return lower("a public address of a chain")
        if value.startswith(DER_SEQUENCE) and value[6:9] != PRIVATE_VERSION:
            return drop("a certificate or a public key")
        if candidate.before[-8:].lower().endswith(HASH_MARKS):
            return drop("a hash of content")
        if len(value) == UUID_LENGTH and value.count(b"-") == 4 and candidate.match.rule.filters in ANY_VALUE:
            return None if says_credential(candidate.match.name) else lower("a UUID")
        return None


def is_mint(candidate: Candidate) -> bool:
    """Whether a value is the address of a token on Solana: 32 bytes in base58 under the name of a token or a mint."""
    value = candidate.value
    if not 43 <= len(value) <= 44 or not BASE58.issuperset(value):
        return False
    named = tuple(words(candidate.match.name or assigned_name(candidate.before)))
    if not named or not MINT_WORDS.issuperset(named):
        return False
    from scanner.text.base58 import decode  # loads hashlib, for values of this length and alphabet alone

    return len(decode(value)) == MINT_LENGTH


CREDENTIAL_WORDS = (b"apikey", b"secret", b"token", b"password", b"passwd", b"accesskey", b"authkey", b"privatekey")


IDEMPOTENCY = (b"requesttoken", b"clienttoken", b"idempotencytoken")
"""Names of tokens that make a request one and the same, as AWS's APIs have them."""


def says_credential(name: bytes) -> bool:
    """Whether a name leaves no doubt that its value is a credential, even if it is a UUID."""
    joined = name.lower().translate(None, b"_-. ")
    return joined.endswith(CREDENTIAL_WORDS) and not joined.endswith(IDEMPOTENCY) and joined not in CREDENTIAL_WORDS
