"""`json`, `simple-object` and `record`."""

from __future__ import annotations

from scanner.envschema.expression import ArgumentReader, Call, SyntaxFault, Text
from scanner.envschema.types.interface import MisfitError, OptionError, Options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.envschema.expression import Expression
    from scanner.envschema.types.interface import Raw


class JsonType:
    """Any JSON document."""

    mask = "{}"

    def __init__(self, options: Options) -> None:
        options.end()

    def read(self, value: Raw) -> object:
        """Return the document."""
        return value if not isinstance(value, str) else parsed(value)


class RecordType:
    """A table of names and values: JSON, or `{a=1, b=2}`."""

    mask = "{}"

    def __init__(self, options: Options) -> None:
        from scanner.envschema.types.table import make_nested

        self._values = make_nested(options.arguments.pop(0)) if options.arguments else None
        keys = options.nested("keyType")
        self._keys = None if keys is None else make_nested(keys)
        self._least, self._most = options.count("entriesMinLength"), options.count("entriesMaxLength")
        self._length = options.count("entriesIsLength")
        options.end()
        if self._least is None and self._length is None:
            self._least = 1

    def read(self, value: Raw) -> dict[str, object]:
        """Return the table."""
        table = structured(value) if isinstance(value, str) else value
        if not isinstance(table, dict):
            raise MisfitError("is no table of names and values")
        counted(len(table), self._least, self._most, self._length, "entries")
        result: dict[str, object] = {}
        for number, (key, each) in enumerate(table.items(), 1):
            try:
                if self._keys is not None:
                    self._keys.read(key)
                result[key] = each if self._values is None else self._values.read(as_raw(each))
            except MisfitError as error:
                raise MisfitError(f"has a wrong entry, number {number}: it {error}") from error
        return result


class SimpleObjectType:
    """A table of names and values, of any length."""

    mask = "{}"

    def __init__(self, options: Options) -> None:
        options.end()

    def read(self, value: Raw) -> dict[str, object]:
        """Return the table."""
        table = structured(value) if isinstance(value, str) else value
        if not isinstance(table, dict):
            raise MisfitError("is no table of names and values")
        return dict(table)


def structured(text: str) -> object:
    """Return the JSON document, or what `[a, b]` or `{a=1}` stands for. Raises MisfitError."""
    try:
        return parsed(text)
    except MisfitError:
        if text[:1] not in {"[", "{"}:
            raise
        reader = ArgumentReader(text)
        try:
            value = reader.value()
        except SyntaxFault:
            value = Text("")
        if isinstance(value, Text) or reader.at != len(text):
            raise
    return _plain_parts(value)


def _plain_parts(value: Expression) -> object:
    if isinstance(value, Text):
        return value.text
    if isinstance(value, Call) and value.name == "[":
        return [_plain_parts(each) for each in value.arguments]
    if isinstance(value, Call) and value.name == "{":
        return {key: _plain_parts(each) for key, each in value.options}
    raise MisfitError("has a call or a reference inside of its brackets, which is not supported")


def parsed(text: str) -> object:
    """Return the JSON document in `text`. Raises MisfitError."""
    import json  # 7 ms, and few schemas have it

    try:
        return json.loads(text, parse_constant=_no_constant)
    except ValueError as error:
        place = getattr(error, "colno", None)
        raise MisfitError("is no JSON" + (f" (character {place})" if place else "")) from error
    except RecursionError as error:
        raise MisfitError("is JSON that is nested too deeply") from error


def _no_constant(name: str) -> object:
    raise ValueError(name)


def as_raw(value: object) -> Raw:
    """Return a part of a JSON document as types read it: numbers and words as text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return [as_raw(each) for each in value]
    if isinstance(value, dict):
        return {key: as_raw(each) for key, each in value.items()}
    return "" if value is None else str(value)


def counted(count: int, least: int | None, most: int | None, length: int | None, what: str) -> None:
    """Raise MisfitError if there are too few or too many. Raises OptionError if the bounds exclude each other."""
    if least is not None and most is not None and least > most:
        raise OptionError("has a lower bound above the upper one")
    if length is not None and count != length:
        raise MisfitError(f"has {count} {what} and must have {length}")
    if least is not None and count < least:
        raise MisfitError(f"has {count} {what} and must have at least {least}")
    if most is not None and count > most:
        raise MisfitError(f"has {count} {what} and must have at most {most}")
