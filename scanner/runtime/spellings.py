"""The ways in which a secret may stand in a text: as it is, and as encodings and escapes write it."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import TYPE_CHECKING, Any

from scanner.runtime.percent import quoted, unquoted
from scanner.runtime.seen import SHORTEST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Secret

SHORTEST_LINE = 16
"""Fewest characters of a line that is looked for by itself, where a value has several lines."""

SAFE = ("", "/", "*", "!'()*", "!'()*;,/?:@&=+$#", "-._~!$&'()*+,;=:@", "-._~!$&'()*+,;=:@/")
"""What different makers of URLs leave as it is: Python, JavaScript, and the grammar of paths."""

MARKUP = str.maketrans({"&": "\\u0026", "<": "\\u003c", ">": "\\u003e"})
"""What Go writes into JSON."""

OPEN_FIELDS = frozenset(
    ("user", "username", "host", "hostname", "port", "dbname", "database", "db", "engine", "scheme", "driver", "region")
)
"""Fields of a structured value that are no secrets by themselves: logs without them could not be read."""


def all_spellings(secret: Secret) -> frozenset[str]:
    """Return the spellings of a value, and of those of its parts that are secrets themselves."""
    value = secret.reveal_in_clear()
    return frozenset(spelling for part in (value, *_parts(value)) for spelling in spellings(part))


def spellings(value: bytes) -> frozenset[str]:
    """Return what to look for in a text that may hold the value; none for one that is too short."""
    if len(value) < SHORTEST:
        return frozenset()
    found = {value.hex(), value.hex().upper(), repr(value)[2:-1], repr(value + b"'\"")[2:-4]}
    found.update(_base64(value))
    for text in _texts(value):
        found.update(_escaped(text))
        found.update(_percent(text))
        lines = text.splitlines()
        if len(lines) > 1:
            found.update(line for line in lines if len(line) >= SHORTEST_LINE and not line.startswith("-----"))
    return frozenset(spelling for spelling in found if len(spelling) >= SHORTEST)


def _texts(value: bytes) -> Iterator[str]:
    try:
        yield value.decode()
    except UnicodeDecodeError:
        for encoding, errors in (("utf-8", "surrogateescape"), ("utf-8", "replace"), ("latin-1", "strict")):
            yield value.decode(encoding, errors)


def _base64(value: bytes) -> Iterator[str]:
    """Yield the value's base64 at each of the three places in a longer text, but for digits that others share."""
    for shift, shared in ((0, 0), (1, 2), (2, 3)):
        encoded = b64encode(bytes(shift) + value).decode()
        certain = encoded[shared : (shift + len(value)) * 8 // 6]
        for spelling in (certain, encoded[shared:]):
            yield spelling
            yield spelling.replace("+", "-").replace("/", "_")


def _escaped(text: str) -> Iterator[str]:
    yield text
    for ascii_only in (True, False):
        written = json.dumps(text, ensure_ascii=ascii_only)[1:-1]
        yield from (written, written.replace("/", "\\/"), written.translate(MARKUP))
    yield "".join(_capital(json.dumps(character)[1:-1]) for character in text)
    for show in (repr, ascii):
        yield show(text)[1:-1]
        yield show(f"{text}'\"")[1:-4]  # with both quotes in it, the single one is escaped


def _percent(text: str) -> Iterator[str]:
    raw = text.encode("utf-8", "surrogateescape")
    for safe in SAFE:
        written = quoted(raw, safe)
        form = written.replace("%20", "+")
        yield from (written, _small(written), form, _small(form))


def _capital(character: str) -> str:
    r"""Return a character of JSON, with capital digits if it is escaped as `\u00e9`."""
    return character.upper().replace("\\U", "\\u") if character.startswith("\\u") else character


def _small(text: str) -> str:
    """Return percent-encoded text with small digits."""
    first, *rest = text.split("%")
    return first + "".join(f"%{piece[:2].lower()}{piece[2:]}" for piece in rest)


def _parts(value: bytes) -> Iterator[bytes]:
    """Yield the fields of a JSON object that are not known to be open, and the password of an address."""
    if value.lstrip()[:1] == b"{":
        try:
            fields = json.loads(value)
        except (ValueError, RecursionError):
            return
        for text in _hidden_texts(fields):
            part = text.encode("utf-8", "surrogatepass")
            yield part
            yield from _password(part)
    else:
        yield from _password(value)


def _hidden_texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for name, one in value.items() if name.lower() not in OPEN_FIELDS for text in _hidden_texts(one)]
    if isinstance(value, list):
        return [text for one in value for text in _hidden_texts(one)]
    return []


def _password(value: bytes) -> Iterator[bytes]:
    """Yield the password in `scheme://user:password@host`, as it stands there and decoded."""
    _, scheme, rest = value.partition(b"://")
    user, at, _ = rest.partition(b"/")[0].rpartition(b"@")
    _, colon, password = user.partition(b":")
    if scheme and at and colon:
        yield password
        yield unquoted(password)
