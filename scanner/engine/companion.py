"""`Companions`: what rules require beside a secret (the key id beside the key), looked for once a fragment and rule."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from scanner.engine.matcher import SECONDS, MatchError, windows
from scanner.model import ANYWHERE
from scanner.record import NamedTuple
from scanner.text.pattern import compiled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.errors import KeysieveError
    from scanner.model import Companion, Fragment, Match

REACH = 16_384
"""Bytes to each side within which a companion counts that must be some lines away at most.

Lines may be megabytes long. It is far less than fragments overlap by, so that their borders hide none.
"""


class Occurrences(NamedTuple):
    """The places of one kind of companion in a content: ascending, apart, one entry each in all three."""

    begins: list[int]
    ends: list[int]
    lines: list[int]
    """1-based numbers of the lines that they begin in."""


class Companions:
    """Finds companions in one fragment. The cost is linear in its content, however many secrets ask."""

    __slots__ = ("_failures", "_found", "_fragment", "_lowered")

    def __init__(self, fragment: Fragment, failures: list[KeysieveError]) -> None:
        """What goes wrong is added to `failures`; the companion then counts as being there, so that nothing is lost."""
        self._fragment = fragment
        self._failures = failures
        self._lowered = b""
        self._found: dict[str, Occurrences | None] = {}

    def line_of(self, companion: Companion, match: Match) -> int | None:
        """Return the line of the companion that stands nearest to the match's secret; None: none is near enough.

        Text of the secret itself is no companion. 0: the search failed, and the companion counts as being there.
        """
        if companion.regex not in self._found:
            self._found[companion.regex] = self._search(match.rule.id, companion)
        found = self._found[companion.regex]
        if found is None:
            return 0
        low, high = reach(self._fragment.content, companion.within, match.secret_begin, match.secret_end)
        before = bisect_right(found.ends, match.secret_begin) - 1
        after = bisect_left(found.begins, match.secret_end)
        near: list[tuple[int, int]] = []
        if before >= 0 and found.begins[before] >= low:
            near.append((match.secret_begin - found.ends[before], found.lines[before]))
        if after < len(found.begins) and found.begins[after] < high:
            near.append((found.begins[after] - match.secret_end, found.lines[after]))
        return min(near)[1] if near else None

    def _search(self, rule_id: str, companion: Companion) -> Occurrences | None:
        """Return where the companion stands in the whole content; None if its pattern takes too long."""
        content = self._fragment.content
        self._lowered = self._lowered or content.lower()
        found = Occurrences([], [], [])
        line, counted = self._fragment.line, 0
        hits = offsets_behind(companion.keywords, self._lowered)
        try:
            for begin, end in windows(hits, companion.lead, companion.width, len(content)):
                for match in compiled(companion.regex.encode()).finditer(content, begin, end, timeout=SECONDS):
                    line += content.count(b"\n", counted, match.start())
                    counted = match.start()
                    found.begins.append(match.start())
                    found.ends.append(match.end())
                    found.lines.append(line)
        except TimeoutError:
            message = f"rule {rule_id}: what it requires took more than {SECONDS:.0f} s; make its pattern simpler"
            self._failures.append(MatchError(message))
            return None
        return found


def reach(content: bytes, within: int, begin: int, end: int) -> tuple[int, int]:
    """Return the range in which a companion of the secret at `begin` to `end` begins: so many lines to each side."""
    if within == ANYWHERE:
        return 0, len(content)
    floor, ceiling = max(0, begin - REACH), min(len(content), end + REACH)
    low, high = begin, end
    for _ in range(within + 1):
        low = content.rfind(b"\n", floor, low)
        if low < 0:
            low = floor - 1
            break
    for _ in range(within + 1):
        high = content.find(b"\n", high, ceiling) + 1
        if high == 0:
            high = ceiling
            break
    return low + 1, high


def offsets_behind(keywords: tuple[str, ...], lowered: bytes) -> list[int]:
    """Return the offsets just behind the keywords in the lower-case content, ascending."""
    hits: list[int] = []
    for keyword in map(str.encode, keywords):
        at = lowered.find(keyword)
        while at >= 0:
            hits.append(at + len(keyword))
            at = lowered.find(keyword, at + 1)
    hits.sort()
    return hits
