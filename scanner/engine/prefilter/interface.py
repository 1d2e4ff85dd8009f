"""What a prefilter is."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, Protocol

    Engine = Literal["auto", "aho", "hyperscan"]

    class Prefilter(Protocol):
        """Finds the places at which rules are worth trying.

        All implementations lead to the same findings: of a rule that matches, each names the same places.
        """

        name: str
        """What a verbose report calls it."""

        def hits(self, content: bytes) -> dict[int, list[int]]:
            """Return, for each rule number, the byte offsets just behind its keywords, ascending.

            A rule that matches nowhere in the content may be left out.
            """
            ...

        def may_hold_encoded(self, content: bytes) -> bool:
            """Whether a decoder is worth loading for the content."""
            ...

        def close(self, leave: bool) -> None:
            """End what goes on beside the scan; `leave`: it may end by itself, for the next run."""
            ...
