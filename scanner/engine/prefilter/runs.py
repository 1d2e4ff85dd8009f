"""The quick look for encoded text, by Hyperscan: most texts have nothing that a decoder could read."""

from __future__ import annotations

import hyperscan

from scanner.engine.decode.quick import LEAST_ESCAPES, LEAST_RUN, has_base64, has_hex

RUN, HEX, ESCAPES = 0, 1, 2
EXPRESSIONS = (
    rb"[0-9A-Za-z+/_\-]{%d}" % LEAST_RUN,
    rb"[0-9A-Fa-f]{%d}" % LEAST_RUN,
    rb"%%3|(?:\\x.*){%d}|(?:\\u00.*){%d}" % (LEAST_ESCAPES, LEAST_ESCAPES),  # all that `has_escapes` asks
)


class RunsDatabase:
    """Tells whether a text may hold something encoded, as `decode/quick.py` does, and asks it where it may."""

    __slots__ = ("_database",)

    def __init__(self, compiled: bytes) -> None:
        """`compiled`: what `compile_runs` returned.

        Raises hyperscan.error if this library or processor cannot use it.
        """
        self._database = hyperscan.loadb(compiled, hyperscan.HS_MODE_BLOCK)
        self._database.scratch = hyperscan.Scratch(self._database)

    def may_hold_encoded(self, content: bytes) -> bool:
        """Whether a decoder is worth loading for the content."""
        first: dict[int, int] = {}

        def note(kind: int, begin: int, end: int, flags: int, context: object) -> None:
            first[kind] = end

        self._database.scan(content, match_event_handler=note)
        if ESCAPES in first:
            return True
        # No run begins before its first LEAST_RUN characters.
        return (RUN in first and has_base64(content[first[RUN] - LEAST_RUN :])) or (
            HEX in first and has_hex(content[first[HEX] - LEAST_RUN :])
        )


def compile_runs() -> bytes:
    """Return the compiled expressions. Takes some hundredths of a second."""
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=list(EXPRESSIONS),
        ids=[RUN, HEX, ESCAPES],
        flags=[hyperscan.HS_FLAG_SINGLEMATCH | hyperscan.HS_FLAG_DOTALL] * len(EXPRESSIONS),
    )
    return hyperscan.dumpb(database)
