"""A first run: keywords as literals at once, and the compiled patterns as soon as another process has made them."""

from __future__ import annotations

import os
import signal
import tempfile

from scanner.engine.prefilter.database import PatternCache, opened, sealed
from scanner.engine.prefilter.literals import HyperscanLiterals
from scanner.engine.prefilter.patterns import HyperscanPatterns, compile_patterns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.engine.prefilter.interface import Prefilter
    from scanner.ruleset.load import Ruleset

PATIENCE = 16
"""Texts that are scanned between two looks for the compiled patterns."""


class WarmingPrefilter:
    """Scans with keywords until the patterns are compiled, beside the scan and for the next one.

    The findings are the same before and after. What is compiled is handed over in an anonymous file, so that a cache
    that cannot be written does no harm, and processes that are forked after this was made get it, too.
    """

    name = "hyperscan (compiling)"

    def __init__(self, ruleset: Ruleset, cache: PatternCache) -> None:
        """Start the process that compiles. Needs `os.fork`."""
        self._ruleset = ruleset
        self._cache = cache
        self._now: Prefilter = HyperscanLiterals(ruleset.keywords)
        self._patience = PATIENCE
        self._handover = tempfile.TemporaryFile(prefix="keysieve-")  # noqa: SIM115  forked processes read it
        self._compiler = os.fork()
        if self._compiler == 0:
            self._compile(ruleset)

    def hits(self, content: bytes) -> dict[int, list[int]]:
        """Return, for each rule number, the byte offsets just behind its keywords, ascending."""
        if self._patience:
            self._patience -= 1
            if not self._patience:
                self._look()
        return self._now.hits(content)

    def may_hold_encoded(self, content: bytes) -> bool:
        """Whether a decoder is worth loading for the content."""
        return self._now.may_hold_encoded(content)

    def close(self, wait: bool) -> None:
        """End the process that compiles; `wait`: let it finish, for the next run."""
        if self._compiler:
            if not wait:
                os.kill(self._compiler, signal.SIGKILL)
            os.waitpid(self._compiler, 0)
            self._compiler = 0
        self._handover.close()

    def _look(self) -> None:
        size = os.fstat(self._handover.fileno()).st_size
        body = opened(os.pread(self._handover.fileno(), size, 0), self._cache.key) if size else None
        if body is None:  # not yet there, or not yet whole
            self._patience = PATIENCE
        else:
            self._now = HyperscanPatterns(self._ruleset, body)

    def _compile(self, ruleset: Ruleset) -> None:
        """Compile, hand over, keep for the next run, and end this process."""
        code = 1
        try:
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            body = compile_patterns(ruleset)
            os.pwrite(self._handover.fileno(), sealed(body, self._cache.key), 0)
            self._cache.store(body)
            code = 0
        finally:
            os._exit(code)  # nothing of the process that this one was forked from is to be run down here
