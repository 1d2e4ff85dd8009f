"""A schema from a pydantic settings class. Needs the extra `keysieve[pydantic]`; imports the project's own module."""

from __future__ import annotations

import os
import re
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any

from scanner.envschema.complaint import SchemaError
from scanner.envschema.expression import Text
from scanner.envschema.schema import NO, YES, Item, Schema, TypePlan
from scanner.envschema.types.interface import MisfitError

if TYPE_CHECKING:
    from scanner.envschema.types.interface import Raw

MASKED = frozenset(("SecretStr", "SecretBytes", "Secret"))
OWN_WORDS = frozenset(("value_error", "assertion_error"))
"""Kinds of errors whose words are the class's own, and may quote the value."""


RAISED = (
    SystemExit,
    ArithmeticError,
    AssertionError,
    LookupError,
    NameError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)
"""What somebody else's module may raise when it is imported."""


def load_settings_class(module: str, name: str) -> Any:
    """Return the class `name` of the module, which is imported from the current directory or the path.

    Raises SchemaError if pydantic is not installed, or if there is no such class, or if importing fails.
    """
    _pydantic()
    here = os.getcwd()
    sys.path.insert(0, here)
    try:
        settings = getattr(import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise SchemaError(f"{module}:{name}: cannot be imported: {error}") from error
    except RAISED as error:
        reason = type(error).__name__
        raise SchemaError(f"{module}:{name}: its module fails with {reason} when it is imported; mend it") from error
    finally:
        sys.path.remove(here)
    return settings


def _pydantic() -> Any:
    try:
        import pydantic
    except ImportError as error:
        raise SchemaError("a settings class needs pydantic; install keysieve[pydantic]") from error
    return pydantic


def is_model(settings: Any) -> bool:
    """Whether it is a pydantic model; without pydantic loaded, nothing is."""
    pydantic = sys.modules.get("pydantic")
    return pydantic is not None and isinstance(settings, type) and issubclass(settings, pydantic.BaseModel)


def settings_schema(settings: Any) -> Schema:
    """Return the schema that a pydantic model, or a settings class, stands for. Raises SchemaError if it is none."""
    _pydantic()
    if not is_model(settings):
        what = getattr(settings, "__qualname__", type(settings).__name__)
        raise SchemaError(f"{what}: is no pydantic model; name a class that derives from BaseModel or BaseSettings")
    path, first = _source(settings)
    prefix = settings.model_config.get("env_prefix", "")
    items: dict[str, Item] = {}
    for field_name, field in settings.model_fields.items():
        name = variable_name(field_name, field, prefix, settings.model_config.get("case_sensitive", False))
        items[name] = _item(name, field, path, first.get(field_name, first[""]))
    return Schema(path, items, None)


def variable_name(field_name: str, field: Any, prefix: str, case_sensitive: bool) -> str:
    """Return the variable that a field is read from: its alias, or its name behind the prefix, in upper case."""
    alias = field.validation_alias or field.alias
    choices = getattr(alias, "choices", None)
    alias = choices[0] if choices else alias
    name = alias if isinstance(alias, str) else f"{prefix}{field_name}"
    return name if case_sensitive else name.upper()


def _source(settings: Any) -> tuple[str, dict[str, int]]:
    """Return the file that the class stands in, and the line of each field; of the class itself under no name."""
    import inspect

    try:
        path = os.path.relpath(inspect.getsourcefile(settings) or "?")
        lines, number = inspect.getsourcelines(settings)
    except (OSError, TypeError, ValueError):
        return f"{settings.__module__}:{settings.__qualname__}", {"": 1}
    first = {"": number}
    for offset, text in enumerate(lines):
        found = re.match(r"\s+(\w+)\s*:", text)
        if found:
            first.setdefault(found[1], number + offset)
    return path, first


def _item(name: str, field: Any, path: str, line: int) -> Item:
    sensitive = any(word in repr(field.annotation) for word in MASKED)
    default = None if field.is_required() or field.default is None else field.default
    plain = default if isinstance(default, str | int | float) else None
    examples = field.examples or ()
    return Item(
        name=name,
        path=path,
        line=line,
        column=1,
        type=TypePlan(Text(getattr(field.annotation, "__name__", str(field.annotation))), FieldType(field, sensitive)),
        required=YES if field.is_required() else NO,
        sensitive=YES if sensitive else NO,
        sensitive_said=sensitive,
        sensitive_default_said=True,
        allow_short=False,
        default=None if plain is None or sensitive else Text(str(plain), quoted=True),
        deprecated=_deprecated(field.deprecated),
        docs=(field.description,) if field.description else (),
        example=str(examples[0]) if examples else None,
        description=(),
    )


def _deprecated(value: Any) -> str | None:
    if not value:
        return None
    return value if isinstance(value, str) else getattr(value, "message", "")


class FieldType:
    """What a field takes, as pydantic itself decides."""

    mask = ""

    def __init__(self, field: Any, sensitive: bool) -> None:
        """Take the field, and whether nothing of its value may be shown."""
        import pydantic

        annotation: Any = Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
        self._sensitive = sensitive
        self._adapter = pydantic.TypeAdapter(annotation)

    def read(self, value: Raw) -> object:
        """Return the field's value; a list or a table stands in the text as JSON."""
        from pydantic import ValidationError

        try:
            return self._adapter.validate_python(value)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        if isinstance(value, str) and value[:1] in {"[", "{"}:
            try:
                return self._adapter.validate_json(value)
            except ValidationError as error:
                first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        words = first["msg"]
        if self._sensitive or first["type"] in OWN_WORDS:  # they may quote a part of the value
            words = f"pydantic's verdict is {first['type']}"
        raise MisfitError(f"does not fit: {words[:1].lower()}{words[1:]}")
