"""Claims on what is encoded in a fragment, up to three layers deep and within a budget.

A claim in decoded text stands on the span that is encoded, and its checks say how.
"""

from __future__ import annotations

from scanner.engine.allow import allowance
from scanner.engine.candidate import candidate
from scanner.engine.claims import settled
from scanner.engine.decode.table import decoders
from scanner.errors import KeysieveError
from scanner.model import Check, Fragment, Match

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scanner.engine.claims import Claim
    from scanner.engine.decode.interface import Decoded

    Claims = Callable[[Fragment], list[Claim]]

DEEPEST = 3
"""Layers of encoding that are taken off."""

SHARE = 16
"""Decoded bytes that are scanned, as a multiple of the fragment's size, in all layers together."""

LEAST = 4 << 20
"""Decoded bytes that are scanned however small the fragment is."""


class DecodingError(KeysieveError):
    """More is encoded in a text than is decoded and scanned."""


class Budget:
    """The decoded bytes that may still be scanned for one fragment."""

    def __init__(self, size: int) -> None:
        """`size`: bytes of the fragment."""
        self._left = max(LEAST, SHARE * size)

    def spend(self, size: int) -> None:
        """Take `size` bytes. Raises DecodingError if they are not left."""
        self._left -= size
        if self._left < 0:
            raise DecodingError("unpacks to more than is scanned; it may be a decompression bomb")


def encoded_claims(fragment: Fragment, claims: Claims) -> Iterator[Claim]:
    """Yield the claims on what is encoded in the fragment; `claims` gives those on plain text.

    Raises DecodingError if there is more than the budget allows; what was yielded until then counts.
    """
    yield from _layer(fragment, claims, (), Budget(len(fragment.content)))


def _layer(fragment: Fragment, claims: Claims, names: tuple[str, ...], budget: Budget) -> Iterator[Claim]:
    for decoder in decoders():
        if not decoder.is_worth_trying(fragment.content):
            continue
        for span in decoder.spans(fragment.content):
            if fragment.begin <= span.begin < fragment.end:
                budget.spend(len(span.text))
                yield from claims_inside(fragment, span, claims, (*names, decoder.name), budget)


def claims_inside(
    fragment: Fragment, span: Decoded, claims: Claims, names: tuple[str, ...], budget: Budget
) -> Iterator[Claim]:
    """Yield the claims on what is encoded in one span of the fragment; `names`: the encodings, the innermost last."""
    inner = Fragment(fragment.path, span.text, fragment.provenance, 0, len(span.text), 1, 1)
    found = claims(inner)
    if len(names) < DEEPEST:
        found += _layer(inner, claims, names, budget)
    for claim in settled(found):
        own = Match(claim.rule, claim.begin, claim.end, claim.begin, claim.end)
        checks = claim.checks
        if not claim.encoded:
            checks = (Check("encoding", " in ".join(reversed(names))), *checks)
        allowed = claim.allowed or ("a mark in the encoded text" if allowance(candidate(own, inner)) else None)
        yield claim._replace(begin=span.begin, end=span.end, checks=checks, encoded=True, allowed=allowed)
