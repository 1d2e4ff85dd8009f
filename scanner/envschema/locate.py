"""Where the schema of a directory stands, and which of the ways to write one it is."""

from __future__ import annotations

import os

from scanner.envschema.complaint import SchemaError
from scanner.envschema.layers import SCHEMA_NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.envschema.schema import Schema

TOML_NAMES = (".keysieve.toml", "pyproject.toml")


def schema_of(directory: str, explicit: str | None = None) -> Schema:
    """Return the schema for the files in `directory`.

    `explicit`: a file, or `module:Class` with a pydantic settings class, which imports that module. Raises SchemaError
    if the schema is wrong or there is none, EnvFileError if it cannot be read.
    """
    found = find_schema(directory, explicit)
    if found is None:
        where = os.path.normpath(directory or ".")
        raise SchemaError(
            f"{where}: has neither a {SCHEMA_NAME} nor [tool.keysieve.env] in a pyproject.toml; write one,"
            " or name one with --schema"
        )
    return found


def find_schema(directory: str, explicit: str | None = None) -> Schema | None:
    """Return the schema for the files in `directory`, None if there is none; see `schema_of`."""
    if explicit is not None:
        return _named(explicit)
    path = os.path.normpath(os.path.join(directory, SCHEMA_NAME))
    if os.path.lexists(path):
        return _named(path)
    from scanner.envschema.toml_schema import find_toml_schema

    for name in TOML_NAMES:
        path = os.path.normpath(os.path.join(directory, name))
        schema = find_toml_schema(path) if os.path.isfile(path) else None
        if schema is not None:
            return schema
    return None


def _named(name: str) -> Schema:
    module, colon, attribute = name.partition(":")
    if colon and attribute.isidentifier() and module.replace(".", "").isidentifier() and not os.path.lexists(name):
        from scanner.envschema.pydantic_schema import load_settings_class, settings_schema

        return settings_schema(load_settings_class(module, attribute))
    if name.endswith(".toml"):
        from scanner.envschema.toml_schema import find_toml_schema

        schema = find_toml_schema(name)
        if schema is None:
            raise SchemaError(f"{name}: has no table [tool.keysieve.env]; add one, or name another schema")
        return schema
    from scanner.envschema.spec_file import read_spec_file

    return read_spec_file(name)
