"""Names beside the value that say what it is, and it is no secret."""

from __future__ import annotations

from scanner.engine.filters.interface import Ruling, drop, lower
from scanner.engine.filters.words import read_words
from scanner.text.ngram import words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.engine.candidate import Candidate

LIST = "_names.txt"
CREDENTIAL_IDS = (b"secret_id", b"secretid", b"secret-id")
"""An id that is the secret: of an AppRole (https://developer.hashicorp.com/vault/docs/auth/approle)."""

LONGEST_EXTENSION = 4
EXTENSIONS = frozenset(
    b"gz tgz zip xz bz2 tar whl jar deb rpm js ts mjs css json py rb go rs c h txt md yml yaml".split()
)
SALTS = (b"salt", b"nonce", b"iv")
HEX = b"0123456789abcdefABCDEF"
JOINED_ENDINGS = (b"hash", b"digest", b"checksum")
JOINED_BEGINNINGS = (b"csrf", b"xsrf")
NAME_CHARACTERS = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-."
LONGEST_NAME = 80


class InnocentName:
    """The name says that the value is a name, a path, a hash or an id."""

    name = "name"

    def __init__(self) -> None:
        entries = [entry.partition(b" ") for entry in read_words(LIST)]

        def listed(kind: bytes) -> frozenset[bytes]:
            return frozenset(word for each, _, word in entries if each == kind)

        self._stems = tuple(listed(b"stem"))
        self._words = listed(b"word")
        self._endings = listed(b"ends")
        self._friends = tuple(listed(b"friend"))
        self._hash_words = listed(b"hash")
        self._position_words = listed(b"position")
        self._table_words = listed(b"table")

    def judge(self, candidate: Candidate) -> Ruling | None:
        """Drop by the last word of the name, or by a word for hashes anywhere in it."""
        name = candidate.match.name or assigned_name(candidate.before)
        if not name:
            return None
        parts = tuple(words(name))
        last = parts[-1] if parts else b""
        if candidate.match.form not in ("", "kubernetes") and name.isascii() and not self._says_secret(name, parts):
            return drop("the name does not say secret")
        if last in SALTS:
            return lower("a salt or a nonce")
        if says_file(name) and not candidate.value.translate(None, HEX):
            return drop("the hash of a file")
        if (b"gpg" in parts or b"pgp" in parts) and not candidate.value.translate(None, HEX):
            return drop("the fingerprint of a key")
        if last in self._endings and not name.lower().endswith(CREDENTIAL_IDS):
            return drop(f"the name ends in `{last.decode()}`")
        if candidate.match.name and last == b"key" and self._table_words.intersection(parts):
            return drop("a key of a table or a schema")
        if last in (b"token", b"tokens") and self._position_words.intersection(parts):
            return drop("a token that says where to go on")
        if candidate.before.rstrip(b" \t\"':").endswith(name) and b"::" in candidate.before[-LONGEST_NAME:]:
            return drop("the name of a type")
        if self._says_hash(parts):
            return drop("the name says hash, id or public")
        return None

    def _says_secret(self, name: bytes, parts: tuple[bytes, ...]) -> bool:
        if not self._words.isdisjoint(parts):
            return True
        joined = b"".join(part for part in parts if not part.startswith(self._friends))
        return any(stem in joined for stem in self._stems)

    def _says_hash(self, parts: tuple[bytes, ...]) -> bool:
        """Whether a word of a name says that the value is a hash, an id, or a public key."""
        if self._hash_words.intersection(parts):
            return True
        if b"public" in parts and parts[-1] in (b"key", b"keys", b"token"):
            return True
        return any(part.endswith(JOINED_ENDINGS) or part.startswith(JOINED_BEGINNINGS) for part in parts)


def says_file(name: bytes) -> bool:
    """Whether `name` ends in the extension of a file."""
    stem, dot, extension = name.rpartition(b".")
    return bool(stem and dot) and len(extension) <= LONGEST_EXTENSION and extension.lower() in EXTENSIONS


def assigned_name(before: bytes) -> bytes:
    """Return the name that a value behind `before` is assigned to; empty if there is none."""
    text = before[-LONGEST_NAME * 2 :].rstrip(b" \t\"'`=:>(,[{&?\\")
    stripped = text.rstrip(NAME_CHARACTERS)
    return text[len(stripped) :].strip(b".-")[-LONGEST_NAME:]
