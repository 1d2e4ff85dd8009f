"""Patterns that are compiled when they are used first: `re` takes 6 ms to import, and a pattern up to half of one."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from typing import Any

METHODS = ("match", "fullmatch", "search", "findall", "finditer", "split", "sub")


class LazyPattern:
    """Compiles itself at the first look at one of its methods, which it then has as its own."""

    def __init__(self, source: str) -> None:
        self._source = source

    def __getattr__(self, name: str) -> Any:
        import re

        pattern = re.compile(self._source)
        for method in METHODS:
            setattr(self, method, getattr(pattern, method))
        return getattr(pattern, name)


def lazy(source: str) -> re.Pattern[str]:
    """Return the pattern for `source`, not compiled yet; its flags stand in it, as `(?s)`."""
    return LazyPattern(source)  # type: ignore[return-value]  # it has what patterns have
