"""Keywords as literals of Hyperscan: compiled in a moment, for a first run that has no compiled patterns yet."""

from __future__ import annotations

import hyperscan

from scanner.engine.prefilter.announce import follows
from scanner.engine.prefilter.runs import RunsDatabase, compile_runs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from scanner.model import Announcement


class HyperscanKeywords:
    """All keywords at once; each hit is held against its guards."""

    __slots__ = ("_announced", "_database", "_encoded")
    name = "hyperscan (keywords)"

    def __init__(self, keywords: Mapping[str, tuple[Announcement, ...]]) -> None:
        """`keywords`: lower-case keyword to what it announces."""
        self._announced = list(keywords.values())
        self._database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        self._database.compile(
            expressions=[keyword.encode("latin-1") for keyword in keywords],
            ids=list(range(len(keywords))),
            flags=[hyperscan.HS_FLAG_CASELESS] * len(keywords),
            literal=True,
        )
        self._encoded = RunsDatabase(compile_runs())

    def hits(self, content: bytes) -> dict[int, list[int]]:
        """Return, for each rule number, the byte offsets just behind its keywords, ascending."""
        found: dict[int, list[int]] = {}

        def note(keyword: int, begin: int, behind: int, flags: int, context: object) -> None:
            for announced in self._announced[keyword]:
                if follows(announced, content, behind):
                    found.setdefault(announced.number, []).append(behind)

        self._database.scan(content, match_event_handler=note)
        for ordered in found.values():
            ordered.sort()  # Hyperscan promises no order
        return found

    def may_hold_encoded(self, content: bytes) -> bool:
        """Whether a decoder is worth loading for the content."""
        return self._encoded.may_hold_encoded(content)

    def close(self, leave: bool) -> None:
        """Nothing goes on beside the scan."""
