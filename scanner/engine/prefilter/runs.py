"""The quick look for encoded text, by Hyperscan: most texts have nothing that a decoder could read."""

from __future__ import annotations

import hyperscan

from scanner.engine.decode.quick import LEAST_RUN, has_encoded_run, has_escapes

RUN, ESCAPE = 0, 1
EXPRESSIONS = (rb"[0-9A-Za-z+/_\-]{%d}" % LEAST_RUN, rb"%3|\\x|\\u00")


class RunsDatabase:
    """Tells whether a text may hold something encoded, as `decode/quick.py` does, and asks it where it may."""

    __slots__ = ("_database",)

    def __init__(self) -> None:
        self._database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        self._database.compile(
            expressions=list(EXPRESSIONS),
            ids=[RUN, ESCAPE],
            flags=[hyperscan.HS_FLAG_SINGLEMATCH | hyperscan.HS_FLAG_DOTALL] * 2,
        )

    def may_hold_encoded(self, content: bytes) -> bool:
        """Whether a decoder is worth loading for the content."""
        first: dict[int, int] = {}

        def note(kind: int, begin: int, end: int, flags: int, context: object) -> None:
            first[kind] = end

        self._database.scan(content, match_event_handler=note)
        if RUN in first and has_encoded_run(content[first[RUN] - LEAST_RUN :]):  # no run begins before that
            return True
        return ESCAPE in first and has_escapes(content)
