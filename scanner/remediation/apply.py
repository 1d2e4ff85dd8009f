"""Doing what was planned: values first, then the record, then each file; a failure leaves a file as it was."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

from scanner.atomic import write_atomically
from scanner.errors import KeysieveError
from scanner.remediation.model import FixError
from scanner.remediation.plan import read_own_file
from scanner.remediation.record import Kept, record_of, write_record
from scanner.remediation.surroundings import is_ignored

if TYPE_CHECKING:
    from scanner.model import Secret
    from scanner.remediation.keeper import Keeper
    from scanner.remediation.model import FileChange, Plan
    from scanner.remediation.plan import Outside


def apply(plan: Plan, outside: Outside, git_directory: str) -> str:
    """Do it all, and return the path of the undo record.

    The ignore file comes first, since the values may go to a file that must be ignored. Raises KeysieveError: the
    message says what was done.
    """
    unchanged(plan, outside.root)
    for move in plan.moves:
        outside.keeper.check(move.name, move.secret)
    if outside.keeper.kind == "env":
        write_ignore_file(plan, outside.root)
        plan = replace(plan, ignore=None)  # and is never taken back: the file holds the values from now on
    kept = {move.name: Kept(outside.keeper.place(move.name), "") for move in plan.moves}
    record_of(plan, outside.keeper.kind, kept)  # refuses what could not be written down
    done: list[str] = []
    for move in plan.moves:
        try:
            version = outside.keeper.keep(move.name, move.secret)
            kept[move.name] = Kept(outside.keeper.place(move.name), version)
            read_back(outside.keeper, kept[move.name], move.secret)
        except KeysieveError as error:
            state = f"; it has from this run: {', '.join(done)}" if done else ""
            raise FixError(f"{error} (no code was changed{state})") from error
        done.append(kept[move.name].place)
    unchanged(plan, outside.root)
    record = write_record(git_directory, record_of(plan, outside.keeper.kind, kept))
    done = []
    for change in plan.changes:
        try:
            write(change, outside.root)
            if change in plan.sources:
                scan_again(change, outside)
        except FixError as error:
            state = f"done before it: {', '.join(done)}" if done else "no other file was changed"
            raise FixError(f"{error} ({state}; `keysieve fix --undo last` takes that back)") from error
        done.append(change.path)
    return record


def write_ignore_file(plan: Plan, root: str) -> None:
    """Write the ignore file, and ask git whether it ignores the environment file now. Raises FixError."""
    if plan.ignore is not None:
        write(plan.ignore, root)
    if plan.moves and not is_ignored(root):
        raise FixError("git does not ignore .env although .gitignore says so; nothing else was changed")


def read_back(keeper: Keeper, kept: Kept, wanted: Secret) -> None:
    """Raise FixError unless the store gives back what it was given."""
    if keeper.value(kept.place, kept.version) != wanted:
        raise FixError(f"{kept.place}: the store gives back another value")


def unchanged(plan: Plan, root: str) -> None:
    """Raise FixError if a file is not as it was when the plan was made."""
    for change in plan.changes:
        if not is_as_planned(change, root):
            raise FixError(f"{change.path}: was changed meanwhile; no file was changed, start again")


def is_as_planned(change: FileChange, root: str) -> bool:
    """Whether the file is as it was when the plan was made. Raises FixError if it cannot be read."""
    if change.before is None:
        return not os.path.lexists(os.path.join(root, change.path))
    return read_own_file(root, change.path) == change.before.data()


def write(change: FileChange, root: str) -> None:
    """Write the file whole, with the mode that it has. Raises FixError, also if an editor was here meanwhile."""
    path = os.path.join(root, change.path)
    if not is_as_planned(change, root):
        raise FixError(f"{change.path}: was changed meanwhile, and is left as it is")
    try:
        write_atomically(path, change.after.data())
    except OSError as error:
        raise FixError(f"{change.path}: cannot be written: {error.strerror}") from error


def scan_again(change: FileChange, outside: Outside) -> None:
    """Scan the file as it is on disk; where it is not as planned, put its former contents back. Raises FixError."""
    data = read_own_file(outside.root, change.path)
    expected = [finding.secret for finding in outside.rescan.everything(change.path, change.after.data())]
    found = [finding.secret for finding in outside.rescan.everything(change.path, data)]
    if found != expected or data != change.after.data():
        assert change.before is not None
        write_atomically(os.path.join(outside.root, change.path), change.before.data())
        raise FixError(f"{change.path}: was not as written when it was scanned again, and has its former contents")
