"""A source of numbers, and what a scan of it in turn gives."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

from scanner.baseline.lookup import BaselineLookup
from scanner.config.model import Config
from scanner.engine.pipeline import Pipeline
from scanner.engine.prefilter.aho import AhoCorasickPrefilter
from scanner.errors import KeysieveError
from scanner.model import Fragment, Provenance
from scanner.ruleset.locate import load_ruleset
from scanner.scan.policy import Policy
from scanner.scan.run import run_scan, walk_in_turn
from scanner.sources.interface import Earlier, Entry
from scanner.sources.listed import ListedSource

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scanner.model import ScanResult
    from scanner.scan.run import Walk

HERE = os.getpid()


class Numbers(ListedSource):
    """Entries made of numbers: some hold a secret, some are skipped, some cannot be read, some kill who reads them."""

    def __init__(
        self, count: int, token: str, deadly: frozenset[int] = frozenset(), broken: int = -1, unforeseen: int = -1
    ) -> None:
        self.count, self.token, self.deadly, self.broken = count, token.encode(), deadly, broken
        self.unforeseen = unforeseen

    def listed(self) -> Iterator[bytes | Entry]:
        for number in range(self.count):
            yield b"%d" % number
            if number == self.count // 2:
                yield Entry(b"here", self._read(b"here", b"key = '" + self.token + b"'\n"))

    def entries_of(self, keys: Sequence[bytes]) -> Iterator[Entry]:
        for key in keys:
            if int(key) == self.broken:
                raise KeysieveError("git ended")
            if int(key) % 50 == 7:
                yield Entry(self.path_of(key), (), "skipped for a reason")
            else:
                yield Entry(self.path_of(key), self._contents(key))

    def path_of(self, key: bytes) -> bytes:
        return b"dir/" + key

    def size(self) -> int:
        return self.count

    def earlier(self, paths: object) -> Iterator[Earlier]:
        return iter(())

    def still_has(self, path: bytes) -> bool:
        return True

    def _contents(self, key: bytes) -> Iterator[Fragment]:
        number = int(key)
        if number in self.deadly and os.getpid() != HERE:
            os.kill(os.getpid(), signal.SIGKILL)
        if number == self.unforeseen:
            raise ZeroDivisionError(self.token)
        if number % 50 == 9:
            raise OSError(5, "no such luck")
        text = b"key = '%s'\n" % self.token if number % 10 == 3 else b"x = 1\n"
        yield from self._read(self.path_of(key), text)

    def _read(self, path: bytes, text: bytes) -> Iterator[Fragment]:
        yield Fragment(path, text, Provenance("work tree"), 0, len(text), 1, 1)


def in_turn(source: ListedSource, walk: Walk = walk_in_turn) -> ScanResult:
    rules = load_ruleset()
    pipeline = Pipeline(rules, AhoCorasickPrefilter(rules.keywords))
    result = run_scan(source, pipeline, Policy(Config()), BaselineLookup(None, "2026-01-01"), walk)
    return result._replace(seconds=0.0)
