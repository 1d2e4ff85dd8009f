"""All rules at once through Hyperscan: one pass tells of the words of most rules, and which of the others can match."""

from __future__ import annotations

import hyperscan

from scanner.engine.prefilter.announce import follows
from scanner.engine.prefilter.compiled import unpacked
from scanner.engine.prefilter.places import RulePlaces
from scanner.engine.prefilter.runs import RunsDatabase

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.model import Announcement
    from scanner.ruleset.load import Ruleset


class HyperscanPatterns:
    """Few rules are named for a text: those whose words announce them, and those whose expression matches."""

    __slots__ = ("_announced", "_database", "_encoded", "_first_word", "_places", "_ruleset", "_told", "_words")
    name = "hyperscan"

    def __init__(self, ruleset: Ruleset, body: bytes) -> None:
        """`body`: what `compile_patterns` returned for the same rules.

        Raises hyperscan.error if this library or processor cannot use it.
        """
        compiled = unpacked(body)
        self._ruleset = ruleset
        self._database = hyperscan.loadb(compiled.patterns, hyperscan.HS_MODE_BLOCK)
        self._database.scratch = hyperscan.Scratch(self._database)
        self._encoded = RunsDatabase(compiled.runs)
        self._words = compiled.words
        self._told = compiled.told
        self._first_word = len(ruleset)
        self._announced: dict[int, list[Announcement]] = {}
        self._places: dict[int, RulePlaces | None] = {}

    def hits(self, content: bytes) -> dict[int, list[int]]:
        """Return, for each rule that may match, the byte offsets just behind its keywords, ascending."""
        numbers: list[int] = []
        found: dict[int, list[int]] = {}

        def note(number: int, begin: int, behind: int, flags: int, context: object) -> None:
            if number < self._first_word:
                numbers.append(number)
                return
            for announced in self._announced[number] if number in self._announced else self._announced_by(number):
                if follows(announced, content, behind):
                    found.setdefault(announced.number, []).append(behind)

        self._database.scan(content, match_event_handler=note)
        for ordered in found.values():
            ordered.sort()  # Hyperscan promises no order
        for number in numbers:
            places = self._places[number] if number in self._places else self._places_of(number)
            hits = places.hits(content) if places else []
            if hits:
                found[number] = hits
        return found

    def may_hold_encoded(self, content: bytes) -> bool:
        """Whether a decoder is worth loading for the content."""
        return self._encoded.may_hold_encoded(content)

    def close(self, leave: bool) -> None:
        """Nothing goes on beside the scan."""

    def _announced_by(self, number: int) -> list[Announcement]:
        """Return what the word announces, without the rules that have an expression."""
        announced = self._ruleset.keywords.get(self._words[number - self._first_word], ())
        told = self._announced[number] = [each for each in announced if each.number in self._told]
        return told

    def _places_of(self, number: int) -> RulePlaces | None:
        """Return what looks for the rule's keywords; None if the rule is below the floor."""
        rule, keywords = self._ruleset.rule(number), self._ruleset.keywords
        words = [
            (keyword.encode("latin-1"), announced)
            for keyword in rule.keywords
            for announced in keywords.get(keyword, ())
            if announced.number == number
        ]
        places = self._places[number] = RulePlaces(rule, words) if words else None
        return places
