"""The choice of a prefilter: the doors through which Hyperscan is loaded."""

from __future__ import annotations

import os
from contextlib import suppress

from scanner.engine.prefilter.aho import AhoCorasickPrefilter
from scanner.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.engine.prefilter.interface import Engine, Prefilter
    from scanner.ruleset.load import Ruleset

ENGINES: tuple[Engine, ...] = ("auto", "aho", "hyperscan")

MUCH = 2 << 20
"""Bytes of input from which Hyperscan is chosen if its patterns are compiled already."""

VERY_MUCH = 16 << 20
"""Bytes of input from which they are worth compiling, which takes as long as Aho-Corasick takes for these."""


def open_prefilter(ruleset: Ruleset, engine: Engine, size: int) -> Prefilter:
    """Return the prefilter that the user names, or the fastest for an input of about `size` bytes.

    Raises UsageError if Hyperscan is asked for and cannot be loaded.
    """
    if engine == "aho" or (engine == "auto" and size < MUCH):
        return AhoCorasickPrefilter(ruleset.keywords)
    try:
        import hyperscan  # 20 ms, and not there on every platform

        from scanner.engine.prefilter.database import PatternCache
        from scanner.engine.prefilter.patterns import HyperscanPatterns
    except ImportError as error:
        if engine == "auto":
            return AhoCorasickPrefilter(ruleset.keywords)
        raise UsageError(
            f"hyperscan cannot be loaded ({error}); install the package hyperscan, or use --engine aho"
        ) from error
    cache = PatternCache(ruleset.digest)
    compiled = cache.load()
    if compiled is not None:
        with suppress(hyperscan.error):  # the cache is another machine's: it is written anew
            return HyperscanPatterns(ruleset, compiled)
    if engine == "auto" and size < VERY_MUCH:
        return AhoCorasickPrefilter(ruleset.keywords)
    if hasattr(os, "fork"):
        from scanner.engine.prefilter.warming import WarmingPrefilter

        return WarmingPrefilter(ruleset, cache)
    from scanner.engine.prefilter.compiling import compile_patterns

    compiled = compile_patterns(ruleset)
    cache.store(compiled)
    return HyperscanPatterns(ruleset, compiled)
