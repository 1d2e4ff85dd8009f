"""`load_env`: the environment as typed values, or one error with everything that is wrong."""

from __future__ import annotations

import os

from scanner.envschema.check import check_environment, make_environment
from scanner.envschema.complaint import Complaint
from scanner.envschema.environment_file import read_environment_file
from scanner.envschema.functions import as_text
from scanner.envschema.layers import names_of
from scanner.errors import KeysieveError
from scanner.model import Secret
from scanner.runtime.seen import SEEN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any, TypeVar, overload

    from scanner.envschema.check import Environment
    from scanner.envschema.environment_file import EnvironmentFile
    from scanner.envschema.schema import Item, Schema

    T = TypeVar("T")

SCHEMA = ".env.schema"


class EnvError(KeysieveError):
    """The environment is not what the schema asks for. `complaints` has each fault; no value is in it, or shown."""

    def __init__(self, complaints: Sequence[Complaint]) -> None:
        self.complaints = tuple(complaints)
        count = len(self.complaints)
        super().__init__(f"{count} fault{'' if count == 1 else 's'} in the environment:{self._lines()}")

    def _lines(self) -> str:
        return "".join(f"\n  {complaint}" for complaint in self.complaints)


if TYPE_CHECKING:

    @overload
    def load_env(
        schema: str | os.PathLike[str] = SCHEMA,
        *,
        env: str | None = None,
        files: Sequence[str | os.PathLike[str]] | None = None,
        process: Mapping[str, str] | None = None,
    ) -> Mapping[str, Any]: ...
    @overload
    def load_env(
        schema: type[T],
        *,
        env: str | None = None,
        files: Sequence[str | os.PathLike[str]] | None = None,
        process: Mapping[str, str] | None = None,
    ) -> T: ...


def load_env(
    schema: Any = SCHEMA,
    *,
    env: str | None = None,
    files: Sequence[str | os.PathLike[str]] | None = None,
    process: Mapping[str, str] | None = None,
) -> Any:
    """Return the values that the schema asks for, each of its type; those of sensitive items as `Secret`.

    `schema`: a `.env.schema` or a TOML file, which gives a mapping from names to values (None for what is not set), or
    a dataclass or pydantic model, which gives an instance. `env`: the environment; None: as the schema's `@currentEnv`
    says. `files`: the environment files, later ones win; None: `.env`, `.env.local` and those of the environment, as
    far as they exist, beside the schema (for a class: in the current directory). `process`: variables that win over
    the files'; None: those of this process.

    Nothing is executed, and `os.environ` is not changed. Sensitive values are masked in logs from
    then on, if masking is installed. Raises EnvError with all faults at once, SchemaError if the schema is wrong,
    EnvFileError if a file cannot be read.
    """
    is_class = isinstance(schema, type)
    directory = "" if is_class else os.path.dirname(os.fspath(schema))
    plan = _class_schema(schema) if is_class else _file_schema(os.fspath(schema))
    outside = os.environ if process is None else process
    environment = _environment(plan, directory, env, files, outside)
    told = (*_broken(environment.files), *check_environment(plan, environment, overridden=False))
    # a value that only a command or a key could tell is none that a program can have
    faults = [complaint for complaint in told if complaint.level == "error" or complaint.kind == "unevaluated"]
    if faults:
        raise EnvError(faults)
    values = {name: _value(item, environment, wrapped=not is_class) for name, item in plan.items.items()}
    _remember(plan, environment)
    if not is_class:
        return values
    from scanner.runtime.within import secrets_within

    instance = _instance(schema, plan, values)
    for name, secret in secrets_within(instance, schema.__qualname__):
        SEEN.add(secret, name)
    return instance


def _file_schema(path: str) -> Schema:
    if path.endswith(".toml"):
        from scanner.envschema.locate import schema_of

        return schema_of("", path)
    from scanner.envschema.spec_file import read_spec_file

    return read_spec_file(path)


def _class_schema(settings: type) -> Schema:
    from scanner.envschema.pydantic_schema import is_model, settings_schema

    if is_model(settings):
        return settings_schema(settings)
    from scanner.runtime.dataclass_schema import dataclass_schema

    return dataclass_schema(settings)


def _instance(settings: type, plan: Schema, values: Mapping[str, object]) -> object:
    from scanner.envschema.pydantic_schema import is_model
    from scanner.runtime.instance import RefusedError, dataclass_instance, model_instance

    try:
        return (model_instance if is_model(settings) else dataclass_instance)(settings, values)
    except RefusedError as error:
        message = f"{settings.__qualname__} refuses values that are right one by one ({error})"
        mend = "see what the class itself checks"
        raise EnvError([Complaint(plan.path, 1, 1, "", "error", "class", message, mend)]) from None


def _environment(
    schema: Schema,
    directory: str,
    name: str | None,
    files: Sequence[str | os.PathLike[str]] | None,
    process: Mapping[str, str],
) -> Environment:
    if files is not None:
        read = [read_environment_file(os.fspath(path), portable=False) for path in files]
        return make_environment(schema, read, name, schema.path, process)
    here = _read_present(directory, None)
    if name is None:
        name = schema.environment(make_environment(schema, here, None, schema.path, process).evaluation)
    if name is not None:
        here = _read_present(directory, name)
    return make_environment(schema, here, name, schema.path, process)


def _read_present(directory: str, name: str | None) -> list[EnvironmentFile]:
    paths = [os.path.join(directory, each) for each in names_of(name)]
    return [read_environment_file(path, portable=False) for path in paths if os.path.lexists(path)]


def _broken(files: Sequence[EnvironmentFile]) -> list[Complaint]:
    return [complaint for file in files for complaint in file.complaints if complaint.kind == "syntax"]


def _remember(schema: Schema, environment: Environment) -> None:
    """Have the values masked in logs that the schema declares sensitive."""
    for name, item in schema.items.items():
        value = environment.evaluation.value(name)
        if value and item.is_declared_sensitive(environment.evaluation):
            SEEN.add(Secret(as_text(value).encode("utf-8", "surrogateescape")), name)


def _value(item: Item, environment: Environment, wrapped: bool) -> object:
    """Return the typed value of an item, `wrapped` in a Secret if it is declared sensitive; None: it is not set."""
    value = environment.evaluation.value(item.name)
    if value is None or value == "":
        return None
    if wrapped and item.is_declared_sensitive(environment.evaluation):
        return Secret(as_text(value).encode("utf-8", "surrogateescape"))
    if item.type is None or isinstance(value, bool):
        return value
    return item.type.resolve(environment.evaluation).read(value)
