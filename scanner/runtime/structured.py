"""A secret with fields as an instance of a class: a JSON object as a dataclass, each field of its type."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING, Any, TypeVar, cast

from scanner.envschema.types.interface import MisfitError
from scanner.errors import KeysieveError
from scanner.runtime.dataclass_schema import dataclass_schema, variable_name
from scanner.runtime.instance import RefusedError, dataclass_instance
from scanner.stores.structured import fields_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scanner.envschema.schema import Item
    from scanner.model import Secret

T = TypeVar("T")


class MalformedSecretError(KeysieveError):
    """A secret is there, and is not of the form that was asked for. The message names fields, never a value."""


def converted(name: str, secret: Secret, wanted: type[T]) -> T:
    """Return the secret as an instance of the class. Raises MalformedSecretError, with all of its faults.

    A class may have a class method `from_secret(name, secret)`, which is asked; else it must be a dataclass, whose
    fields are members of the JSON object. `field(metadata={"field": "…"})` names another member.
    """
    from_secret = getattr(wanted, "from_secret", None)
    if from_secret is not None:
        return cast("T", from_secret(name, secret))
    fields = fields_of(secret)
    if fields is None:
        raise MalformedSecretError(f"{name}: the value is no JSON object, and {wanted.__qualname__} needs its fields")
    return filled(name, fields, wanted)


def filled(name: str, fields: Mapping[str, Any], wanted: type[T]) -> T:
    """Return an instance of the dataclass with these fields. Raises MalformedSecretError, with all of its faults."""
    values: dict[str, object] = {}
    faults: list[str] = []
    plan = dataclass_schema(wanted).items
    for field in dataclasses.fields(cast("Any", wanted)):
        item = plan.get(variable_name(field))
        if item is None:
            continue
        member = field.metadata.get("field", field.name)
        found = fields.get(member)
        if found is not None and found != "":
            values[item.name] = _read(item, member, found, faults)
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            faults.append(f"lacks the field {member!r}")
    if not faults:
        try:
            return cast("T", dataclass_instance(wanted, values))
        except RefusedError as error:
            faults.append(f"is refused by {wanted.__qualname__} itself ({error})")
    raise MalformedSecretError(f"{name}: the value {'; it '.join(faults)}")


def _read(item: Item, member: str, found: object, faults: list[str]) -> object:
    text = found if isinstance(found, str) else json.dumps(found, ensure_ascii=False)
    assert item.type is not None
    assert item.type.made is not None
    try:
        return item.type.made.read(text)
    except MisfitError as error:
        faults.append(f"has the field {member!r}, which {error}")
        return None
