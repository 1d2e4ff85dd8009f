"""What `keysieve fix` says beside the diff."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from scanner.remediation.languages.table import place_of
from scanner.remediation.languages.yaml import workflow_secret
from scanner.text.redact import escape, leading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.remediation.keeper import Keeper
    from scanner.remediation.model import FileChange, Plan


def left_lines(plan: Plan) -> Iterator[str]:
    """Yield a line for each place that is left alone, and for each note."""
    for left in sorted(plan.left, key=lambda one: (one.path, one.line)):
        yield f"{leading(escape(left.path))}:{left.line}: left alone: {escape(left.why)}; {escape(left.by_hand)}\n"
    for note in plan.notes:
        yield f"{leading(escape(note))}\n"


def summary(plan: Plan, verb: str) -> str:
    """Return the outcome in a line."""
    secrets = f"{len(plan.moves)} secret{'' if len(plan.moves) == 1 else 's'}"
    places = f"{len(plan.left)} place{'' if len(plan.left) == 1 else 's'}"
    return f"keysieve: {secrets} {verb}, {len(plan.sources)} source files, {places} left alone"


def advice(plan: Plan, keeper: Keeper, record: str, replacements: str | None) -> Iterator[str]:
    """Yield what is left to do: staging, setting the variables, revoking, cleaning history."""
    for change in plan.sources:
        path = escape(shlex.quote(change.path))
        if change.unstaged:
            names = ", ".join(change.names)
            yield (
                f"{leading(escape(change.path))}: the index was not touched and still holds the secret; run "
                f"`git add -p -- {path}` and take the lines with {names}, or `git add -- {path}` for the whole file\n"
            )
        elif change.tracked:
            yield f"{leading(escape(change.path))}: not staged yet: `git add -- {path}`\n"
        yield from by_reader(change)
    for move in plan.moves:
        yield f"{move.name}: {escape(keeper.reading(move.name))}\n"
    if plan.moves:
        yield "Moved is not revoked: whoever has the history has the secrets.\n"
    for identity, revoke in dict.fromkeys((move.rule.id, move.rule.revoke) for move in plan.moves):
        yield f"revoke {identity}: {escape(revoke)}\n"
    if plan.moves and any(change.tracked for change in plan.sources):
        yield from history(replacements)
    yield f"undo: keysieve fix --undo {escape(shlex.quote(record))}\n"


def by_reader(change: FileChange) -> Iterator[str]:
    """Yield where the reader of the file takes its values from, if that is not the environment itself."""
    reader = place_of(change.path)
    path = leading(escape(change.path))
    for name, variable in change.own:
        yield f'{path}: Terraform reads it from another variable: export TF_VAR_{variable}="${name}"\n'
    for name in change.names:
        if reader == "yaml:WORKFLOW":
            secret = workflow_secret(name)
            yield f"{path}: GitHub reads {secret} from the repository's secrets: `gh secret set {secret}`\n"


def history(replacements: str | None) -> Iterator[str]:
    """Yield how to clean the history, which is for a person to decide."""
    if replacements is None:
        yield "history: once revoked it may stay; to clean it, see `--replacements` in docs/fix.md\n"
        return
    path = escape(shlex.quote(replacements))
    yield f"history: {path} holds the secrets IN CLEAR; in a fresh clone run `git filter-repo --replace-text {path}`,\n"
    yield f"history: have everybody clone anew, and delete the file: `shred -u {path}`\n"
