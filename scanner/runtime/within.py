"""The secrets that an instance of a class holds, for the masking."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from scanner.model import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator


def secrets_within(value: Any, name: str) -> Iterator[tuple[str, Secret]]:
    """Yield each Secret in a value, its fields, members and elements, with what a warning calls it."""
    if isinstance(value, Secret):
        yield name, value
    elif isinstance(value, dict):
        for one in value.values():
            yield from secrets_within(one, name)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for one in value:
            yield from secrets_within(one, name)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from secrets_within(getattr(value, field.name, None), f"{name}, field {field.name}")
