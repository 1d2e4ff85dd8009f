"""Finding the reads in files, and holding them against a schema."""

from __future__ import annotations

import os

from scanner.envschema.complaint import Complaint, EnvFileError
from scanner.envschema.usage.interface import Use
from scanner.envschema.usage.table import LANGUAGES, is_of_platform
from scanner.regular import regular

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scanner.envschema.schema import Schema

LARGEST = 2 * 1024 * 1024
"""Bytes; larger files are generated."""

LEFT_OUT = frozenset(("node_modules", "__pycache__", "vendor", "dist", "build", "target"))


def listed_files(paths: Sequence[str]) -> list[str]:
    """Return the files below these paths: what git tracks, or would if it was asked to; outside of git, all.

    Raises EnvFileError for a path that is not there.
    """
    found: dict[str, None] = {}
    for path in paths or ["."]:
        if not os.path.lexists(path):
            raise EnvFileError(f"{path}: no such file or directory; paths are relative to the current directory")
        for each in _below(path) if os.path.isdir(path) else [path]:
            found[os.path.normpath(each)] = None
    return list(found)


def _below(directory: str) -> list[str]:
    from scanner.git.run import GitError, output

    try:
        listing = output(["ls-files", "-z", "-co", "--exclude-standard", "--", "."], directory)
    except GitError:
        return list(_walked(directory))
    return [os.path.join(directory, os.fsdecode(name)) for name in listing.split(b"\0") if name]


def _walked(directory: str) -> Iterator[str]:
    for place, directories, names in os.walk(directory):
        directories[:] = sorted(name for name in directories if name not in LEFT_OUT and not name.startswith(".git"))
        yield from (os.path.join(place, name) for name in sorted(names))


def uses_in(paths: Iterable[str]) -> Iterator[Use]:
    """Yield every read of a variable in these files; those of no known language, or unreadable, have none."""
    for path in paths:
        as_posix = path.replace(os.sep, "/")
        language = next((each for each in LANGUAGES if each.is_mine(as_posix)), None)
        text = _text(path) if language is not None else ""
        if language is None or not language.hint.search(text):
            continue
        seen = set()
        for name, at in language.reads(text):
            if at not in seen:
                seen.add(at)
                begin = text.rfind("\n", 0, at) + 1
                yield Use(name, path, text.count("\n", 0, at) + 1, at - begin + 1, language.name)


def _text(path: str) -> str:
    if os.path.islink(path):
        return ""
    try:
        with open(path, "rb", opener=regular) as stream:
            data = stream.read(LARGEST + 1)
    except OSError:
        return ""
    return "" if len(data) > LARGEST or b"\0" in data else data.decode("utf-8", "replace")


def check_usage(schema: Schema, uses: Iterable[Use]) -> Iterator[Complaint]:
    """Yield what code reads and the schema lacks, at its first place, and what the schema has and nothing reads."""
    by_name: dict[str, list[Use]] = {}
    for use in uses:
        by_name.setdefault(use.name, []).append(use)
    for name, places in sorted(by_name.items()):
        if name in schema.items or is_of_platform(name):
            continue
        first = min(places, key=lambda use: (use.path, use.line, use.column))
        others = len(places) - 1
        more = f", here and in {others} more place{'' if others == 1 else 's'}" if others else ""
        message = f"is read by {first.language} code{more}, and is not in the schema"
        mend = f"add it to {schema.path}"
        yield Complaint(first.path, first.line, first.column, name, "error", "undeclared", message, mend)
    for item in schema.items.values():
        if item.name not in by_name and item.name != schema.current_env:
            message = "is in the schema, and no code here was seen to read it"
            mend = "take it out, or mark it @deprecated"
            yield Complaint(item.path, item.line, item.column, item.name, "warning", "unused", message, mend)
