"""`number`, `int`, `float` and `port`."""

from __future__ import annotations

from scanner.envschema.types.interface import MisfitError, Options, plain
from scanner.text.lazy_pattern import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.envschema.types.interface import Raw

NUMBER = lazy(r"(?a)[+-]?(?:\d++(?:\.\d*+)?|\.\d++)(?:[eE][+-]?\d++)?")
LONGEST = 400
"""Digits beyond this are no number that a program means."""


class NumberType:
    """A number; whole ones are read as `int`."""

    mask = "0"

    def __init__(self, options: Options) -> None:
        self._min, self._max = options.number("min"), options.number("max")
        self._clamped = options.flag("coerceToMinMaxRange")
        self._divisor = options.number("isDivisibleBy")
        whole = options.flag("isInt")
        self._precision = options.count("precision")
        self._precision = 0 if whole else self._precision
        options.end()

    def read(self, value: Raw) -> int | float:
        """Return the number, rounded and clamped as the options say."""
        text = plain(value).strip()
        whole = is_whole(text)
        if len(text) > LONGEST or not (whole or NUMBER.fullmatch(text)):
            raise MisfitError("is not a number")
        number: int | float = int(text) if whole else float(text)
        if number in (float("inf"), float("-inf")):
            raise MisfitError("is not a finite number")
        if self._clamped:
            number = number if self._min is None else max(self._min, number)
            number = number if self._max is None else min(self._max, number)
        if self._precision is not None and isinstance(number, float):
            scaled = int(number * 10**self._precision + (0.5 if number >= 0 else -0.5))
            number = scaled if self._precision == 0 else scaled / 10**self._precision
        within(number, self._min, self._max)
        if self._divisor and number % self._divisor:
            raise MisfitError(f"must be divisible by {self._divisor}")
        return number


class IntType:
    """A whole number; nothing is rounded."""

    mask = "0"

    def __init__(self, options: Options) -> None:
        self._min, self._max = options.number("min"), options.number("max")
        options.end()

    def read(self, value: Raw) -> int:
        """Return the number."""
        number = whole_number(plain(value))
        within(number, self._min, self._max)
        return number


class FloatType:
    """A number with or without a fraction."""

    mask = "0.0"

    def __init__(self, options: Options) -> None:
        self._number = NumberType(options)

    def read(self, value: Raw) -> float:
        """Return the number."""
        return float(self._number.read(value))


class PortType:
    """A port: a whole number from 0 to 65535."""

    mask = "8080"

    def __init__(self, options: Options) -> None:
        self._min, self._max = options.number("min"), options.number("max")
        options.end()

    def read(self, value: Raw) -> int:
        """Return the port."""
        number = whole_number(plain(value))
        if not 0 <= number <= 65535:
            raise MisfitError("is no port; ports are 0 to 65535")
        within(number, self._min, self._max)
        return number


def whole_number(text: str) -> int:
    """Return the whole number that `text` is. Raises MisfitError."""
    text = text.strip()
    if len(text) > LONGEST or not is_whole(text):
        raise MisfitError("is not a whole number")
    return int(text)


def is_whole(text: str) -> bool:
    """Whether the text is a whole number: digits, and a sign before them if there is one."""
    digits = text[1:] if text[:1] in {"+", "-"} else text
    return digits.isascii() and digits.isdigit()


def within(number: float, least: float | None, most: float | None) -> None:
    """Raise MisfitError if the number is out of its bounds."""
    if least is not None and number < least:
        raise MisfitError(f"must be at least {least}")
    if most is not None and number > most:
        raise MisfitError(f"must be at most {most}")
