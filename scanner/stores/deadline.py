"""A bound on a whole call: libraries bound each wait for a piece of an answer, and a server may send many pieces."""

from __future__ import annotations

from contextvars import copy_context
from threading import Thread
from typing import TYPE_CHECKING, TypeVar

from scanner.stores.interface import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


def patience(attempts: int, connect_seconds: float, answer_seconds: float) -> float:
    """Return the seconds that a call with that many attempts may take in all: twice what its waits add up to."""
    return 2 * attempts * (connect_seconds + answer_seconds)


def within(seconds: float, call: Callable[[], T], where: str) -> T:
    """Return what `call` returns; raise what it raises, or UnavailableError if it takes longer.

    Such a call is left to itself, in a thread that ends with the process at the latest.
    """
    answers: list[T] = []
    failures: list[Exception] = []

    def run() -> None:
        try:
            answers.append(call())
        except Exception as error:  # noqa: BLE001  raised in the thread that asked
            failures.append(error)

    thread = Thread(target=copy_context().run, args=(run,), name="keysieve-store", daemon=True)
    thread.start()
    thread.join(seconds)
    if failures:
        raise failures[0]
    if not answers:
        raise UnavailableError(f"{where}: the whole answer did not come within {seconds:g} s; look at what sends it")
    return answers[0]
