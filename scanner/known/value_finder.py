"""`ValueFinder`: the values themselves, held in memory, found anywhere and in any of their spellings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.known.interface import Hit, KnownValue, apart
from scanner.known.literals import open_literals
from scanner.text.spellings import spellings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from scanner.known.literals import Literals

HEAD = 64
"""Bytes of a spelling that the automaton looks for; the rest is compared."""


class ValueFinder:
    """Finds known values by an automaton over all of their spellings."""

    def __init__(
        self, values: Iterable[KnownValue], literals: Callable[[Sequence[bytes]], Literals] = open_literals
    ) -> None:
        self._spelt: dict[bytes, tuple[KnownValue, str]] = {}
        heads: dict[bytes, list[bytes]] = {}
        for value in values:
            for spelt, encoding in spellings(value.secret.reveal_in_clear()).items():
                # No text holds a NUL, and Hyperscan could not look for it.
                if spelt not in self._spelt and b"\0" not in spelt:
                    self._spelt[spelt] = value, encoding
                    heads.setdefault(spelt[:HEAD], []).append(spelt)
        self._heads = list(heads.items())
        self._literals = literals([head for head, _ in self._heads])

    @property
    def name(self) -> str:
        """How it looks, for reports."""
        return f"{len(self._spelt)} spellings by {self._literals.name}"

    def hits(self, content: bytes) -> list[Hit]:
        """Return where the values stand, in the order of the text; no two overlap."""
        hits = []
        for number, behind in self._literals.found(content):
            head, spellings_with_it = self._heads[number]
            begin = behind - len(head)
            for spelt in spellings_with_it:
                end = begin + len(spelt)
                if len(spelt) <= HEAD or content[begin:end] == spelt:
                    value, encoding = self._spelt[spelt]
                    hits.append(Hit(begin, end, value.secret, value.label, encoding))
        return apart(hits)
