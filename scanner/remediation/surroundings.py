"""What is kept in step with the code: `.env.schema`, `.env.example` and `.gitignore`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from scanner.envschema.layers import EXAMPLE_NAME, SCHEMA_NAME
from scanner.envschema.locate import TOML_NAMES
from scanner.envschema.toml_schema import find_toml_schema
from scanner.hygiene.fix import addition
from scanner.hygiene.verdicts import verdicts
from scanner.regular import regular
from scanner.remediation.contents import Contents, contents_of, difference
from scanner.remediation.languages.interface import NotCertainError
from scanner.remediation.languages.literals import newline_of
from scanner.remediation.model import FileChange, FixError
from scanner.text.dotenv import Entry, EnvText

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

IGNORE_NAME = ".gitignore"
ENV_PROBE = b".env"


def existing(root: str, path: str) -> Contents | None:
    """Return the contents of a file beside the code; None if there is none. Raises FixError."""
    file = os.path.join(root, path)
    if os.path.islink(file):
        raise FixError(f"{path}: is a symbolic link, and nothing is written through it; replace it by a file")
    try:
        with open(file, "rb", opener=regular) as stream:
            return contents_of(stream.read())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise FixError(f"{path}: cannot be read: {error.strerror}") from error
    except NotCertainError as error:
        raise FixError(f"{path}: {error.why}; save it as UTF-8") from error


def changed(path: str, before: Contents | None, text: str) -> FileChange | None:
    """Return the change to that text; None if there is none."""
    old = before or Contents("")
    step = difference(old.text, text)
    return FileChange(path, before, old.with_text(text), (step,)) if step else None


def names_set(contents: Contents | None) -> set[str]:
    """Return the names that an environment file, a schema or an example has."""
    if contents is None:
        return set()
    return {entry.key for entry in EnvText(contents.text).statements() if isinstance(entry, Entry)}


def taken_names(root: str) -> set[str]:
    """Return the names that mean something already. Raises FixError if a file cannot be read."""
    names = names_set(existing(root, SCHEMA_NAME)) | names_set(existing(root, EXAMPLE_NAME))
    return names | names_set(existing(root, ".env")) | toml_names(root)


def toml_names(root: str) -> set[str]:
    """Return the names of a schema in a TOML file. Raises SchemaError if it is wrong."""
    for name in TOML_NAMES:
        path = os.path.join(root, name)
        schema = find_toml_schema(path) if os.path.isfile(path) else None
        if schema is not None:
            return set(schema.items)
    return set()


def schema_change(before: Contents | None, names: Sequence[str]) -> FileChange | None:
    """Return the change that adds the names to the schema, as required and sensitive."""
    return added(SCHEMA_NAME, before, names, "# @required @sensitive")


def example_change(before: Contents | None, names: Sequence[str]) -> FileChange | None:
    """Return the change that adds the names to the example, if there is one; they are empty there."""
    return None if before is None else added(EXAMPLE_NAME, before, names, "# (required, sensitive)")


def added(path: str, before: Contents | None, names: Sequence[str], comment: str) -> FileChange | None:
    """Return the change that adds a block a name at the end."""
    lacking = [name for name in names if name not in names_set(before)]
    if not lacking:
        return None
    text = before.text if before is not None else ""
    end = newline_of(text)
    if text and not text.endswith("\n"):
        text += end
    for name in lacking:
        text += f"{end if text else ''}{comment}{end}{name}={end}"
    return changed(path, before, text)


def ignore_change(root: str, lines: Collection[str]) -> FileChange | None:
    """Return the change that adds the lines to the ignore file."""
    before = existing(root, IGNORE_NAME)
    text = before.text if before is not None else ""
    new = [line for line in lines if line not in text.splitlines()]
    addendum = addition(text.encode("utf-8", "surrogateescape"), new).decode("utf-8", "surrogateescape")
    return changed(IGNORE_NAME, before, text + addendum) if new else None


def is_ignored(root: str, path: bytes = ENV_PROBE) -> bool:
    """Whether git ignores the path. Raises GitError if git fails."""
    verdict = verdicts(root, [path]).get(path)
    return verdict is not None and bool(verdict.pattern) and not verdict.pattern.startswith(b"!")
