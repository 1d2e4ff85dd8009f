"""Where loaders read the same line differently. The tests hold each difference against real loaders."""

from __future__ import annotations

from scanner.record import NamedTuple
from scanner.text.lazy_pattern import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.text.dotenv import Entry

PLAIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./:@%+,=-"
"""Characters of unquoted values that every loader and every shell reads alike."""

ONE_QUOTE = frozenset(("", '"', "'"))
EXPANDED_IN_SINGLE = lazy(r"\$\{[^}:]*(?::-[^}]*)?\}")
"""What python-dotenv replaces: `${NAME}` and `${NAME:-…}`."""

LONE_DOLLAR = lazy(r"\$[^$(]|\$\Z")
SHELL = lazy(r"[\s&;|<>()*?~!{}\[\]]")


class Difference(NamedTuple):
    """One way in which loaders differ on an entry."""

    what: str
    """For tests and programs, in one word."""
    message: str
    mend: str


HASH = Difference(
    "hash",
    "a `#` ends the value for node's dotenv and varlock, and belongs to it for python-dotenv and compose",
    "put single quotes around the value, or a space before a comment",
)
REFERENCE = Difference(
    "reference",
    "`$` begins a reference for some loaders (python-dotenv, compose, shells) and is text for others (node's dotenv)",
    "put single quotes around it if it is text",
)
SINGLE = Difference(
    "single-quoted",
    "python-dotenv replaces `${…}` in single quotes too; the others do not",
    "switch interpolation off there, or write the value without `${`",
)
COMMAND = Difference(
    "command",
    "`$(…)` is executed by shells and by dotenvx, and is text elsewhere; here it is never executed, nor checked",
    "write the value itself, or put single quotes around it if it is text",
)
DOLLARS = Difference(
    "dollars",
    "`$$` is one `$` for compose, a process's number for shells, and two `$` elsewhere",
    "put single quotes around the value",
)
BACKSLASH = Difference(
    "backslash",
    "a backslash in quotes is an escape for some loaders and a character for others",
    "write the value without it, or with `\\n` as the only escape",
)
BACKTICK = Difference(
    "backtick",
    "backticks are quotes for node's dotenv, a command for shells, and characters elsewhere",
    "use single or double quotes",
)
TRIPLE = Difference(
    "triple", "tripled quotes are read by few loaders", "use one double quote, and `\\n` for the ends of lines"
)
LINES = Difference(
    "lines",
    "the value goes on over several lines, which `docker run --env-file` and systemd do not read",
    "use `\\n` in double quotes if they are to read it",
)
EXPORT = Difference("export", "`export` is refused by `docker run --env-file`", "leave `export` away")
SPACED = Difference(
    "spaced", "space beside the `=` is an error for shells and for `docker run --env-file`", "write NAME=value"
)
UNQUOTED = Difference("unquoted", "a shell that sources the file takes the value apart", "put quotes around the value")
TEXT_QUOTE = Difference(
    "quote-inside", "a quote inside an unquoted value opens a quotation for shells", "put quotes around the whole value"
)
NAMED = Difference(
    "name", "a name with `.` or `-` cannot be set by shells and is refused by compose", "use letters, digits and `_`"
)
CALL = Difference("call", "varlock reads it as a call; all others read it as text", "put quotes around the value")


def is_plain(raw: str) -> bool:
    """Whether an unquoted value is one that every loader and every shell reads alike."""
    return not raw.strip(PLAIN)


def _is_name(key: str) -> bool:
    return key.isascii() and key.isidentifier()


def is_portable(entry: Entry) -> bool:
    """Whether the entry is of the plainest kind, on which no loaders differ: the quick answer for most lines."""
    if entry.comment or entry.export or entry.spaced or entry.quote not in ONE_QUOTE:
        return False
    return is_plain(entry.raw) and _is_name(entry.key)


def differences(entry: Entry) -> Iterator[Difference]:
    """Yield the ways in which loaders differ on an entry."""
    if entry.export:
        yield EXPORT
    if entry.spaced:
        yield SPACED
    if not _is_name(entry.key):
        yield NAMED
    if entry.quote:
        yield from _quoted(entry)
    elif entry.comment or not is_plain(entry.raw):
        yield from _unquoted(entry)


def _quoted(entry: Entry) -> Iterator[Difference]:
    raw = entry.raw
    if "\n" in raw:
        yield LINES
    if len(entry.quote) == 3:
        yield TRIPLE
    elif entry.quote == "`":
        yield BACKTICK
    if "\\" in raw and (entry.quote != '"' or "\\" in raw.replace("\\n", "")):
        yield BACKSLASH
    if "$" in raw:
        yield from _dollar(raw, single=entry.quote == "'")
    if "`" in raw and entry.quote == '"':
        yield BACKTICK


def _unquoted(entry: Entry) -> Iterator[Difference]:
    raw = entry.raw
    between = entry.value_end - entry.value_begin == len(raw) and entry.comment
    if between and (not raw or not entry.comment_apart):
        yield HASH
    if "$" in raw:
        yield from _dollar(raw, single=False)
    if "\\" in raw:
        yield BACKSLASH
    if "`" in raw:
        yield BACKTICK
    if '"' in raw or "'" in raw:
        yield TEXT_QUOTE
    if SHELL.search(raw):
        yield UNQUOTED


def _dollar(raw: str, single: bool) -> Iterator[Difference]:
    if single:
        if EXPANDED_IN_SINGLE.search(raw):
            yield SINGLE
        return
    if "$(" in raw:
        yield COMMAND
    if "$$" in raw:
        yield DOLLARS
    if LONE_DOLLAR.search(raw):
        yield REFERENCE
