"""`string`."""

from __future__ import annotations

from scanner.envschema.types.interface import MisfitError, OptionError, Options, plain
from scanner.envschema.types.pattern import matching

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.envschema.types.interface import Raw


class StringType:
    """A text, with bounds for its length and what it begins with, ends with and matches."""

    mask = ""

    def __init__(self, options: Options) -> None:
        self._least, self._most = _bound(options, "minLength", "min"), _bound(options, "maxLength", "max")
        self._length = options.count("isLength")
        self._starts, self._ends = options.text("startsWith") or "", options.text("endsWith") or ""
        self._matches = matching(options.nested("matches"))
        self._upper, self._lower = options.flag("toUpperCase"), options.flag("toLowerCase")
        options.flag("allowEmpty")  # an empty value is never held against a type
        options.end()

    def read(self, value: Raw) -> str:
        """Return the text, in the case that was asked for."""
        text = plain(value)
        text = text.upper() if self._upper else text
        text = text.lower() if self._lower else text
        length = len(text.encode("utf-16-le", "surrogatepass")) // 2 if not text.isascii() else len(text)
        if self._length is not None and length != self._length:
            raise MisfitError(f"has {length} characters and must have {self._length}")
        if self._least is not None and length < self._least:
            raise MisfitError(f"has {length} characters and must have at least {self._least}")
        if self._most is not None and length > self._most:
            raise MisfitError(f"has {length} characters and must have at most {self._most}")
        if not text.startswith(self._starts):
            raise MisfitError(f"must start with {self._starts}")
        if not text.endswith(self._ends):
            raise MisfitError(f"must end with {self._ends}")
        self._matches(text)
        return text


def _bound(options: Options, name: str, short: str) -> int | None:
    bound, other = options.count(name), options.count(short)
    if bound is not None and other is not None:
        raise OptionError(f"has both {name} and {short}; keep one")
    return other if bound is None else bound
