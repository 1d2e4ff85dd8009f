"""Names beside the value that say what it is, and it is no secret."""

from __future__ import annotations

from scanner.engine.filters.interface import Ruling, drop
from scanner.text.ngram import words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.engine.candidate import Candidate

INNOCENT_ENDINGS = (
    b"name",
    b"path",
    b"file",
    b"filename",
    b"dir",
    b"url",
    b"uri",
    b"endpoint",
    b"host",
    b"type",
    b"kind",
    b"format",
    b"length",
    b"size",
    b"count",
    b"field",
    b"label",
    b"title",
    b"prefix",
    b"suffix",
    b"header",
    b"id",
    b"ids",
    b"version",
    b"algorithm",
    b"alg",
    b"hash",
    b"digest",
    b"checksum",
    b"fingerprint",
    b"expiry",
    b"expires",
    b"ttl",
    b"timeout",
    b"regex",
    b"pattern",
    b"placeholder",
    b"hint",
    b"help",
    b"error",
    b"message",
    b"text",
    b"description",
    b"env",
    b"arn",
    b"ref",
    b"provider",
    b"column",
    b"class",
    b"input",
    b"selector",
    b"public",
    b"pub",
    b"policy",
    b"rotation",
    b"index",
    b"enabled",
    b"required",
    b"usage",
    b"limit",
    b"scope",
    b"scopes",
    b"issuer",
    b"audience",
    b"location",
    b"store",
    b"reset",
    b"docs",
    b"address",
    b"addr",
    b"encryption",
    b"identifier",
    b"kid",
    b"uuid",
    b"guid",
    b"mode",
    b"level",
    b"status",
    b"state",
    b"strength",
    b"parser",
    b"lexer",
    b"issuer",
    b"user",
    b"email",
    b"domain",
    b"bucket",
    b"region",
    b"expiration",
    b"lifetime",
    b"age",
    b"date",
    b"time",
    b"attempts",
    b"button",
    b"dialog",
    b"page",
    b"view",
    b"form",
    b"screen",
    b"icon",
    b"style",
    b"template",
    b"question",
    b"answer",
    b"prompt",
)
"""Last words of names that only contain the word: `secret_name`, `token_type`, `password_file`."""

CREDENTIAL_IDS = (b"secret_id", b"secretid", b"secret-id")
"""An id that is the secret: of an AppRole (https://developer.hashicorp.com/vault/docs/auth/approle)."""

DATABASE_WORDS = frozenset((b"primary", b"foreign", b"schema", b"unique", b"sort", b"partition", b"index", b"cache", b"row"))

HASH_WORDS = frozenset(
    (
        b"integrity",
        b"checksum",
        b"sha",
        b"md",
        b"digest",
        b"hash",
        b"hashed",
        b"commit",
        b"revision",
        b"rev",
        b"etag",
        b"fingerprint",
        b"nonce",
        b"uuid",
        b"guid",
        b"resolved",
        b"csrf",
        b"xsrf",
    )
)
"""Words in the name of a value that is a hash, an id, or good for one form only."""

JOINED_ENDINGS = (b"hash", b"digest", b"checksum")
JOINED_BEGINNINGS = (b"csrf", b"xsrf")

POSITION_WORDS = frozenset(
    (
        b"next",
        b"prev",
        b"previous",
        b"page",
        b"pagination",
        b"continuation",
        b"continue",
        b"forward",
        b"backward",
        b"cursor",
        b"change",
        b"creation",
        b"update",
        b"idempotency",
        b"sync",
        b"resume",
        b"syntax",
        b"parser",
        b"lexer",
        b"lock",
        b"starting",
        b"lifecycle",
        b"copy",
        b"unit",
        b"verification",
        b"authenticity",
    )
)
"""Words before `token` that make it a place in a list or in a text."""

NAME_CHARACTERS = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-."
LONGEST_NAME = 80


class InnocentName:
    """The name says that the value is a name, a path, a hash or an id."""

    name = "name"

    def judge(self, candidate: Candidate) -> Ruling | None:
        """Drop by the last word of the name, or by a word for hashes anywhere in it."""
        name = candidate.match.name or assigned_name(candidate.before)
        if not name:
            return None
        last = last_word(name)
        if last in INNOCENT_ENDINGS and not name.lower().endswith(CREDENTIAL_IDS):
            return drop(f"the name ends in `{last.decode()}`")
        if candidate.match.name and last == b"key" and DATABASE_WORDS.intersection(words(name)):
            return drop("a key of a table or a schema")
        if last in (b"token", b"tokens") and POSITION_WORDS.intersection(words(name)):
            return drop("a token that says where to go on")
        if candidate.before.rstrip(b" \t\"':").endswith(name) and b"::" in candidate.before[-LONGEST_NAME:]:
            return drop("the name of a type")
        if says_hash(name):
            return drop("the name says hash, id or public")
        return None


def says_hash(name: bytes) -> bool:
    """Whether a word of `name` says that the value is a hash, an id, or a public key."""
    parts = list(words(name))
    if HASH_WORDS.intersection(parts) or (b"public" in parts and parts[-1] in (b"key", b"token", b"keys")):
        return True
    return any(part.endswith(JOINED_ENDINGS) or part.startswith(JOINED_BEGINNINGS) for part in parts)


def assigned_name(before: bytes) -> bytes:
    """Return the name that a value behind `before` is assigned to; empty if there is none."""
    text = before[-LONGEST_NAME * 2 :].rstrip(b" \t\"'`=:>(,[{&?\\")
    stripped = text.rstrip(NAME_CHARACTERS)
    return text[len(stripped) :].strip(b".-")[-LONGEST_NAME:]


def last_word(name: bytes) -> bytes:
    """Return the last word of `name` in lower case: `secretName`, `SECRET_NAME` and `secret-name` give `name`."""
    last = b""
    for word in words(name):
        last = word
    return last
