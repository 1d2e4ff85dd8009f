"""The types by their names. A type's module is imported when a schema asks for it."""

from __future__ import annotations

from importlib import import_module

from scanner.envschema.types.interface import OptionError, Options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scanner.envschema.types.interface import Raw, Type

PACKAGE = "scanner.envschema.types"
TYPES = {
    "string": "text:StringType",
    "number": "number:NumberType",
    "int": "number:IntType",
    "float": "number:FloatType",
    "port": "number:PortType",
    "boolean": "boolean:BooleanType",
    "bool": "boolean:BooleanType",
    "enum": "choice:EnumType",
    "url": "url:UrlType",
    "email": "address:EmailType",
    "ip": "address:IpType",
    "domain": "address:DomainType",
    "uuid": "identifier:UuidType",
    "semver": "identifier:SemverType",
    "md5": "identifier:Md5Type",
    "isoDate": "date:IsoDateType",
    "duration": "date:DurationType",
    "hex": "binary:HexType",
    "base64": "binary:Base64Type",
    "json": "document:JsonType",
    "simple-object": "document:SimpleObjectType",
    "record": "document:RecordType",
    "array": "array:ArrayType",
    "path": "place:PathType",
}
WITHOUT_SECRET = frozenset({"number", "int", "float", "port", "boolean", "bool"})
"""Types whose values are too few to hold a secret."""

TYPE_KEY = "\0type"
"""Marks, in a table, a type inside a type: its name, beside `arguments` and its options."""


def make_type(name: str, arguments: Sequence[Raw] = (), options: Mapping[str, Raw] | None = None) -> Type:
    """Return the type of that name with these options. Raises OptionError, also for a name that is unknown."""
    place = TYPES.get(name)
    if place is None:
        from difflib import get_close_matches

        nearest = get_close_matches(name, TYPES, 1)
        hint = f"did you mean {nearest[0]}?" if nearest else f"known are {', '.join(TYPES)}"
        raise OptionError(f"there is no type {name}; {hint}")
    module, _, attribute = place.partition(":")
    maker = getattr(import_module(f"{PACKAGE}.{module}"), attribute)
    try:
        made: Type = maker(Options(arguments, options or {}))
    except OptionError as error:
        raise OptionError(f"{name}: {error}") from error
    return made


def make_nested(given: Raw) -> Type:
    """Return the type that stands in another type's parentheses. Raises OptionError."""
    if isinstance(given, str):
        return make_type(given)
    if isinstance(given, dict) and TYPE_KEY in given:
        named = {key: value for key, value in given.items() if key not in {TYPE_KEY, "\0arguments"}}
        arguments = given.get("\0arguments", [])
        assert isinstance(arguments, list)
        return make_type(str(given[TYPE_KEY]), arguments, named)
    raise OptionError("needs a type, as array(email)")
