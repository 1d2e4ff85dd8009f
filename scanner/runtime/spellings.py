"""The ways in which a secret may stand in a text: as it is, and as encodings and escapes write it."""

from __future__ import annotations

import json
from base64 import b64encode
from contextlib import suppress
from typing import TYPE_CHECKING

from scanner.runtime.finder import SHORTEST
from scanner.text.address import password_in
from scanner.text.members import OPEN_FIELDS, members
from scanner.text.percent import percent_decoded
from scanner.text.spellings import URL_SAFE, spellings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Secret

SHORTEST_LINE = 16
"""Fewest characters of a line that is looked for by itself, where a value has several lines."""


def all_spellings(secret: Secret) -> frozenset[str]:
    """Return the spellings of a value, and of those of its parts that are secrets themselves."""
    value = secret.reveal_in_clear()
    return frozenset(spelling for part in (value, *_parts(value)) for spelling in spellings_in_logs(part))


def spellings_in_logs(value: bytes) -> frozenset[str]:
    """Return what to look for in a text that may hold the value; none for one that is too short.

    To what programs write wherever they write, this adds what Python shows.
    """
    if len(value) < SHORTEST:
        return frozenset()
    found = {repr(value)[2:-1], repr(value + b"'\"")[2:-4]}
    found.update(spelt.decode() for spelt in _base64_to_its_end(value))
    for text in _texts(value):
        found.update(spelt.decode("utf-8", "surrogateescape") for spelt in spellings(_bytes(text)))
        found.update(_shown(text))
        found.update(_in_nested_json(text))
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


def _base64_to_its_end(value: bytes) -> Iterator[bytes]:
    """Yield the value's base64 where nothing stands behind it, with the padding, at each of three places in a text."""
    for before, shared in ((0, 0), (1, 2), (2, 3)):
        spelt = b64encode(bytes(before) + value)[shared:]
        yield spelt
        yield spelt.translate(URL_SAFE)


def _shown(text: str) -> Iterator[str]:
    for show in (repr, ascii):
        yield show(text)[1:-1]
        yield show(f"{text}'\"")[1:-4]  # with both quotes in it, the single one is escaped


def _in_nested_json(text: str) -> Iterator[str]:
    """Yield the text as JSON in a string of JSON has it: the body of a request in a structured log."""
    for is_ascii in (True, False):
        once = json.dumps(text, ensure_ascii=is_ascii)[1:-1]
        yield json.dumps(once, ensure_ascii=is_ascii)[1:-1]


def _parts(value: bytes) -> Iterator[bytes]:
    """Yield the texts and numbers in a JSON object that are not known to be open, and the passwords of addresses."""
    texts = [value]
    if value.lstrip()[:1] == b"{":
        with suppress(ValueError, RecursionError):
            texts = [_bytes(one if isinstance(one, str) else json.dumps(one)) for one in _hidden(json.loads(value))]
            yield from texts
    for text in texts:
        password = password_in(text)
        if password:
            yield password
            yield percent_decoded(password)


def _hidden(fields: object) -> Iterator[str | int | float]:
    for path, value in members(fields):
        name = next(step for step in reversed(path) if isinstance(step, str))
        if isinstance(value, str | int | float) and not isinstance(value, bool) and name.lower() not in OPEN_FIELDS:
            yield value


def _bytes(text: str) -> bytes:
    """Return the bytes of a text, which may hold halves of surrogate pairs: those that bytes became, or of JSON."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")
