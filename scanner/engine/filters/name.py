"""Names beside the value that say what it is, and it is no secret."""

from __future__ import annotations

from scanner.engine.filters.interface import Ruling, drop, lower
from scanner.ruleset.words import read_words
from scanner.text.ngram import words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.engine.candidate import Candidate

LIST = "_names.txt"
CREDENTIAL_IDS = (b"secret_id", b"secretid", b"secret-id")
"""An id that is the secret: of an AppRole (https://developer.hashicorp.com/vault/docs/auth/approle)."""

OUTCOME = b"PASS: "
"""How lines of test logs begin (the manual of GNU Automake, "Parallel Test Harness")."""

SHORTEST_WORD = 2
LONGEST_EXTENSION = 4
EXTENSIONS = frozenset(
    b"gz tgz zip xz bz2 tar whl jar deb rpm js ts mjs css json py rb go rs c h txt md yml yaml".split()
)
SALTS = (b"salt", b"nonce", b"iv")
FINGERPRINTED = frozenset((b"gpg", b"pgp"))
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
        is_salt = bool(parts) and parts[-1] in SALTS
        reason = self._innocence(name, parts, candidate)
        if not reason and not is_salt:
            reason = self._hash(name, parts, candidate.value)
        if reason:
            return drop(reason)
        return lower("a salt or a nonce") if is_salt else None

    def _innocence(self, name: bytes, parts: tuple[bytes, ...], candidate: Candidate) -> str:
        """Return why a name is not that of a secret; empty if it may be."""
        last = parts[-1] if parts else b""
        form = candidate.match.form
        if form not in ("", "kubernetes") and name.isascii() and not self._says_secret(parts):
            return "the name does not say secret"
        if candidate.before == OUTCOME:
            return "the outcome of a test"
        if last in self._endings and not name.lower().endswith(CREDENTIAL_IDS):
            return f"the name ends in `{last.decode()}`"
        if form and last == b"key" and self._table_words.intersection(parts):
            return "a key of a table or a schema"
        if last in (b"token", b"tokens") and self._position_words.intersection(parts):
            return "a token that says where to go on"
        if last == b"nonce" and b"<s" in candidate.before[-LONGEST_NAME:].lower():
            return "the nonce of a script or a style"
        is_type = candidate.before.rstrip(b" \t\"':").endswith(name) and b"::" in candidate.before[-LONGEST_NAME:]
        return "the name of a type" if is_type else ""

    def _hash(self, name: bytes, parts: tuple[bytes, ...], value: bytes) -> str:
        """Return why the value is a hash, an id, or a public key; empty if nothing says so."""
        if not value.translate(None, HEX) and (says_file(name) or not FINGERPRINTED.isdisjoint(parts)):
            return "the hash of a file or of a key"
        is_public = b"public" in parts and parts[-1] in (b"key", b"keys", b"token")
        is_joined = any(part.endswith(JOINED_ENDINGS) or part.startswith(JOINED_BEGINNINGS) for part in parts)
        return (
            "the name says hash, id or public" if is_public or is_joined or self._hash_words.intersection(parts) else ""
        )

    def _says_secret(self, parts: tuple[bytes, ...]) -> bool:
        if not self._words.isdisjoint(parts):
            return not is_minified(parts)
        joined = b"".join(part for part in parts if not part.startswith(self._friends))
        return any(stem in joined for stem in self._stems)


def is_minified(parts: tuple[bytes, ...]) -> bool:
    """Whether the parts of a name are letters that a minifier gave out: `nPw`, but not `pw` or `db_pw`."""
    return any(len(part) == 1 for part in parts) and all(len(part) <= SHORTEST_WORD for part in parts)


def says_file(name: bytes) -> bool:
    """Whether `name` ends in the extension of a file."""
    stem, dot, extension = name.rpartition(b".")
    return bool(stem and dot) and len(extension) <= LONGEST_EXTENSION and extension.lower() in EXTENSIONS


def assigned_name(before: bytes) -> bytes:
    """Return the name that a value behind `before` is assigned to; empty if there is none."""
    text = before[-LONGEST_NAME * 2 :].rstrip(b" \t\"'`=:>([{&?\\")
    stripped = text.rstrip(NAME_CHARACTERS)
    return text[len(stripped) :].strip(b".-")[-LONGEST_NAME:]
