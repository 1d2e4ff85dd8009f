"""The undo record: what was replaced where, with the store's name and version in the place of each secret."""

from __future__ import annotations

import hashlib
import json
import os
import secrets as random
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scanner.atomic import write_atomically
from scanner.regular import regular
from scanner.remediation.contents import spliced
from scanner.remediation.model import FixError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scanner.model import Secret
    from scanner.remediation.model import FileChange, Plan

FORMAT = 1
CHECK_DIGITS = 4
"""Hex digits of the hash of the former contents: they tell a wrong value from the right one, and are too few to find
out a weak one by trying."""

DIRECTORY = ("keysieve", "undo")


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a value was put."""

    place: str
    version: str


def record_of(plan: Plan, kind: str, kept: Mapping[str, Kept]) -> dict[str, Any]:
    """Return the record of a plan. Raises FixError if a secret would stand in it."""
    order = [move.name for move in plan.moves]
    values = [
        (move.secret.reveal_in_clear().decode("utf-8", "surrogateescape"), order.index(move.name))
        for move in plan.moves
    ]
    record = {
        "keysieve-undo": FORMAT,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "store": kind,
        "secrets": [{"name": kept[name].place, "version": kept[name].version} for name in order],
        "files": [file_record(change, values) for change in plan.changes],
    }
    refuse_secrets(record, [secret for secret, _ in plan.hidden])
    return record


def file_record(change: FileChange, values: Sequence[tuple[str, int]]) -> dict[str, Any]:
    """Return one file's part: its steps, each a list of places in the text after it, with what stood there before."""
    text = change.before.text if change.before is not None else ""
    steps = []
    for step in change.steps:
        moved, places = 0, []
        for splice in step:
            before = pieces(text[splice.begin : splice.end], values)
            places.append({"at": splice.begin + moved, "length": len(splice.new), "before": before})
            moved += len(splice.new) - (splice.end - splice.begin)
        text = spliced(text, step)
        steps.append(places)
    return {
        "path": change.path,
        "new": change.before is None,
        "after": hashlib.sha256(change.after.data()).hexdigest(),
        "before": "" if change.before is None else check_of(change.before.data()),
        "steps": steps,
    }


def check_of(data: bytes) -> str:
    """Return the first digits of the hash of a file's former contents."""
    return hashlib.sha256(data).hexdigest()[:CHECK_DIGITS]


def pieces(text: str, values: Sequence[tuple[str, int]]) -> list[str | int]:
    """Return the text cut at the secrets: texts, and numbers that stand for secrets."""
    for value, number in sorted(values, key=lambda one: -len(one[0])):
        head, found, tail = text.partition(value)
        if found:
            return [*pieces(head, values), number, *pieces(tail, values)]
    return [text] if text else []


def refuse_secrets(record: dict[str, Any], hidden: Sequence[Secret]) -> None:
    """Raise FixError if what is to be written down holds a secret: one that is not moved, beside one that is."""
    texts = [piece for file in record["files"] for step in file["steps"] for place in step for piece in place["before"]]
    for secret in hidden:
        value = secret.reveal_in_clear().decode("utf-8", "surrogateescape")
        if value and any(isinstance(piece, str) and value in piece for piece in texts):
            raise FixError(
                "a secret that is not moved stands in the same literal as one that is; nothing was changed, use --all"
            )


def write_record(git_directory: str, record: dict[str, Any]) -> str:
    """Write the record where only the user can read it, and return its path. Raises FixError."""
    directory = os.path.join(git_directory, *DIRECTORY)
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{random.token_hex(3)}.json"
    path = os.path.join(directory, name)
    try:
        os.makedirs(directory, mode=0o700, exist_ok=True)
        write_atomically(path, (json.dumps(record, indent=1) + "\n").encode(), 0o600)
    except OSError as error:
        raise FixError(f"{path}: cannot be written: {error.strerror}; nothing was changed") from error
    return path


def find_record(git_directory: str, given: str) -> str:
    """Return the path of the record that is meant: a path, or `last`. Raises FixError if there is none."""
    if given != "last":
        return given
    directory = os.path.join(git_directory, *DIRECTORY)
    names = sorted(os.listdir(directory)) if os.path.isdir(directory) else []
    if not names:
        raise FixError("nothing that can be undone was fixed in this work tree")
    return os.path.join(directory, names[-1])


def read_record(path: str) -> dict[str, Any]:
    """Return the record. Raises FixError if it is none."""
    try:
        with open(path, "rb", opener=regular) as stream:
            record = json.loads(stream.read())
    except FileNotFoundError:
        raise FixError(f"{path}: no such record; `--undo last` takes the latest") from None
    except OSError as error:
        raise FixError(f"{path}: cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError):
        record = None
    if not isinstance(record, dict) or record.get("keysieve-undo") != FORMAT:
        raise FixError(f"{path}: is no undo record that this version reads")
    return record
