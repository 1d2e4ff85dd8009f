"""The reader of `.env.schema` files: items with decorators in the comments above them."""

from __future__ import annotations

import os

from scanner.envschema.complaint import Complaint, EnvFileError, SchemaError, schema_error
from scanner.envschema.contents import read_contents
from scanner.envschema.decorators import decorators_in, is_decorated, is_divider
from scanner.envschema.evaluation import calls, fault_in_call
from scanner.envschema.expression import Call, SyntaxFault, item_value
from scanner.envschema.header import read_header
from scanner.envschema.item_decorators import make_item, said_by
from scanner.envschema.schema import Schema
from scanner.text.dotenv import Broken, Comment, Entry, EnvText

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.envschema.contents import Contents
    from scanner.envschema.decorators import Decorator
    from scanner.envschema.expression import Expression
    from scanner.envschema.header import Header, Import
    from scanner.envschema.item_decorators import Said
    from scanner.envschema.schema import Item

DEEPEST = 10
"""Schemas that import each other."""


def read_spec_file(path: str, _above: tuple[str, ...] = ()) -> Schema:
    """Return the schema in the file `path`. Raises SchemaError with all that is wrong, EnvFileError if unreadable."""
    return SpecReader(read_contents(path), _above).read()


class SpecReader:
    """Reads one schema and what it imports."""

    def __init__(self, contents: Contents, above: tuple[str, ...] = ()) -> None:
        """Take the contents, and the files that import this one."""
        self._path = contents.path
        self._statements = list(EnvText(contents.text, literals=True).statements())
        self._above = (*above, os.path.realpath(contents.path))
        self._faults: list[Complaint] = []
        self._said: dict[tuple[str, ...], Said] = {}
        """What lines of decorators say that are without fault and end where they begin: schemas repeat them."""

    def read(self) -> Schema:
        """Return the schema. Raises SchemaError with everything that is wrong in it."""
        header_lines, blocks = self._grouped()
        header = self._header(header_lines)
        items: dict[str, Item] = {}
        for statement in header.imports:
            self._import(statement, items)
        own: set[str] = set()
        for lines, entry in blocks:
            item = self._item(lines, entry, header)
            if entry.key in own:
                mend = "keep one of them"
                self._complain(
                    entry.line,
                    entry.column,
                    entry.key,
                    f"is defined twice, first in line {items[entry.key].line}",
                    mend,
                )
                continue
            own.add(entry.key)
            items[entry.key] = item
        if header.current_env is not None and header.current_env not in items:
            message = f"@currentEnv names {header.current_env}, which is no item of the schema"
            self._complain(1, 1, "", message, f"add a line {header.current_env}=…")
        if self._faults:
            raise schema_error(sorted(self._faults, key=lambda fault: (fault.path, fault.line)))
        return Schema(self._path, items, header.current_env)

    def _complain(self, line: int, column: int, name: str, message: str, mend: str) -> None:
        self._faults.append(Complaint(self._path, line, column, name, "error", "schema", message, mend))

    def _grouped(self) -> tuple[list[Comment], list[tuple[list[Comment], Entry]]]:
        """Return the comments of the header, and each entry with the comments right above it."""
        header: list[Comment] = []
        blocks: list[tuple[list[Comment], Entry]] = []
        pending: list[Comment] = []
        for statement in self._statements:
            if isinstance(statement, Comment) and not is_divider(statement.text):
                pending.append(statement)
                continue
            if isinstance(statement, Entry):
                blocks.append((pending, statement))
            elif not blocks:
                header += pending
            else:
                self._unattached(pending)
            if isinstance(statement, Broken):
                self._complain(statement.line, statement.column, statement.key, statement.message, statement.mend)
            pending = []
        if blocks:
            self._unattached(pending)
        else:
            header += pending
        return header, blocks

    def _unattached(self, lines: list[Comment]) -> None:
        for line in lines:
            if is_decorated(line.text):
                message = "a decorator stands in a comment that belongs to no item"
                self._complain(line.line, line.column, "", message, "move it to the lines right above its item")

    def _decorators(self, lines: list[Comment]) -> list[Decorator]:
        found, faults = decorators_in(lines)
        for fault in faults:
            self._complain(fault.line, fault.column, "", fault.message, "correct the decorator")
        return found

    def _header(self, lines: list[Comment]) -> Header:
        return read_header(self._decorators(lines), self._complain)

    def _item(self, lines: list[Comment], entry: Entry, header: Header) -> Item:
        decorated: list[str] = []
        description: list[str] = []
        for text, _, _ in lines:
            (decorated if is_decorated(text) else description).append(text)
        if is_decorated(entry.comment):
            decorated.append(entry.comment)
        said = self._said.get(tuple(decorated))
        if said is None:
            faults = len(self._faults)
            decorators = self._decorators(lines)
            if is_decorated(entry.comment):
                column = entry.value_column + entry.value_end - entry.value_begin
                decorators += self._decorators([Comment(entry.comment, entry.end_line, column)])
            description = [
                line.text for line in lines if not is_decorated(line.text) and not _goes_on(line, decorators)
            ]
            said = said_by(decorators, entry.key, self._complain)
            if len(self._faults) == faults and all(each.line == each.end_line for each in decorators):
                self._said[tuple(decorated)] = said
        return make_item(entry, self._default(entry), said, description, header.defaults, self._path)

    def _default(self, entry: Entry) -> Expression | None:
        try:
            value = item_value(entry.raw, entry.quote) if entry.raw or entry.quote else None
        except SyntaxFault as fault:
            self._complain(
                entry.line, entry.value_column, entry.key, f"the value {fault}", "correct it, or put quotes around it"
            )
            return None
        for call in calls(value) if isinstance(value, Call) else ():
            message = fault_in_call(call)
            if message:
                mend = "write the value itself, or quotes around it if it is text"
                self._complain(entry.line, entry.value_column, entry.key, message, mend)
                return None
        return value

    def _import(self, statement: Import, items: dict[str, Item]) -> None:
        path = os.path.join(os.path.dirname(self._path), statement.path)
        if os.path.isdir(path):
            path = os.path.join(path, ".env.schema")
        path = os.path.normpath(path)
        if not os.path.lexists(path):
            if not statement.allow_missing:
                mend = "correct the path, or add allowMissing=true"
                self._complain(statement.line, statement.column, "", f"@import: there is no {path}", mend)
            return
        if os.path.realpath(path) in self._above or len(self._above) >= DEEPEST:
            self._complain(
                statement.line, statement.column, "", "@import: files import each other in a circle", "part them"
            )
            return
        try:
            imported = read_spec_file(path, self._above)
        except EnvFileError as error:
            raise SchemaError(str(error)) from error
        items.update({name: item for name, item in imported.items.items() if statement.takes(name)})


def _goes_on(line: Comment, decorators: list[Decorator]) -> bool:
    """Whether the comment line lies inside a decorator that began in a line above it."""
    return any(decorator.line < line.line <= decorator.end_line for decorator in decorators)
