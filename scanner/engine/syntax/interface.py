"""What a syntax is."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Protocol

    from scanner.model import Fragment, Match, Rule

    class Syntax(Protocol):
        """Reads the places of one rule's keywords; stands where another rule has a pattern."""

        def matches(self, rule: Rule, fragment: Fragment, hits: list[int]) -> Iterator[Match]:
            """Yield the matches that begin in the fragment's own part; `hits` are offsets behind the rule's keywords.

            No match is wider than the rule's `width`.
            """
            ...
