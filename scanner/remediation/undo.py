"""Taking a repair back, byte for byte, with the values from the store."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scanner.atomic import write_atomically
from scanner.regular import contents_if_there
from scanner.remediation.contents import contents_of, spliced
from scanner.remediation.languages.interface import NotCertainError, Splice
from scanner.remediation.model import FixError
from scanner.remediation.record import check_of, read_record

if TYPE_CHECKING:
    from scanner.model import Secret
    from scanner.remediation.keeper import Keeper


@dataclass(frozen=True, slots=True, repr=False)
class Restored:
    """A file as it is to be again."""

    path: str
    file: str
    data: bytes | None
    """None: there was no such file."""
    found: bytes
    """What it holds now."""


def undo(root: str, path: str, keeper: Keeper) -> list[str]:
    """Restore all files of the record and return their paths; the record goes, the store keeps the values.

    Nothing is written unless every file is as the repair left it, or as it was before. Raises KeysieveError.
    """
    record = read_record(path)
    if record.get("store") != keeper.kind:
        raise FixError(f"the values are in the store {record.get('store')!r}; call with --store")
    try:
        values = [keeper.value(one["name"], one["version"]) for one in record["secrets"]]
        planned = [restored(root, file, values) for file in record["files"]]
    except (KeyError, TypeError, IndexError, AttributeError, ValueError) as error:  # ValueError: a NUL in a path
        raise FixError(f"{path}: the record is damaged ({type(error).__name__}); nothing was changed") from None
    changed = [one for one in planned if one is not None]
    for one in reversed(changed):
        put_back(one)
    os.unlink(path)
    return [one.path for one in changed]


def put_back(one: Restored) -> None:
    """Write the file, or remove it. Raises FixError."""
    if read(one.file, one.path) != one.found:
        raise FixError(f"{one.path}: was changed meanwhile; look at it, and run the same command again")
    try:
        if one.data is None:
            os.unlink(one.file)
        else:
            write_atomically(one.file, one.data)
    except OSError as error:
        raise FixError(
            f"{one.path}: cannot be restored: {error.strerror}; mend that and run the same command again"
        ) from error


def restored(root: str, file: dict[str, Any], values: list[Secret]) -> Restored | None:
    """Return the file as it was; None if it is so already. Raises FixError if it is neither that nor as we left it."""
    path = file["path"]
    place = os.path.join(root, path)
    data = read(place, path)
    if file["new"] and data is None:
        return None
    if data is None:
        raise FixError(f"{path}: is gone; nothing was undone")
    if hashlib.sha256(data).hexdigest() != file["after"]:
        if not file["new"] and check_of(data) == file["before"]:
            return None
        raise FixError(f"{path}: was changed since; nothing was undone, put the value back by hand")
    if file["new"]:
        return Restored(path, place, None, data)
    before = former(data, file["steps"], values)
    if check_of(before) != file["before"]:
        raise FixError(f"{path}: the store has another value than the one that stood here; nothing was undone")
    return Restored(path, place, before, data)


def read(place: str, path: str) -> bytes | None:
    """Return the file's contents; None if there is none. Raises FixError if it is none of this work tree."""
    parts, directory = path.split("/"), os.path.dirname(place)
    inside = os.path.realpath(directory) == os.path.normpath(directory) and not os.path.islink(place)
    if os.path.isabs(path) or os.pardir in parts or parts[0] == ".git" or not inside:
        raise FixError(f"{path}: is no file of this work tree; nothing was undone")
    try:
        return contents_if_there(place)
    except OSError as error:
        raise FixError(f"{path}: cannot be read: {error.strerror}; nothing was undone") from error


def former(data: bytes, steps: list[list[dict[str, Any]]], values: list[Secret]) -> bytes:
    """Return the contents before the steps."""
    try:
        contents = contents_of(data)
    except NotCertainError as error:
        raise FixError(f"{error.why}; nothing was undone") from error
    text = contents.text
    for step in reversed(steps):
        splices = [Splice(one["at"], one["at"] + one["length"], joined(one["before"], values)) for one in step]
        text = spliced(text, splices)
    return contents.with_text(text).data()


def joined(pieces: list[str | int], values: list[Secret]) -> str:
    """Return the text of pieces and secrets."""
    return "".join(
        piece if isinstance(piece, str) else values[piece].reveal_in_clear().decode("utf-8", "surrogateescape")
        for piece in pieces
    )
