"""Regular expressions, compiled once a machine: the module `regex` takes about half a millisecond to parse one.

What it made of a pattern is kept in the user's cache, as the values that its own pickling writes, without a pickle:
reading them back runs no code. A cache of another version, of somebody else or with a changed byte counts for nothing.
"""

from __future__ import annotations

import binascii
import os
import sys
from contextlib import suppress
from functools import cache
from importlib import import_module

from scanner.usercache import cache_place, read_own, write_own

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

FORMAT = "keysieve-patterns-1"
SEAL = 4
"""Bytes of the checksum before the body."""

MOST_KEPT = 2000
"""Patterns in the file from which those that the writing process did not ask for are dropped."""


class PatternStore:
    """What the module makes of patterns: what earlier processes left in a file, and what this one adds to it."""

    __slots__ = ("_asked", "_header", "_kept", "_path", "_read")

    def __init__(self, path: str) -> None:
        """`path`: of the file; empty: none is read or written."""
        import regex  # 12 ms: loaded when the first keyword hits

        self._path = path
        names = (FORMAT, regex.__version__, sys.implementation.cache_tag, sys.byteorder, sys.maxsize)
        self._header = repr(names).encode() + b"\n"
        self._kept = self._stored()
        self._read = len(self._kept)
        self._asked: set[bytes] = set()

    @property
    def has_any(self) -> bool:
        """Whether the file held patterns that can be trusted."""
        return self._read > 0

    def compiled(self, pattern: bytes) -> Any:
        """Return the compiled pattern. Raises `regex.error` if it is wrong."""
        found = self._restored(pattern) or self._parsed(pattern)
        self._asked.add(pattern)
        return found

    def save(self) -> None:
        """Keep what was parsed since the file was read, beside what other processes have added to it."""
        if len(self._kept) == self._read or not self._path:
            return
        self._kept = {**self._stored(), **self._kept}
        if len(self._kept) > MOST_KEPT:  # those of earlier rules are among them
            self._kept = {pattern: self._kept[pattern] for pattern in self._asked}
        body = self._header + b"".join(
            b"%d %d\n" % (len(pattern), len(state)) + pattern + state for pattern, state in self._kept.items()
        )
        write_own(self._path, binascii.crc32(body).to_bytes(SEAL, "big") + body)
        self._read = len(self._kept)

    def _stored(self) -> dict[bytes, bytes]:
        """Return what the file holds: patterns, and what the module made of each; nothing if it cannot be trusted."""
        data = (read_own(self._path) if self._path else None) or b""
        at = SEAL + len(self._header)
        if binascii.crc32(data[SEAL:]).to_bytes(SEAL, "big") != data[:SEAL] or data[SEAL:at] != self._header:
            return {}
        kept = {}
        while at < len(data):
            begin = data.index(b"\n", at) + 1
            first, second = data[at : begin - 1].split()
            middle = begin + int(first)
            at = middle + int(second)
            kept[data[begin:middle]] = data[middle:at]
        return kept

    def _restored(self, pattern: bytes) -> Any | None:
        state = self._kept.get(pattern)
        if state is None:
            return None
        engine: Any = import_module("regex._regex")
        # Whatever the module does not like in the state, the pattern itself will do.
        with suppress(ValueError, TypeError, LookupError, ArithmeticError, RuntimeError, MemoryError):
            return engine.compile(pattern, *arguments(state))
        return None

    def _parsed(self, pattern: bytes) -> Any:
        import copyreg

        import regex

        found = regex.compile(pattern)
        pickled: Any = copyreg.dispatch_table[type(found)](found)  # a function and its arguments
        self._kept[pattern] = written(*pickled[1][1:])
        return found


def written(flags: int, code: bytes, groups: Mapping[str, int], *rest: Any) -> bytes:
    """Return the module's state of a pattern without named lists as one line of numbers and names, and the code."""
    _numbered, _lists, _list_indexes, offset, required, required_flags, count = rest
    names = ",".join(f"{name}={number}" for name, number in groups.items())
    characters = ",".join(map(str, required))
    return f"{flags} {offset} {required_flags} {count} {names};{characters}\n".encode() + code


def arguments(state: bytes) -> tuple[Any, ...]:
    """Return what `written` was given."""
    head, _, code = state.partition(b"\n")
    numbers, _, characters = head.decode().partition(";")
    flags, offset, required_flags, count, names = numbers.split(" ")
    pairs = [name.split("=") for name in names.split(",") if name]
    groups = {name: int(number) for name, number in pairs}
    numbered = {number: name for name, number in groups.items()}
    required = tuple(map(int, characters.split(","))) if characters else ()
    return int(flags), code, groups, numbered, {}, [], int(offset), required, int(required_flags), int(count)


@cache
def pattern_store() -> PatternStore:
    """Return this process's patterns."""
    try:
        path = os.path.join(cache_place(), "patterns")
    except RuntimeError:
        path = ""
    return PatternStore(path)


@cache
def compiled(pattern: bytes) -> Any:
    """Return the compiled pattern, from the user's cache if it is there. Raises `regex.error` if it is wrong."""
    return pattern_store().compiled(pattern)


def keep_patterns() -> None:
    """Write what was parsed into the user's cache, for the next run."""
    if pattern_store.cache_info().currsize:
        pattern_store().save()
