"""The decoders, imported when `quick.py` finds that one may be worth it."""

from __future__ import annotations

from functools import cache
from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.engine.decode.interface import Decoder

DECODERS = (
    "scanner.engine.decode.base64:Base64Decoder",
    "scanner.engine.decode.hexadecimal:HexDecoder",
    "scanner.engine.decode.escapes:PercentDecoder",
    "scanner.engine.decode.escapes:EscapeDecoder",
)


@cache
def decoders() -> tuple[Decoder, ...]:
    """Return all decoders."""
    return tuple(_made(place) for place in DECODERS)


def _made(place: str) -> Decoder:
    module, _, attribute = place.partition(":")
    made: Decoder = getattr(import_module(module), attribute)()
    return made
