"""Values with fields, such as a database's user and password: a JSON object, written in one way only.

Stores that know fields by themselves (Vault, Kubernetes) keep them as theirs, so that other programs read them there;
to us a value is bytes, and the same bytes come back.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from scanner.model import Secret
from scanner.stores.interface import NotFoundError, RefusedValueError

if TYPE_CHECKING:
    from collections.abc import Mapping

ALONE = "value"
"""Field in which stores that know only fields keep a value without fields."""


def structured(fields: Mapping[str, Any]) -> Secret:
    """Return the value with these fields; equal fields give equal bytes."""
    return Secret(json.dumps(dict(fields), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode())


def fields_of(secret: Secret) -> dict[str, Any] | None:
    """Return the fields of a value; None: it has none, or is JSON to Python alone: with NaN, or half a character."""
    try:
        found = json.loads(secret.reveal_in_clear())
        json.dumps(found, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def field_of(name: str, secret: Secret, field: str) -> Secret:
    """Return one field of the value of `name`; what is no text, as JSON.

    Raises RefusedValueError if the value has no fields, and NotFoundError if not this one.
    """
    fields = fields_of(secret)
    if fields is None:
        raise RefusedValueError(f"{name}: the value has no fields; leave out the field {field!r}")
    if field not in fields:
        raise NotFoundError(f"{name}: has no field {field!r}; it has {', '.join(sorted(fields)) or 'none'}")
    found = fields[field]
    return Secret((found if isinstance(found, str) else json.dumps(found, ensure_ascii=False)).encode())


def native_fields(secret: Secret) -> dict[str, str] | None:
    """Return the fields of a value that a store of fields can keep as its own and give back byte for byte.

    None: it must keep the value whole, in the field `value`.
    """
    fields = fields_of(secret)
    if not fields or ALONE in fields or not all(isinstance(value, str) for value in fields.values()):
        return None
    return fields if structured(fields) == secret else None


def without_line_end(value: bytes) -> bytes:
    """Return a value without the line end behind a single line, since `echo` and editors add one."""
    if value.count(b"\n") == 1 and value.endswith(b"\n"):
        return value.removesuffix(b"\n").removesuffix(b"\r")
    return value
