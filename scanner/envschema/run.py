"""A whole check: which files, which environments they make, and everything that is wrong with them in one run."""

from __future__ import annotations

import os

from scanner.envschema.check import check_environment, make_environment
from scanner.envschema.complaint import Complaint, EnvFileError, SchemaError
from scanner.envschema.environment_file import read_environment_file
from scanner.envschema.example import check_example
from scanner.envschema.layers import (
    EXAMPLES,
    SCHEMA_NAME,
    environment_files,
    holds_others,
    is_example,
    label,
    names_of,
)
from scanner.envschema.locate import TOML_NAMES, find_schema, schema_of
from scanner.envschema.secrecy import check_declarations, check_reuse, check_strength
from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from scanner.envschema.complaint import Level
    from scanner.envschema.environment_file import EnvironmentFile
    from scanner.envschema.schema import Schema


class CheckResult(NamedTuple):
    """What a check has to say."""

    files: tuple[str, ...]
    """Everything that was read, in the order of the names."""
    complaints: tuple[Complaint, ...]
    """By path, line and column."""
    failures: tuple[str, ...]
    """Files that could not be checked, and why."""

    def count(self, level: Level) -> int:
        """How many complaints have this level."""
        return sum(1 for complaint in self.complaints if complaint.level == level)

    def strict(self) -> CheckResult:
        """Return the result with its warnings as errors."""
        raised = [each._replace(level="error") if each.level == "warning" else each for each in self.complaints]
        return self._replace(complaints=tuple(raised))


def check_files(
    names: Sequence[str],
    schema: str | None = None,
    environment: str | None = None,
    process: Mapping[str, str] | None = None,
) -> CheckResult:
    """Check these files, or all in these directories; without any, all that the current directory has.

    `schema`: a file or `module:Class`, else the one beside the files. `environment`: the name of the environment that
    files without one in their names are read as. `process`: variables that win over those of the files. A schema that
    is wrong or missing is a failure of its directory.
    """
    groups: dict[str, list[str]] = {} if names else {"": []}
    for name in names:
        if os.path.isdir(name):
            name = os.path.join(name, SCHEMA_NAME)  # noqa: PLW2901  a directory stands for all that is in it
        groups.setdefault(os.path.dirname(os.path.normpath(name)), []).append(os.path.normpath(name))
    checks = []
    for directory, wanted in sorted(groups.items()):
        try:
            checks.append(_check_group(directory, wanted, schema, environment, process))
        except (SchemaError, EnvFileError) as error:
            checks.append(CheckResult((), (), (str(error),)))
    complaints = {each: None for check in checks for each in check.complaints}
    return CheckResult(
        tuple(sorted({file for check in checks for file in check.files})),
        tuple(sorted(complaints, key=lambda each: (each.path, each.line, each.column, each.name, each.message))),
        tuple(dict.fromkeys(failure for check in checks for failure in check.failures)),
    )


def _check_group(
    directory: str,
    wanted: list[str],
    explicit: str | None,
    environment: str | None,
    process: Mapping[str, str] | None,
) -> CheckResult:
    of_schema = {SCHEMA_NAME, *TOML_NAMES}
    named = [name for name in wanted if os.path.basename(name) not in of_schema]
    only_toml = bool(wanted) and not named and all(os.path.basename(name) in TOML_NAMES for name in wanted)
    schema = find_schema(directory, explicit) if only_toml else schema_of(directory, explicit)
    if schema is None:  # a project file that has no schema in it
        return CheckResult((), (), ())
    check = DirectoryCheck(directory, schema, process)
    if wanted and len(named) == len(wanted):
        check.check_named(named, environment)
    else:
        check.check_all(environment)
        check.check_named(named, environment)
    return check.result()


class DirectoryCheck:
    """The check of the files in one directory against one schema. Each file is read once."""

    def __init__(self, directory: str, schema: Schema, process: Mapping[str, str] | None) -> None:
        self._directory = directory
        self._schema = schema
        self._process = process
        self._files: dict[str, EnvironmentFile | None] = {}
        self._told: set[str] = set()
        self._checked: set[tuple[str, ...]] = set()
        self._complaints: list[Complaint] = list(check_declarations(schema))
        self._failures: dict[str, None] = {}

    def result(self) -> CheckResult:
        """Return what was found."""
        read = [path for path, file in self._files.items() if file is not None]
        circles = [str(each) for each in self._complaints if each.kind == "circle"]
        return CheckResult((self._schema.path, *read), tuple(self._complaints), (*self._failures, *circles))

    def check_all(self, environment: str | None) -> None:
        """Check every environment that files here make, what they share, and the example."""
        try:
            paths = environment_files(self._directory)
        except OSError as error:
            where = self._directory or "."
            raise EnvFileError(f"{where}: cannot be read: {error.strerror}; name the files") from error
        self.check_named(paths, environment)
        for name in sorted(EXAMPLES):
            path = os.path.join(self._directory, name)
            if os.path.lexists(path):
                self._example(path)
        if not paths and self._process is not None:
            self._environment([], environment, self._schema.path)

    def check_named(self, paths: Iterable[str], environment: str | None) -> None:
        """Check the environments that these files belong to, and their own portability."""
        paths = list(paths)
        for path in paths:
            if is_example(path):
                self._example(path)
                continue
            self._own(path)
            said = label(path)
            if said is None:
                self._environment([path], environment, path)
            elif said.environment is not None:
                self._environment(self._present(said.environment), said.environment, path)
            else:
                current = environment or self._current(path)
                self._environment(self._present(current), environment, path)
        read = [file for path in paths if not is_example(path) and (file := self._read(path)) is not None]
        self._complaints += check_reuse(self._schema, read)

    def _current(self, path: str) -> str | None:
        """Return the environment that the files without one in their names choose."""
        if self._schema.current_env is None:
            return None
        base = [self._read(each) for each in self._present(None)]
        files = [file for file in base if file is not None]
        return self._schema.environment(make_environment(self._schema, files, None, path, self._process).evaluation)

    def _present(self, environment: str | None) -> list[str]:
        paths = [os.path.join(self._directory, name) for name in names_of(environment)]
        return [path for path in paths if os.path.lexists(path) and not holds_others(path)]

    def _read(self, path: str) -> EnvironmentFile | None:
        if path not in self._files:
            self._files[path] = None
            try:
                self._files[path] = read_environment_file(path)
            except EnvFileError as error:
                self._failures[str(error)] = None
        return self._files[path]

    def _own(self, path: str) -> None:
        file = self._read(path)
        if file is not None and path not in self._told:
            self._told.add(path)
            self._complaints += file.complaints

    def _environment(self, paths: list[str], name: str | None, named: str) -> None:
        read = [self._read(path) for path in paths]
        if any(file is None for file in read) or (*paths, str(name)) in self._checked:
            return
        self._checked.add((*paths, str(name)))
        files = [file for file in read if file is not None]
        made = make_environment(self._schema, files, name, named, self._process)
        self._complaints += check_environment(self._schema, made)
        self._complaints += check_strength(self._schema, made)

    def _example(self, path: str) -> None:
        file = self._read(path)
        if file is not None:
            self._own(path)
            self._complaints += check_example(self._schema, file)


def check_example_file(path: str, schema: Schema) -> CheckResult:
    """Check the example `path` alone; that there is none is a fault. Raises EnvFileError if it cannot be read."""
    if not os.path.lexists(path):
        message, mend = "is not there", "run `keysieve env example --write`"
        return CheckResult((), (Complaint(path, 1, 1, "", "error", "example", message, mend),), ())
    return CheckResult((path,), tuple(check_example(schema, read_environment_file(path, portable=False))), ())
