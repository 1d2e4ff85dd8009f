"""A first run: keywords as literals at once, and the compiled patterns as soon as another process has made them."""

from __future__ import annotations

import os
import signal
import tempfile

from scanner.engine.prefilter.compiling import compile_patterns, is_usable
from scanner.engine.prefilter.database import PatternCache, opened, sealed
from scanner.engine.prefilter.keywords import HyperscanKeywords
from scanner.engine.prefilter.patterns import HyperscanPatterns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.engine.prefilter.interface import Prefilter
    from scanner.ruleset.load import Ruleset

PATIENCE = 16
"""Texts that are scanned between two looks for the compiled patterns."""

NICENESS = 19
"""How far the process that compiles stands back: a scan with keywords takes only a fifth longer."""


STANDARD_STREAMS = 3
MOST_DESCRIPTORS = 65_536
"""Descriptors that are looked for; the system may allow a thousand million."""


class WarmingPrefilter:
    """Scans with keywords until the patterns are compiled, beside the scan and for the next one.

    The findings are the same before and after. What is compiled is handed over in an anonymous file, so that a cache
    that cannot be written does no harm, and processes that are forked after this was made get it, too. A scan that is
    done first does not wait: the other process goes on without it, for the next run.
    """

    name = "hyperscan (compiling)"

    def __init__(self, ruleset: Ruleset, cache: PatternCache) -> None:
        """Start the process that compiles. Needs `os.fork`."""
        self._ruleset = ruleset
        self._cache = cache
        self._patience = PATIENCE
        self._handover = tempfile.TemporaryFile(prefix="keysieve-")  # noqa: SIM115  forked processes read it
        cache.make_place()
        self._compiler = os.fork()
        if self._compiler == 0:
            self._compile(ruleset)
        try:
            self._now: Prefilter = HyperscanKeywords(ruleset.keywords)  # takes a while, too: both are made at once
        except BaseException:  # interrupted: nobody could close what was not made
            self.close(leave=False)
            raise

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

    def close(self, leave: bool) -> None:
        """Part from the process that compiles; `leave`: it may finish by itself, else it is ended."""
        if self._compiler:
            if not leave:
                os.kill(self._compiler, signal.SIGKILL)
            os.waitpid(self._compiler, os.WNOHANG if leave else 0)
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
            stand_apart(self._handover.fileno())
            with self._cache.locked():
                body = self._cache.load()  # another process may have been quicker
                if body is None or not is_usable(body):
                    body = compile_patterns(ruleset)
                os.pwrite(self._handover.fileno(), sealed(body, self._cache.key), 0)
                if self._cache.is_there():  # else somebody has cleared it away meanwhile
                    self._cache.store(body)
            code = 0
        finally:
            os._exit(code)  # nothing of the process that this one was forked from is to be run down here


def stand_apart(kept: int) -> None:
    """Let nobody wait for this process: give up the caller's terminal, directory and files, but for the one `kept`."""
    os.setsid()
    os.chdir("/")
    os.nice(NICENESS)
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in range(STANDARD_STREAMS):
        os.dup2(nothing, descriptor)
    os.closerange(STANDARD_STREAMS, kept)
    os.closerange(kept + 1, min(os.sysconf("SC_OPEN_MAX"), MOST_DESCRIPTORS))
