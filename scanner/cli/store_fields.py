"""Values with fields, as the commands take them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.stores.interface import ABSENT, NotFoundError, RefusedValueError
from scanner.stores.structured import field_of, fields_of, structured

if TYPE_CHECKING:
    from collections.abc import Callable

    from scanner.model import Secret
    from scanner.stores.interface import SecretStore


def checked_object(name: str, secret: Secret) -> Secret:
    """Return a JSON object as stores keep it. Raises RefusedValueError for anything else."""
    fields = fields_of(secret)
    if not fields:
        raise RefusedValueError(f"{name}: the value is no JSON object with members; leave out --json")
    return structured(fields)


def with_field(
    place: SecretStore, name: str, field: str, secret: Secret, expect: str | None
) -> tuple[Secret, str | None]:
    """Return the value with one field set anew, and the version that this rests on. Raises StoreError."""
    text = text_of(name, secret)
    try:
        stored = place.get(name)
    except NotFoundError:
        return structured({field: text}), ABSENT if expect is None else expect
    fields = fields_of(stored.secret)
    if fields is None:
        raise RefusedValueError(f"{name}: the value has no fields; write it anew with --json")
    return structured({**fields, field: text}), stored.version.id if expect is None else expect


def in_field(place: SecretStore, name: str, field: str, generate: Callable[[], Secret]) -> Callable[[], Secret]:
    """Return what generates the value with that field generated anew, if the value has it. Raises StoreError."""

    def whole() -> Secret:
        stored = place.get(name).secret
        field_of(name, stored, field)  # refuses, before anything is generated: a server may have to issue it
        return structured({**(fields_of(stored) or {}), field: text_of(name, generate())})

    return whole


def text_of(name: str, secret: Secret) -> str:
    """Return the value as a field has it. Raises RefusedValueError if it is empty or no text."""
    try:
        text = secret.reveal_in_clear().decode()
    except UnicodeDecodeError:
        raise RefusedValueError(f"{name}: a field is text in UTF-8, and this value is not") from None
    if not text:
        raise RefusedValueError(f"{name}: the value is empty, and nothing was written")
    return text
