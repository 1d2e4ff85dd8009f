"""`path`."""

from __future__ import annotations

import os

from scanner.envschema.types.interface import MisfitError, OptionError, Options, plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.envschema.types.interface import Raw

KINDS = {"file": os.path.isfile, "directory": os.path.isdir, "any": os.path.lexists}


class PathType:
    """A path; `exists=true` asks for something there, `kind` for a file or a directory."""

    mask = "path"

    def __init__(self, options: Options) -> None:
        self._exists = options.flag("exists")
        self._absolute = options.flag("absolute")
        kind = options.text("kind")
        if kind is not None and kind not in KINDS:
            raise OptionError(f"kind must be one of {', '.join(KINDS)}")
        self._exists = self._exists or kind is not None
        self._kind = kind or "any"
        self._base = options.text("base") or ""
        options.end()

    def read(self, value: Raw) -> str:
        """Return the path as it is written."""
        text = plain(value)
        if "\0" in text:
            raise MisfitError("is no path")
        if self._absolute and not os.path.isabs(text):
            raise MisfitError("must be an absolute path")
        if self._exists and not KINDS[self._kind](os.path.join(self._base, os.path.expanduser(text))):
            raise MisfitError(f"leads to no {'file or directory' if self._kind == 'any' else self._kind} that is there")
        return text
