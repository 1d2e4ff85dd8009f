"""What a value of JSON holds."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

OPEN_FIELDS = frozenset(
    ("user", "username", "host", "hostname", "port", "dbname", "database", "db", "engine", "scheme", "driver", "region")
)
"""Fields of a structured value that are no secrets by themselves: logs without them could not be read."""


def members(value: Any) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Yield the texts, numbers and so on in a value that was read from JSON, in its order.

    With each come the names of objects' fields and the indices in lists that lead to it.
    """
    ahead: list[tuple[tuple[str | int, ...], Any]] = [((), value)]
    while ahead:
        path, one = ahead.pop()
        if isinstance(one, dict):
            ahead += [((*path, name), inner) for name, inner in reversed(one.items())]
        elif isinstance(one, list):
            ahead += [((*path, number), one[number]) for number in reversed(range(len(one)))]
        else:
            yield path, one
