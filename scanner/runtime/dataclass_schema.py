"""A schema from a dataclass: each field is a variable, named like it in upper case, of the field's type.

`str`, `int`, `float`, `bool`, `Secret`, `Path`, `list` and `tuple` of one of these, `dict`, `Literal`, enums, and
`X | None`. A
field's metadata may name a type more exactly, as `field(metadata={"type": "url(schemes=[https])"})`, or another
variable, as `{"env": "NAME"}`.
"""

from __future__ import annotations

import dataclasses
import enum
import json
import types
import typing
from pathlib import Path

from scanner.envschema.complaint import SchemaError
from scanner.envschema.expression import ArgumentReader, Call, SyntaxFault, Text
from scanner.envschema.schema import NO, YES, Item, Schema, TypePlan, make_written
from scanner.envschema.types.interface import MisfitError, OptionError
from scanner.envschema.types.table import make_type
from scanner.model import Secret

if typing.TYPE_CHECKING:
    from collections.abc import Callable

    from scanner.envschema.expression import Expression
    from scanner.envschema.types.interface import Raw, Type

SIMPLE = {str: "string", int: "int", float: "float", bool: "boolean", Secret: "string", Path: "path"}


def dataclass_schema(settings: type) -> Schema:
    """Return the schema that a dataclass stands for. Raises SchemaError for one that cannot be read from texts."""
    where = f"{settings.__module__}:{settings.__qualname__}"
    if not dataclasses.is_dataclass(settings):
        raise SchemaError(f"{where}: is neither a dataclass nor a pydantic model; decorate it with @dataclass")
    try:
        hints = typing.get_type_hints(settings)
    except NameError as error:
        raise SchemaError(f"{where}: {error}; types must be importable where the class stands") from error
    items = {}
    for field in dataclasses.fields(settings):
        if field.init:
            item = _item(field, hints[field.name], where)
            items[item.name] = item
    return Schema(where, items, None)


def variable_name(field: dataclasses.Field[typing.Any]) -> str:
    """Return the variable that a field is read from."""
    return str(field.metadata.get("env", field.name.upper()))


def _item(field: dataclasses.Field[typing.Any], annotation: typing.Any, where: str) -> Item:
    has_default = field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING
    try:
        kind, may_lack = _kind(annotation, field.metadata.get("type"))
    except (OptionError, SyntaxFault) as error:
        raise SchemaError(f"{where}.{field.name}: {error}; see the documentation of load_env for types") from error
    sensitive = _holds_secret(annotation)
    return Item(
        name=variable_name(field),
        path=where,
        line=1,
        column=1,
        type=TypePlan(Text("string"), kind),
        required=NO if has_default or may_lack else YES,
        sensitive=YES if sensitive else NO,
        sensitive_said=sensitive,
        sensitive_default_said=True,
        allow_short=False,
        default=None,
        deprecated=None,
        docs=(),
        example=None,
        description=(),
    )


class Converted:
    """A type whose values are turned into what the field wants."""

    def __init__(self, kind: Type, convert: Callable[[typing.Any], object]) -> None:
        self._kind = kind
        self._convert = convert
        self.mask = kind.mask

    def read(self, value: Raw) -> object:
        """Return the field's value."""
        return self._convert(self._kind.read(value))


def _inner(annotation: typing.Any) -> typing.Any:
    """Return `X` of `X | None`; other annotations as they are."""
    if typing.get_origin(annotation) in {typing.Union, types.UnionType}:
        rest = [each for each in typing.get_args(annotation) if each is not types.NoneType]
        return rest[0] if len(rest) == 1 else annotation
    return annotation


def _holds_secret(annotation: typing.Any) -> bool:
    return annotation is Secret or any(_holds_secret(each) for each in typing.get_args(annotation))


def _kind(annotation: typing.Any, written: str | None) -> tuple[Type, bool]:
    """Return the type for an annotation, and whether None will do. Raises OptionError and SyntaxFault."""
    inner = _inner(annotation)
    convert = _converter(inner)
    if written is not None:
        reader = ArgumentReader(written)
        expression: Expression = reader.value(stops="")
        return Converted(make_written(expression, None), convert), inner is not annotation
    return Converted(_plain_kind(inner), convert), inner is not annotation


def _plain_kind(annotation: typing.Any) -> Type:
    if annotation in SIMPLE:
        return make_type(SIMPLE[annotation])
    origin = typing.get_origin(annotation)
    if origin is typing.Literal:
        return make_type("enum", [str(choice) for choice in typing.get_args(annotation)])
    if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        return make_type("enum", [str(member.value) for member in annotation])
    if origin in {list, tuple}:
        element = _element(annotation)
        if element in SIMPLE:
            return make_written(Call("array", (Text(SIMPLE[element]),)), None)
    if annotation is dict or origin is dict:
        return make_type("json")
    raise OptionError(f"there is no type of variable for {getattr(annotation, '__name__', annotation)}")


def _element(annotation: typing.Any) -> typing.Any:
    """Return the type of a list's or tuple's elements; None: they are not all of one."""
    kinds = {each for each in typing.get_args(annotation) if each is not Ellipsis}
    return kinds.pop() if len(kinds) == 1 else None


def _converter(annotation: typing.Any) -> Callable[[typing.Any], typing.Any]:
    if annotation is Path:
        return Path
    if annotation is Secret:
        return _secret
    origin = typing.get_origin(annotation)
    if origin in {list, tuple}:
        convert = _converter(_element(annotation))
        return lambda values: origin(convert(each) for each in values)
    if origin is dict and _holds_secret(annotation):
        if typing.get_args(annotation)[1] is not Secret:
            raise OptionError("a table holds secrets as `dict[str, Secret]` only")
        return _secrets
    if origin is typing.Literal:
        choices = {str(choice): choice for choice in typing.get_args(annotation)}
        return lambda text: choices[text]
    if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        members = {str(member.value): member for member in annotation}
        return lambda text: members[text]
    return lambda value: value


def _secret(value: typing.Any) -> Secret:
    """Return a value as a Secret; what is no text, as of a member of a JSON object, as JSON."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return Secret(text.encode("utf-8", "surrogateescape"))


def _secrets(table: object) -> dict[str, Secret]:
    if not isinstance(table, dict):
        raise MisfitError("is no table of names and values")
    return {name: _secret(each) for name, each in table.items()}
