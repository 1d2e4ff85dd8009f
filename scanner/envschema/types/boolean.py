"""`boolean`, or `bool`."""

from __future__ import annotations

from scanner.envschema.types.interface import MisfitError, Options, plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.envschema.types.interface import Raw

TRUE = ("t", "true", "yes", "on", "1")
FALSE = ("f", "false", "no", "off", "0")


class BooleanType:
    """Yes or no, in any of the usual words."""

    mask = "false"

    def __init__(self, options: Options) -> None:
        options.end()

    def read(self, value: Raw) -> bool:
        """Return whether it is a yes."""
        word = plain(value).strip().lower()
        if word not in TRUE and word not in FALSE:
            raise MisfitError(f"is neither true ({', '.join(TRUE)}) nor false ({', '.join(FALSE)})")
        return word in TRUE
