"""Secrets that environments share: who has the one of a test has that of production, too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.stores.interface import NotFoundError
from scanner.stores.structured import field_of, fields_of
from scanner.text.members import OPEN_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scanner.model import Secret
    from scanner.stores.interface import SecretStore


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a value is."""

    environment: str
    name: str
    field: str = ""
    """Of a value with fields; empty: the whole value."""


def shared(stores: Mapping[str, SecretStore]) -> tuple[tuple[Place, ...], ...]:
    """Return, for each current value that several environments have, its places; `stores` are theirs by name.

    Raises NotFoundError for an environment without any secret, and other kinds of StoreError.
    """
    places: dict[Secret, list[Place]] = {}
    for environment, store in stores.items():
        names = store.list()
        if not names:
            raise NotFoundError(f"{environment}: there is no secret below this prefix")
        for name in names:
            for field, part in parts(name, store.get(name).secret):
                places.setdefault(part, []).append(Place(environment, name, field))
    return tuple(
        sorted(tuple(sorted(found)) for found in places.values() if len({each.environment for each in found}) > 1)
    )


def parts(name: str, secret: Secret) -> Iterator[tuple[str, Secret]]:
    """Yield the value, or its fields but for those that are open, such as a host, and those that are empty."""
    fields = fields_of(secret)
    if not fields:
        yield "", secret
        return
    for field, value in fields.items():
        if field.lower() not in OPEN_FIELDS and value not in ("", None):
            yield field, field_of(name, secret, field)
