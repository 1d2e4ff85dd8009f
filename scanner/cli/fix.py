"""`keysieve fix`: secrets out of the code and into a store, and back again."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from scanner import exitcodes
from scanner.audit.lock import lock_path, locked
from scanner.baseline.kind import is_foreign
from scanner.baseline.model import DEFAULT_NAME
from scanner.baseline.salt import salt_for
from scanner.cli.bulk import scan_bulk
from scanner.cli.bulk_options import bulk_options, taken_bulk_options
from scanner.cli.emit import emit
from scanner.cli.fix_text import advice, left_lines, summary
from scanner.cli.options import scan_options, taken_scan_options
from scanner.cli.session import fingerprint_of, open_session, today
from scanner.cli.store_options import OPTIONS, taken_opening
from scanner.errors import UsageError
from scanner.git.inside import path_inside
from scanner.remediation.apply import apply
from scanner.remediation.due import due_changes
from scanner.remediation.keeper import EnvFileKeeper, StoreKeeper
from scanner.remediation.plan import Outside, Planner
from scanner.remediation.preview import diff_lines
from scanner.remediation.record import find_record, read_record
from scanner.remediation.replacements import check_place, write_replacements
from scanner.remediation.rescan import Rescan
from scanner.remediation.undo import undo as undo_record
from scanner.sources.files import FilesSource
from scanner.stores.logged import open_logged
from scanner.stores.table import STORES
from scanner.text.redact import escape

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

    from scanner.cli.bulk import BulkOptions
    from scanner.cli.session import Session
    from scanner.model import Finding
    from scanner.remediation.keeper import Keeper
    from scanner.remediation.model import FileChange, Plan
    from scanner.remediation.plan import Due

LEAST_FINGERPRINT = 8
DAYS = 30


def store_choice(command: Any) -> Any:
    """Give the command the options of stores, with `env` beside them."""
    for option in reversed(OPTIONS[1:]):
        command = option(command)
    return click.option(
        "--store",
        "kind",
        envvar="KEYSIEVE_STORE",
        default="file",
        show_default=True,
        type=click.Choice(["env", *sorted(STORES)]),
        help="Where the values go (KEYSIEVE_STORE); env: the file .env, which git ignores.",
    )(command)


@click.command()
@click.argument("finding", required=False)
@click.option("--all", "all_", is_flag=True, help="All findings of the work tree, known ones too.")
@click.option("--dry-run", is_flag=True, help="Show what would be done, and change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--undo", metavar="RECORD", help="Take a repair back: its record, or `last`.")
@click.option("--prefix", metavar="TEXT", help="What names in the store begin with; the directory's name by default.")
@click.option(
    "--revoke-within",
    "days",
    type=click.IntRange(1, 3650),
    default=DAYS,
    show_default=True,
    metavar="DAYS",
    help="When the baseline's entry falls due.",
)
@click.option(
    "--replacements",
    metavar="FILE",
    type=click.Path(),
    help="Write the moved secrets IN CLEAR for `git filter-repo --replace-text`, outside the work tree.",
)
@store_choice
@bulk_options
@scan_options
def fix(
    finding: str | None,
    all_: bool,
    dry_run: bool,
    yes: bool,
    undo: str | None,
    prefix: str | None,
    days: int,
    replacements: str | None,
    **values: Any,
) -> int:
    """Move FINDING (a fingerprint, or PATH:LINE), or all findings, into a store, and let the code read it there.

    The diff is shown first. What cannot be rewritten with certainty is named and left alone: exit code 1. The index is
    never touched. Moved is not revoked: what was committed must be revoked by whoever issued it.
    """
    given = [name for name, there in (("FINDING", finding), ("--all", all_), ("--undo", undo)) if there]
    if len(given) != 1:
        raise UsageError("give one of FINDING, --all and --undo RECORD")
    bulk, options = taken_bulk_options(values), taken_scan_options(values)
    session = open_session(options, needs_repository=True)
    if session.required_repository.bare:
        raise UsageError("a bare repository has no work tree to fix; run it in a clone")
    if undo is not None:
        return taken_back(session, undo, prefix, values)
    keeper = opened_keeper(session, prefix, values)
    if replacements is not None:
        check_place(replacements, session.root, session.required_repository.git_directory)
    outside = Outside(session.root, keeper, Rescan(session.pipeline, session.policy), due_of(session, days))
    wanted = chosen(session, finding, bulk)
    if not wanted:
        click.echo("nothing to fix: there is no finding", err=True)
        return exitcodes.CLEAN
    plan = Planner(outside).plan(wanted)
    emit("".join(f"{line}\n" for line in diff_lines(plan, outside.rescan)), None)
    emit("".join(left_lines(plan)), None)
    code = exitcodes.FOUND if plan.left else exitcodes.CLEAN
    if dry_run or not plan.changes:
        click.echo(summary(plan, "would be moved" if dry_run else "moved"), err=True)
        return code
    if not confirmed(plan, yes):
        click.echo("nothing was changed", err=True)
        return exitcodes.FOUND
    with baseline_lock(session):
        record = apply(plan, outside, session.required_repository.git_directory)
    if replacements is not None:
        write_replacements(replacements, plan.moves)
    emit("".join(advice(plan, keeper, record, replacements)), None)
    click.echo(summary(plan, "moved"), err=True)
    return code


def opened_keeper(session: Session, prefix: str | None, values: dict[str, Any]) -> Keeper:
    """Return where the values go."""
    if values["kind"] == "env":
        return EnvFileKeeper(session.root)
    return StoreKeeper(open_logged(*taken_opening(values)), prefix or os.path.basename(session.root))


def taken_back(session: Session, given: str, prefix: str | None, values: dict[str, Any]) -> int:
    """Undo the repair of a record, with the store that it names."""
    path = find_record(session.required_repository.git_directory, given)
    kind = read_record(path).get("store")
    if kind in (*STORES, "env"):
        values["kind"] = kind
    keeper = opened_keeper(session, prefix, values)
    with baseline_lock(session):
        changed = undo_record(session.root, path, keeper)
    for restored in changed:
        click.echo(f"{escape(restored)}: as it was before")
    click.echo("the store keeps the values", err=True)
    return exitcodes.CLEAN


def chosen(session: Session, wanted: str | None, bulk: BulkOptions) -> dict[str, list[Finding]]:
    """Return the findings whose secrets are to be moved, by path. Raises UsageError if there is no such finding."""
    path, line = None, 0
    if wanted is not None and ":" in wanted:
        path, _, number = wanted.rpartition(":")
        if not number.isdecimal() or not path:
            raise UsageError(f"{wanted!r} is no finding; give its fingerprint, or PATH:LINE")
        line = int(number)
    source = FilesSource([os.fsencode(path)] if path else [], session.repository)
    result, _ = scan_bulk(session, source, bulk)
    if result.faults:
        fault = result.faults[0]
        place = escape(os.fsdecode(fault.path))
        raise UsageError(f"{place}: could not be scanned, so nothing was changed: {fault.message}")
    found = [each.finding for each in result.findings if each.status != "allowed"]
    if wanted is not None:
        picked = at_line(found, line) if path else with_fingerprint(session, found, wanted)
        if not picked:
            raise UsageError(f"{escape(wanted)}: there is no such finding that counts; `keysieve scan` lists them")
        found = picked
    by_path: dict[str, list[Finding]] = {}
    for one in found:
        by_path.setdefault(os.fsdecode(one.path), []).append(one)
    return by_path


def at_line(found: Sequence[Finding], line: int) -> list[Finding]:
    """Return the findings that cover the line."""
    return [one for one in found if one.location.line <= line <= one.location.end_line]


def with_fingerprint(session: Session, found: Sequence[Finding], wanted: str) -> list[Finding]:
    """Return the findings of the secret with that fingerprint, or one that begins so."""
    if len(wanted) < LEAST_FINGERPRINT:
        raise UsageError(f"{escape(wanted)!r} is no finding; give its fingerprint, or PATH:LINE")
    fingerprint = fingerprint_of(session)
    matching = [one for one in found if fingerprint(one).startswith(wanted.lower())]
    if len({one.secret for one in matching}) > 1:
        raise UsageError(f"{escape(wanted)}: several secrets have fingerprints that begin so; give all of it")
    return matching


def baseline_place(session: Session) -> str:
    """Return the path of the baseline, which need not be there."""
    return session.baseline_path or os.path.join(session.root, DEFAULT_NAME)


def baseline_lock(session: Session) -> AbstractContextManager[None]:
    """Return the lock of the baseline's other writers; what they wrote since the plan was made shows under it."""
    path = baseline_place(session)
    return locked(lock_path(path, session.required_repository.git_directory), path)


def due_of(session: Session, days: int) -> Due:
    """Return what makes the baseline's entries for moved secrets."""
    path = baseline_place(session)
    inside = path_inside(path, session.root)

    def due(moved: Sequence[tuple[Finding, str]]) -> tuple[FileChange, ...]:
        if is_foreign(path) or inside.startswith("../"):
            click.echo(f"{escape(inside)}: no entry was made in it; note the day by which to revoke", err=True)
            return ()
        salt = salt_for(path if os.path.exists(path) else None, session.repository)
        return due_changes(session.root, inside, salt, moved, today(), days)

    return due


def confirmed(plan: Plan, yes: bool) -> bool:
    """Whether the user agrees. Raises UsageError if there is nobody to ask."""
    if yes:
        return True
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError("nothing was changed, since there is nobody to ask; add --yes, or --dry-run only to look")
    return click.confirm(f"Change {len(plan.changes)} files?", err=True)
