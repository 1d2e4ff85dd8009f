"""`hex` and `base64`: bytes, written as text."""

from __future__ import annotations

from scanner.envschema.types.interface import MisfitError, Options, plain
from scanner.text.lazy_pattern import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.envschema.types.interface import Raw

HEX = "0123456789ABCDEFabcdef"
BASE64 = lazy(r"(?:[A-Za-z0-9+/]+|[A-Za-z0-9_-]+)={0,2}")


class HexType:
    """Bytes as hex digits; `bytes` says how many."""

    def __init__(self, options: Options) -> None:
        self._count = options.count("bytes")
        options.end()
        self.mask = "00" * (self._count or 1)

    def read(self, value: Raw) -> str:
        """Return the text."""
        text = plain(value)
        if not text or len(text) % 2 or text.strip(HEX):
            raise MisfitError("is not made of pairs of hex digits")
        measured(len(text) // 2, self._count, f"openssl rand -hex {self._count}")
        return text


class Base64Type:
    """Bytes in base64, with either alphabet, padded or not; `bytes` says how many."""

    def __init__(self, options: Options) -> None:
        self._count = options.count("bytes")
        options.end()
        self.mask = "A" * -(-(self._count or 3) * 4 // 3)

    def read(self, value: Raw) -> str:
        """Return the text."""
        text = plain(value)
        digits = text.rstrip("=")
        padded = len(text) != len(digits)
        if not BASE64.fullmatch(text) or len(digits) % 4 == 1 or (padded and len(text) % 4):
            raise MisfitError("is not base64")
        measured(len(digits) * 3 // 4, self._count, f"openssl rand -base64 {self._count}")
        return text


def measured(count: int, wanted: int | None, command: str) -> None:
    """Raise MisfitError if there are not as many bytes as wanted; `command` makes them."""
    if wanted is not None and count != wanted:
        raise MisfitError(f"has {count} bytes and must have {wanted} (`{command}` makes them)")
