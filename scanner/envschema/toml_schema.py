"""A schema in TOML: `[tool.keysieve.env]` in `pyproject.toml`, or `[env]` in `.keysieve.toml`.

Every variable is a table of `vars`, or a text with its type as a decorator would write it. What tables say is turned
into the same expressions that decorators are read into, so both ways of writing mean the same.
"""

from __future__ import annotations

import os
import re
import tomllib
from typing import Any

from scanner.envschema.complaint import Complaint, SchemaError, schema_error
from scanner.envschema.contents import read_contents
from scanner.envschema.evaluation import calls, fault_in_call
from scanner.envschema.expression import ArgumentReader, Call, SyntaxFault, Text, expand
from scanner.envschema.schema import NO, YES, Item, Schema, plan_type
from scanner.envschema.types.interface import OptionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from scanner.envschema.expression import Expression
    from scanner.envschema.schema import TypePlan

HEADER_KEYS = ("current_env", "default_required", "default_sensitive", "vars")
FLAG_KEYS = ("required", "required_if", "sensitive", "allow_short", "default", "deprecated", "docs", "example")
RENAMED = {"pattern": "matches", "length": "isLength", "values": "enum"}
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def find_toml_schema(path: str) -> Schema | None:
    """Return the schema in the TOML file `path`; None if it has none.

    Raises SchemaError with everything that is wrong, EnvFileError if the file cannot be read.
    """
    text = read_contents(path).text
    if "env" not in text:
        return None
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SchemaError(f"{path}: is not TOML: {error}") from error
    keys = ("tool", "keysieve", "env") if os.path.basename(path) == "pyproject.toml" else ("env",)
    table: Any = document
    for key in keys:
        table = table.get(key) if isinstance(table, dict) else None
    if table is None:
        return None
    prefix = ".".join(keys)
    if not isinstance(table, dict):
        raise SchemaError(f"{path}: {prefix} must be a table; write [{prefix}]")
    return TomlReader(path, text, prefix).read(table)


class TomlReader:
    """Reads one table into a schema."""

    def __init__(self, path: str, text: str, prefix: str) -> None:
        self._path = path
        self._text = text
        self._prefix = prefix
        self._faults: list[Complaint] = []

    def read(self, table: Mapping[str, Any]) -> Schema:
        """Return the schema. Raises SchemaError with everything that is wrong in it."""
        variables = table.get("vars", {})
        if not isinstance(variables, dict):
            self._complain("", "vars must be a table", f"write [{self._prefix}.vars.NAME]")
            variables = {}
        for key in table:
            if key not in HEADER_KEYS:
                known = f"variables stand below [{self._prefix}.vars]; known beside it are {', '.join(HEADER_KEYS[:3])}"
                self._complain("", f"unknown key {key}", known)
        required = self._flag("", table, "default_required", True)
        sensitive = self._flag("", table, "default_sensitive", True)
        said = "default_sensitive" in table
        items = {
            name: self._item(name, {"type": given} if isinstance(given, str) else given, required, sensitive, said)
            for name, given in variables.items()
        }
        current = table.get("current_env")
        if current is not None and current not in items:
            self._complain("", f"current_env names {current!r}, which is no variable", "name one of the variables")
        if self._faults:
            raise schema_error(self._faults)
        return Schema(self._path, items, current)

    def _complain(self, name: str, message: str, mend: str) -> None:
        self._faults.append(Complaint(self._path, self._line(name), 1, name, "error", "schema", message, mend))

    def _line(self, name: str) -> int:
        """Return the line that defines a variable, as far as it can be told from the text; 1 else."""
        word = re.escape(name)
        table = rf"^\s*\[\s*{re.escape(self._prefix)}\b"
        patterns = [rf"{table}.*\b{word}['\"]?\s*\]", rf"^\s*['\"]?{word}['\"]?\s*[.=]"] if name else [table]
        for pattern in patterns:
            found = re.search(pattern, self._text, re.MULTILINE)
            if found:
                return self._text.count("\n", 0, found.end()) + 1
        return 1

    def _item(self, name: str, given: Any, required: Expression, sensitive: Expression, said: bool) -> Item:
        table: Mapping[str, Any] = given if isinstance(given, dict) else {}
        if not isinstance(given, dict):
            self._complain(name, "must be a table, or a text with its type", 'write NAME = "port" or a table')
        if not NAME.fullmatch(name):
            self._complain(name, "no loader can be trusted with this name", "use letters, digits and `_`")
        default = table.get("default")
        if default is not None and not isinstance(default, str | int | float):
            self._complain(name, "default must be a text, a number, true or false", "correct it")
        docs = table.get("docs", ())
        return Item(
            name=name,
            path=self._path,
            line=self._line(name),
            column=1,
            type=self._type(name, table),
            required=self._condition(name, table, required),
            sensitive=self._flag(name, table, "sensitive", sensitive != NO),
            sensitive_said="sensitive" in table,
            sensitive_default_said=said,
            allow_short=table.get("allow_short") is True,
            default=None if default is None else Text(_spelt(default), quoted=isinstance(default, str)),
            deprecated=_deprecated(table.get("deprecated")),
            docs=(docs,) if isinstance(docs, str) else tuple(str(each) for each in docs),
            example=None if "example" not in table else _spelt(table["example"]),
            description=(),
        )

    def _flag(self, name: str, table: Mapping[str, Any], key: str, default: bool) -> Expression:
        value = table.get(key, default)
        if not isinstance(value, bool):
            self._complain(name, f"{key} must be true or false", "correct it")
        return YES if value is True else NO

    def _condition(self, name: str, table: Mapping[str, Any], default: Expression) -> Expression:
        if "required" in table and "required_if" in table:
            self._complain(name, "required and required_if exclude each other", "keep one of them")
        key = "required_if" if "required_if" in table else "required"
        value = table.get(key)
        if value is None:
            return default
        if isinstance(value, bool) and key == "required":
            return YES if value else NO
        condition = self._parsed(name, key, value)
        for call in calls(condition):
            fault = fault_in_call(call)
            if fault:
                self._complain(name, f"{key} {fault}", "write the condition with the functions it knows")
        return condition

    def _parsed(self, name: str, key: str, value: Any) -> Expression:
        if not isinstance(value, str):
            self._complain(name, f"{key} must be a text", 'as "forEnv(production)" or "eq($MODE, live)"')
            return NO
        reader = ArgumentReader(value)
        try:
            parsed = reader.value(stops="")
        except SyntaxFault as fault:
            self._complain(name, f"{key} {fault}", "correct it")
            return NO
        if reader.at != len(value):
            self._complain(name, f"{key} has something behind its end", "take it out")
        return parsed

    def _type(self, name: str, table: Mapping[str, Any]) -> TypePlan | None:
        options = {key: value for key, value in table.items() if key not in {*FLAG_KEYS, "type"}}
        written = self._parsed(name, "type", table.get("type", "enum" if "enum" in options else "string"))
        choices = options.pop("enum", options.pop("values", None))
        arguments: tuple[Expression, ...] = written.arguments if isinstance(written, Call) else ()
        named = written.options if isinstance(written, Call) else ()
        kind = written.name if isinstance(written, Call) else getattr(written, "text", "")
        if choices is not None:
            arguments += tuple(_expression(each) for each in (choices if isinstance(choices, list) else [choices]))
        named += tuple((_camel(key), _expression(value)) for key, value in options.items())
        try:
            return plan_type(Call(kind, arguments, named) if arguments or named else written)
        except OptionError as error:
            self._complain(name, f"type {error}", "correct the type, or the keys beside it")
        return None


def _camel(key: str) -> str:
    first, *rest = RENAMED.get(key, key).split("_")
    return first + "".join(each.capitalize() for each in rest)


def _expression(value: Any) -> Expression:
    if isinstance(value, list):
        return Call("[", tuple(_expression(each) for each in value))
    if isinstance(value, dict):
        return Call("{", (), tuple((key, _expression(each)) for key, each in value.items()))
    return expand(value) if isinstance(value, str) and value.startswith("$") else Text(_spelt(value), quoted=True)


def _spelt(value: Any) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def _deprecated(value: Any) -> str | None:
    if value is None or value is False:
        return None
    return "" if value is True else str(value)
