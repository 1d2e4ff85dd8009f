"""The user's cache of compiled patterns: owner-only, written atomically, held against a digest before it is used."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import hyperscan

from scanner import __version__
from scanner.digest import blake2b
from scanner.usercache import cache_place, read_own, write_own

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMAT = "keysieve-hyperscan-6"
DIGEST_SIZE = 32


def platform() -> str:
    """Return the library's version, the system, and the processor's features, as Hyperscan itself tells them."""
    trial = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    trial.compile(expressions=[b"a"], ids=[0], flags=[0])
    library: str = hyperscan.__version__  # type: ignore[attr-defined]  # its stub lacks it
    return f"{library} {trial.info()!r} {sys.platform}"


def sealed(body: bytes, key: str) -> bytes:
    """Return `body` with a digest before it that holds for `key` only."""
    return blake2b(body, digest_size=DIGEST_SIZE, key=key.encode()).digest() + body


def opened(data: bytes, key: str) -> bytes | None:
    """Return the body of what `sealed` made for the same key; None if it is damaged or another's."""
    digest, body = data[:DIGEST_SIZE], data[DIGEST_SIZE:]
    return body if blake2b(body, digest_size=DIGEST_SIZE, key=key.encode()).digest() == digest else None


class PatternCache:
    """The compiled patterns of one ruleset, for this library on this processor."""

    def __init__(self, rules_digest: str) -> None:
        """`rules_digest`: of the ruleset."""
        names = (FORMAT, __version__, rules_digest, platform())
        self.key = blake2b(repr(names).encode(), digest_size=16).hexdigest()

    @property
    def path(self) -> Path:
        """The file. Raises RuntimeError if the user has no home."""
        return Path(cache_place(), "hyperscan", f"{self.key}.db")

    def make_place(self) -> None:
        """Make the cache's directory, if it can be made."""
        with suppress(RuntimeError, OSError):
            os.makedirs(self.path.parent, mode=0o700, exist_ok=True)

    def is_there(self) -> bool:
        """Whether the cache's directory exists."""
        with suppress(RuntimeError):
            return self.path.parent.is_dir()
        return False

    def load(self) -> bytes | None:
        """Return the compiled patterns; None if there are none that can be trusted.

        That is: a plain file of this user's, that no one else can read or write, as it was written.
        """
        with suppress(RuntimeError):
            data = read_own(str(self.path))
            return None if data is None else opened(data, self.key)
        return None

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other processes from compiling for the cache, waiting for one that does. Not on Windows."""
        import fcntl

        descriptor = -1
        with suppress(RuntimeError, OSError):  # without a cache there is nothing to share
            descriptor = os.open(self.path.parent, os.O_RDONLY)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        try:
            yield
        finally:
            if descriptor >= 0:
                os.close(descriptor)

    def store(self, body: bytes) -> None:
        """Keep the compiled patterns for later runs; where the cache cannot be written, they are made again."""
        with suppress(RuntimeError):
            write_own(str(self.path), sealed(body, self.key))
