"""What a type is: it reads a text into a value, or says why it cannot, without showing it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Protocol, TypeAlias

    Raw: TypeAlias = str | list["Raw"] | dict[str, "Raw"]

    class Type(Protocol):
        """A type with its options."""

        mask: str
        """What stands for a value of this type where none may be shown, or empty."""

        def read(self, value: Raw) -> object:
            """Return the typed value of a text that is not empty. Raises MisfitError."""
            ...


class MisfitError(Exception):
    """A value is not of the type; the message completes "the value …" and never holds the value."""


class OptionError(Exception):
    """A type's options make no sense; the message says which and why."""


class Options:
    """What stands in a type's parentheses, taken out one by one; what is left over is an error."""

    def __init__(self, arguments: Sequence[Raw], named: Mapping[str, Raw]) -> None:
        self.arguments = list(arguments)
        self._named = dict(named)
        self._asked: list[str] = []

    def text(self, name: str) -> str | None:
        """Take a text; None if it is not given. Raises OptionError."""
        self._asked.append(name)
        value = self._named.pop(name, None)
        if value is not None and not isinstance(value, str):
            raise OptionError(f"{name} must be a text")
        return value

    def number(self, name: str) -> float | None:
        """Take a number; None if it is not given. Raises OptionError."""
        value = self.text(name)
        if value is None:
            return None
        try:
            number = float(value)
        except ValueError as error:
            raise OptionError(f"{name} must be a number") from error
        return int(number) if number.is_integer() else number

    def count(self, name: str) -> int | None:
        """Take a whole number that is not negative; None if it is not given. Raises OptionError."""
        value = self.number(name)
        if value is None or (isinstance(value, int) and value >= 0):
            return value
        raise OptionError(f"{name} must be a whole number, 0 or more")

    def flag(self, name: str) -> bool:
        """Take `true` or `false`, which is the default. Raises OptionError."""
        value = self.text(name)
        if value not in {None, "true", "false"}:
            raise OptionError(f"{name} must be true or false")
        return value == "true"

    def texts(self, name: str) -> tuple[str, ...] | None:
        """Take a list of texts, or a single one; None if it is not given. Raises OptionError."""
        self._asked.append(name)
        value = self._named.pop(name, None)
        if value is None:
            return None
        values = value if isinstance(value, list) else [value]
        texts = tuple(each for each in values if isinstance(each, str) and each)
        if not texts or len(texts) != len(values):
            raise OptionError(f"{name} must be a list of texts, as [a, b]")
        return texts

    def nested(self, name: str) -> Raw | None:
        """Take whatever is given, for a type inside a type."""
        self._asked.append(name)
        return self._named.pop(name, None)

    def end(self) -> None:
        """Raise OptionError if anything was given that the type did not take."""
        if self._named:
            from difflib import get_close_matches

            name = next(iter(self._named))
            nearest = get_close_matches(name, self._asked, 1)
            known = f"known are {', '.join(self._asked)}" if self._asked else "it has none"
            raise OptionError(f"has no option {name}; " + (f"did you mean {nearest[0]}?" if nearest else known))
        if self.arguments:
            raise OptionError("takes no values without a name")


def plain(value: Raw) -> str:
    """Return a value that must be a text. Raises MisfitError for a list or a table."""
    if isinstance(value, str):
        return value
    raise MisfitError("is a list or a table, and must be a single text")
