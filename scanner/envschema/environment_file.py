"""One `.env` file: its entries, and what is wrong with it whatever the schema says."""

from __future__ import annotations

from scanner.envschema.complaint import Complaint, EnvFileError
from scanner.envschema.contents import read_contents
from scanner.envschema.evaluation import calls, fault_in_call
from scanner.envschema.expression import Call, SyntaxFault, Text, expand, item_value
from scanner.envschema.functions import UNEVALUATED
from scanner.envschema.known import ITEM, ROOT
from scanner.envschema.names import shown_name
from scanner.envschema.portability import CALL, differences, is_plain, is_portable
from scanner.record import NamedTuple
from scanner.text.dotenv import Broken, Comment, Entry, EnvText
from scanner.text.lazy_pattern import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scanner.envschema.contents import Contents
    from scanner.envschema.expression import Expression

ENCRYPTED = ("encrypted:", "ENC[AES256_GCM,")
"""How dotenvx and sops begin a value that is to be decrypted first."""


DECORATED = lazy(r"\#[ \t]*@([A-Za-z]+)")
MOST_BROKEN = 1000
CALLED = lazy(r"(?s)[A-Za-z]\w*\(.*\)")


OF_ENCRYPTION = ("sops_", "DOTENV_PUBLIC_KEY")
"""How names begin that these two add of themselves."""


class Definition(NamedTuple):
    """What a file sets a name to, and where."""

    expression: Expression
    path: str
    line: int
    column: int


class EnvironmentFile(NamedTuple):
    """A file that was read."""

    path: str
    definitions: dict[str, Definition]
    """The last definition of each name; one without a value (`NAME=`) sets nothing and is not in it."""
    places: dict[str, tuple[int, int]]
    """Line and column of each name's last entry, also where it sets nothing."""
    complaints: tuple[Complaint, ...]


def read_environment_file(path: str, portable: bool = True) -> EnvironmentFile:
    """Return what the file `path` sets; `portable`: complain of what loaders read differently.

    Raises EnvFileError if it cannot be read at all.
    """
    return environment_file(read_contents(path), portable)


def environment_file(contents: Contents, portable: bool = True) -> EnvironmentFile:
    """Return what these contents set. Raises EnvFileError for what is no environment file at all."""
    path, text = contents.path, contents.text
    definitions: dict[str, Definition] = {}
    places: dict[str, tuple[int, int]] = {}
    complaints = list(_whole_file(contents)) if portable else []
    broken = 0
    for statement in EnvText(text).statements():
        if isinstance(statement, Entry):
            key, raw = statement.key, statement.raw
            if key in places:
                complaints.append(_set_twice(path, statement, places[key][0]))
            places[key] = statement.line, statement.column
            if portable and not is_portable(statement) and not _is_encrypted(statement):
                complaints += _portability(path, statement)
            expression = Text(raw, False) if raw.isalnum() and raw != "undefined" else _expression(statement)
            if expression is not None:
                definitions[key] = Definition(expression, path, statement.line, statement.column)
        elif isinstance(statement, Comment):
            complaints += _decorated(path, statement)
        elif isinstance(statement, Broken):
            broken += 1
            if broken > MOST_BROKEN:
                raise EnvFileError(
                    f"{path}:{statement.line}: has {broken} lines that cannot be read; is it one at all?"
                )
            place = path, statement.line, statement.column, shown_name(statement.key)
            complaints.append(Complaint(*place, "error", "syntax", statement.message, statement.mend))
    return EnvironmentFile(path, definitions, places, tuple(complaints))


def _whole_file(contents: Contents) -> Iterator[Complaint]:
    if contents.has_bom:
        message = "begins with a byte order mark, which some loaders take as part of the first name"
        yield Complaint(contents.path, 1, 1, "", "warning", "portability", message, "save it as UTF-8 without BOM")
    at = contents.text.find("\r\n")
    if at >= 0:
        line = contents.text.count("\n", 0, at) + 1
        message = "has lines that end with CR LF; shells take the CR as part of the value"
        yield Complaint(contents.path, line, 1, "", "warning", "portability", message, "save it with LF")


def _set_twice(path: str, entry: Entry, first: int) -> Complaint:
    message = f"is set twice, first in line {first}; loaders take one or the other"
    place = path, entry.line, entry.column, shown_name(entry.key)
    return Complaint(*place, "error", "duplicate", message, "keep one of them")


def _is_encrypted(entry: Entry) -> bool:
    return entry.raw.startswith(ENCRYPTED) or entry.key.startswith(OF_ENCRYPTION)


def _decorated(path: str, comment: Comment) -> Iterator[Complaint]:
    """Yield that decorators outside of a schema say nothing here, though they do to varlock."""
    found = DECORATED.match(comment.text) if "@" in comment.text else None
    if found and found[1] in ITEM | ROOT:
        message = f"@{found[1]} stands in an environment file, which is not supported"
        mend = "move it into the schema, or begin the comment with a word"
        yield Complaint(path, comment.line, comment.column, "", "error", "decorator", message, mend)


def _portability(path: str, entry: Entry) -> Iterable[Complaint]:
    found = list(differences(entry))
    if not entry.quote and CALLED.fullmatch(entry.raw):
        found.append(CALL)
    for each in found:
        place = path, entry.line, entry.column, shown_name(entry.key)
        yield Complaint(*place, "warning", "portability", each.message, each.mend)


def _expression(entry: Entry) -> Expression | None:
    if entry.raw.startswith(ENCRYPTED):
        return Call(next(iter(UNEVALUATED)), ())
    if not entry.quote and is_plain(entry.raw) and entry.raw not in {"", "undefined"}:
        return Text(entry.raw, False)
    try:
        value = item_value(entry.raw, entry.quote)
    except SyntaxFault:
        return Text(entry.raw)
    if value is not None and any(fault_in_call(call) for call in calls(value)):
        return Text(entry.raw)
    if isinstance(value, Call) and value.name in {"[", "{"}:
        return expand(entry.raw, quoted=False)  # loaders give it as text; a type that wants a list reads it as one
    return value
