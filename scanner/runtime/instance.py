"""From values to an instance of the class that stands for the schema."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from scanner.envschema.pydantic_schema import variable_name as model_variable
from scanner.runtime.dataclass_schema import variable_name

if TYPE_CHECKING:
    from collections.abc import Mapping


class RefusedError(Exception):
    """The class itself says no to values that are right one by one; the message has no value in it."""


def dataclass_instance(settings: Any, values: Mapping[str, object]) -> object:
    """Return the dataclass with what is set; the rest has the defaults of its fields. Raises RefusedError."""
    given = {}
    for field in dataclasses.fields(settings):
        value = values.get(variable_name(field))
        has_default = field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING
        if field.init and not (value is None and has_default):
            given[field.name] = value
    try:
        return settings(**given)
    except (TypeError, ValueError) as error:
        raise RefusedError(type(error).__name__) from None


def model_instance(settings: Any, values: Mapping[str, object]) -> object:
    """Return the pydantic model with what is set. Raises RefusedError."""
    from pydantic import ValidationError

    prefix, exact = settings.model_config.get("env_prefix", ""), settings.model_config.get("case_sensitive", False)
    given = {}
    for name, field in settings.model_fields.items():
        value = values.get(model_variable(name, field, prefix, exact))
        if value is not None:
            alias = field.validation_alias or field.alias
            alias = getattr(alias, "choices", [alias])[0]
            given[alias if isinstance(alias, str) else name] = value
    try:
        return settings(**given)
    except ValidationError as error:
        told = error.errors(include_url=False, include_input=False, include_context=False)
        raise RefusedError(", ".join(sorted({str(each["type"]) for each in told}))) from None
