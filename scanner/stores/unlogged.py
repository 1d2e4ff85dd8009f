"""Keeps values out of what libraries log at DEBUG: some write down whole requests and answers.

Only what they log of our own calls is dropped. Who uses the same library for something else, in another thread or
between our calls, has its records as before.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

OURS = ContextVar("OURS", default=False)
"""Whether the library is in a call of ours."""


class OwnCalls(logging.Filter):
    """Drops the DEBUG records of our own calls. It is a logger's, which counts for that logger alone."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether the record may be seen."""
        return record.levelno > logging.DEBUG or not OURS.get()


OWN_CALLS = OwnCalls()


@contextmanager
def unlogged(loggers: tuple[str, ...]) -> Iterator[None]:
    """Have these loggers drop what the block makes them log at DEBUG."""
    for name in loggers:
        logging.getLogger(name).addFilter(OWN_CALLS)  # again each time, for others may set filters anew
    before = OURS.set(True)
    try:
        yield
    finally:
        OURS.reset(before)
