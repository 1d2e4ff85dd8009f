"""What is looked up beside the screen: no key waits for a scan or for git."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from scanner.audit.model import Item, Key

R = TypeVar("R")

MOST_KEPT = 512
"""Answers that are kept; they hold lines of files."""


class Lookup(Generic[R]):
    """Answers about entries, from a thread of its own."""

    def __init__(
        self, name: str, work: Callable[[Item, Callable[[], bool]], R], close: Callable[[], None] = lambda: None
    ) -> None:
        """`work`: gives the answer; it may ask whether that is still wanted, and is not called by two threads.

        `close`: is called at the end, by the thread.
        """
        self._work = work
        self._close = close
        self._wanted: list[Item] = []
        self._done: dict[Key, R] = {}
        self._condition = threading.Condition()
        self._ended = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self.version = 0
        """Grows with every answer."""

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def end(self) -> None:
        """Let the thread end; it is not waited for."""
        with self._condition:
            self._ended = True
            self._wanted = []
            self._condition.notify()

    @property
    def is_dead(self) -> bool:
        """Whether the thread ended although nobody asked it to: there is a fault in what it does."""
        return not self._ended and not self._thread.is_alive()

    def want(self, items: Sequence[Item]) -> None:
        """Say which entries are of interest, in this order; what was wanted before is not any more."""
        with self._condition:
            self._wanted = [item for item in items if item.key not in self._done]
            self._condition.notify()

    def get(self, key: Key) -> R | None:
        """Return the answer; None as long as there is none."""
        return self._done.get(key)

    def forget(self, key: Key) -> None:
        """Forget an answer: what it was about has changed."""
        with self._condition:
            self._done.pop(key, None)

    def _run(self) -> None:
        while True:
            with self._condition:
                while not self._wanted and not self._ended:
                    self._condition.wait()
                if self._ended:
                    self._close()
                    return
                item = self._wanted[0]
            wanted = Wanted(self, item)
            answer = self._work(item, wanted)
            with self._condition:
                if wanted():
                    self._wanted.remove(item)
                    self._done[item.key] = answer
                    while len(self._done) > MOST_KEPT:
                        self._done.pop(next(iter(self._done)))
                self.version += 1

    def is_wanted(self, item: Item) -> bool:
        """Whether the entry is among those that are of interest now."""
        return item in self._wanted


class Wanted(Generic[R]):
    """Tells whether an answer is still wanted; once it was not, it is not: work that was broken off is no answer."""

    def __init__(self, lookup: Lookup[R], item: Item) -> None:
        self._lookup: Lookup[R] = lookup
        self._item = item
        self._ever_not = False

    def __call__(self) -> bool:
        """Whether it is, and has been all the time."""
        self._ever_not = self._ever_not or not self._lookup.is_wanted(self._item)
        return not self._ever_not
