"""The fewest lines that make git ignore what it should, each at the end of the file where it takes effect.

A line at the end of a file wins over every line before it, so nothing that is there need be changed.
"""

from __future__ import annotations

import os

from scanner.atomic import write_atomically
from scanner.hygiene.conventions import is_glob
from scanner.hygiene.model import HygieneError
from scanner.hygiene.verdicts import is_shared
from scanner.record import NamedTuple
from scanner.regular import regular

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from scanner.hygiene.conventions import Conventions
    from scanner.hygiene.model import Convention, Remark

GITIGNORE = b".gitignore"
SPECIAL = "\\*?[]"
BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")


class Edit(NamedTuple):
    """Lines to be added at the end of one file."""

    path: bytes
    """From the root; the file need not be there."""
    lines: tuple[str, ...]


def edits(remarks: Iterable[Remark], conventions: Conventions, there: Collection[bytes]) -> list[Edit]:
    """Return what must be added to which file so that the remarks go away, those that a line can mend.

    `there`: the paths in the work tree, some of which may be exceptions that must not become ignored.
    """
    wanted: dict[bytes, dict[str, None]] = {}
    back: dict[bytes, dict[str, None]] = {}
    again: dict[tuple[bytes, Convention], list[bytes]] = {}
    for remark in remarks:
        verdict, convention = remark.verdict, remark.convention
        source = verdict.source if verdict is not None and is_shared(verdict) else GITIGNORE
        if remark.ignore_file and convention is not None:
            wanted.setdefault(remark.ignore_file, {})[_anywhere(convention.pattern, remark.ignore_file)] = None
        elif remark.kind == "template-ignored":
            exception = conventions.exception_of(remark.path)
            if exception is not None:
                back.setdefault(source, {})[f"!{exception.pattern}"] = None
        elif convention is not None and remark.kind == "re-included":
            again.setdefault((source, convention), []).append(remark.path)
        elif convention is not None and remark.kind in ("not-ignored", "only-here"):
            wanted.setdefault(GITIGNORE, {})[convention.pattern] = None
    for (source, convention), paths in again.items():
        one = len(paths) == 1
        line = literal_line(paths[0], source) if one else convention.pattern
        wanted.setdefault(source, {})[line] = None
    for source, lines in wanted.items():
        for pattern in exceptions_within(lines, conventions, there):
            back.setdefault(source, {})[f"!{pattern}"] = None
    return [Edit(path, (*wanted.get(path, ()), *back.get(path, ()))) for path in dict.fromkeys((*wanted, *back))]


def exceptions_within(patterns: Iterable[str], conventions: Conventions, there: Collection[bytes]) -> list[str]:
    """Return the exceptions that the patterns would ignore: those that always count, and those of files there."""
    globs = [pattern.removeprefix("**/") for pattern in patterns if is_glob(pattern)]
    within = []
    for exception in conventions.exceptions:
        names = [os.fsencode(probe) for probe in exception.probes]
        names += [path for path in there if conventions.exception_of(path) is exception]
        if any(conventions.fits(glob, name) for glob in globs for name in names):
            within.append(exception.pattern)
    return within


def _anywhere(pattern: str, ignore_file: bytes) -> str:
    """Return the pattern as the file needs it to count in every directory: Docker's patterns begin at the top."""
    if ignore_file.endswith(b".dockerignore") and not pattern.startswith("**/"):
        return f"**/{pattern}"
    return pattern


def literal_line(path: bytes, source: bytes) -> str:
    """Return the line for `source` that stands for this path alone."""
    directory = source[: source.rfind(b"/") + 1]
    text = os.fsdecode(path.removeprefix(directory))
    escaped = "".join(
        "?" if character in "\n\r" else f"\\{character}" if character in SPECIAL else character for character in text
    )
    return "/" + (escaped[:-1] + "\\ " if escaped.endswith(" ") else escaped)


def apply(edit: Edit, root: str) -> None:
    """Add the lines at the end of the file; what is there stays byte for byte.

    Raises HygieneError if the file is none that git reads, OSError if it cannot be written.
    """
    path = os.path.join(os.fsencode(root), edit.path)
    name = os.fsdecode(edit.path)
    if os.path.islink(path):
        raise HygieneError(f"{name}: is a symbolic link, which git does not read; replace it by a file")
    old = read(path, name)
    write_atomically(os.fsdecode(path), old + addition(old, edit.lines))


def read(path: bytes, name: str) -> bytes:
    """Return the contents of an ignore file; empty if there is none.

    Raises HygieneError if git cannot read patterns from them, OSError if the file cannot be read.
    """
    try:
        with open(path, "rb", opener=regular) as stream:
            content = stream.read()
    except FileNotFoundError:
        return b""
    except IsADirectoryError as error:
        raise HygieneError(f"{name}: is a directory, from which git reads no pattern; rename it") from error
    if content.startswith(BYTE_ORDER_MARKS) or b"\0" in content:
        raise HygieneError(f"{name}: is not UTF-8 text, so git reads no pattern from it; save it as UTF-8")
    return content


def addition(old: bytes, lines: Sequence[str]) -> bytes:
    """Return the bytes that add the lines to contents, with the line end that these have."""
    end = b"\r\n" if b"\r\n" in old else b"\n"
    text = b"".join(os.fsencode(line) + end for line in lines)
    return text if not old or old.endswith(b"\n") else end + text
