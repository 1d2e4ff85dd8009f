"""`enum`."""

from __future__ import annotations

from scanner.envschema.types.interface import MisfitError, OptionError, Options, plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.envschema.types.interface import Raw


class EnumType:
    """One of several texts, exactly."""

    def __init__(self, options: Options) -> None:
        choices: list[str] = []
        for argument in options.arguments:
            spread = argument if isinstance(argument, list) else [argument]
            choices += [plain(each) for each in spread]
        options.arguments.clear()
        options.end()
        if not choices:
            raise OptionError("needs the values it allows, as enum(dev, prod)")
        self._choices = tuple(choices)
        self.mask = choices[0]

    def read(self, value: Raw) -> str:
        """Return the text."""
        text = plain(value)
        if text not in self._choices:
            raise MisfitError(f"must be one of {', '.join(self._choices)}")
        return text
