"""`keysieve baseline`: create, update, check, convert, import and stats."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from scanner import exitcodes
from scanner.audit.lock import writing
from scanner.baseline.detect_secrets.model import ForeignBaseline
from scanner.baseline.kind import is_foreign
from scanner.baseline.model import DEFAULT_NAME, LABELS, Baseline
from scanner.baseline.read import BaselineError, read_baseline
from scanner.baseline.salt import salt_for
from scanner.baseline.stats import stats_of, stats_of_foreign
from scanner.baseline.update import gone, updated
from scanner.baseline.write import add_merge_attribute, attribute_pattern, write_baseline
from scanner.cli.baseline_foreign import converted, foreign_complaints, rewrite_foreign, writes_foreign
from scanner.cli.baseline_stats import stats_json, stats_text
from scanner.cli.bulk import BulkOptions, scan_bulk
from scanner.cli.bulk_options import bulk_options, taken_bulk_options
from scanner.cli.emit import emit
from scanner.cli.options import misuse_option, scan_options, taken_scan_options
from scanner.cli.scan_options import ScanOptions
from scanner.cli.session import Session, open_session, today
from scanner.errors import UsageError
from scanner.git.inside import path_inside
from scanner.known.rule import KNOWN_SECRET
from scanner.migration.table import FORMATS
from scanner.model import INSIDE
from scanner.sources.files import FilesSource
from scanner.text.redact import MISUSE, escape, leading, printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from scanner.model import Confidence
    from scanner.sources.interface import Source


@click.group()
def baseline() -> None:
    """Record the secrets that are already there, so that only new ones are reported."""


ARCHIVES = click.option("--archives", is_flag=True, help="Count what is in archives, too, as `scan --archives` does.")
FILE = click.argument("file", required=False, type=click.Path())


@baseline.command()
@FILE
@ARCHIVES
@bulk_options
@scan_options
@misuse_option
def create(file: str | None, archives: bool, **values: Any) -> int:
    """Record what is in the work tree now; FILE is .keysieve.baseline by default.

    Labels of a baseline that is already there are kept. Two branches that add entries merge without a conflict, by
    `merge=union` in .gitattributes.
    """
    bulk = taken_bulk_options(values)
    session, path = opened(file, taken_scan_options(values))
    if writes_foreign(path):
        tell(rewrite_foreign(session, path, finder(bulk, archives)), path)
        return exitcodes.CLEAN
    old = read_baseline(path) if os.path.exists(path) else Baseline(salt_for(None, session.repository), ())
    written = rewrite(as_recorded(session, old), path, old, bulk, archives)
    inside = path_inside(path, session.root)
    if session.repository is not None and not inside.startswith("../") and add_merge_attribute(session.root, inside):
        click.echo(f"added `{escape(attribute_pattern(inside))} merge=union` to .gitattributes", err=True)
    tell(written, path)
    return exitcodes.CLEAN


@baseline.command()
@FILE
@ARCHIVES
@bulk_options
@scan_options
@misuse_option
def update(file: str | None, archives: bool, **values: Any) -> int:
    """Bring the baseline up to date: add new secrets, move moved ones, drop vanished ones, keep labels."""
    bulk = taken_bulk_options(values)
    session, path = opened(file, taken_scan_options(values))
    if is_foreign(path):
        tell(rewrite_foreign(session, path, finder(bulk, archives)), path)
    else:
        old = read_baseline(path)
        tell(rewrite(as_recorded(session, old), path, old, bulk, archives), path)
    return exitcodes.CLEAN


@baseline.command()
@FILE
@click.option("--unaudited", is_flag=True, help="Fail on entries that nobody has labelled.")
@click.option("--expired", is_flag=True, help="Fail on entries whose time is over.")
@click.option("--vanished", is_flag=True, help="Fail on entries whose secret is gone.")
@ARCHIVES
@bulk_options
@scan_options
@misuse_option
def check(file: str | None, unaudited: bool, expired: bool, vanished: bool, archives: bool, **values: Any) -> int:
    """Check the baseline; without a flag, for expired and vanished entries. Exit code 1 if there are any."""
    bulk = taken_bulk_options(values)
    session, path = opened(file, taken_scan_options(values))
    if not (unaudited or expired or vanished):
        expired = vanished = True
    if session.foreign is not None:
        complaints = foreign_complaints(session, path, unaudited, vanished, finder(bulk, archives))
        return told(complaints, len(session.foreign.baseline.entries), path)
    known = read_baseline(path)
    complaints = []
    if unaudited:
        complaints += [f"{entry.path}: {entry.rule}: unaudited" for entry in known.entries if not entry.label]
    if expired:
        complaints += [
            f"{entry.path}: {entry.rule}: expired on {entry.expires}"
            for entry in known.entries
            if entry.expires and entry.expires < today()
        ]
    if vanished:
        complaints += [
            f"{entry.path}: {entry.rule}: vanished"
            for entry in gone(seen_of(known, session, archives), found(as_recorded(session, known), bulk, archives))
        ]
    return told(complaints, len(known.entries), path)


@baseline.command()
@click.argument("source", type=click.Path())
@click.argument("target", type=click.Path())
@ARCHIVES
@bulk_options
@scan_options
def convert(source: str, target: str, archives: bool, **values: Any) -> int:
    """Write the baseline SOURCE to TARGET in the other format, native or of detect-secrets, and keep its labels.

    Only secrets that are still there can be converted: the hashes of the two formats do not follow from each other.
    """
    bulk, options = taken_bulk_options(values), taken_scan_options(values)
    if options.baseline is not None:
        raise UsageError("`convert` takes its two files as arguments; leave --baseline out")
    session = open_session(options._replace(baseline=source), False, read_baseline=False)
    changed, outcome = converted(session, source, target, finder(bulk, archives))
    for place in outcome.lost:
        click.echo(f"not converted, no finding is of its secret: {escape(place)}", err=True)
    carried, total = outcome.carried, outcome.carried + len(outcome.lost)
    state = "" if changed else ", unchanged"
    click.echo(f"{shown(target)}: {carried} of {counted(total, 'entry')} converted{state}", err=True)
    return exitcodes.CLEAN


@baseline.command("import")
@click.argument("source", type=click.Path())
@click.option("--from", "format_", type=click.Choice(["auto", *FORMATS]), default="auto", show_default=True)
@click.option("--label", type=click.Choice([*LABELS, "unaudited"]), help="Instead of `accepted` or none, by format.")
@click.option("--dry-run", is_flag=True, help="Say what would be carried over, and write nothing.")
@ARCHIVES
@bulk_options
@scan_options
def import_(source: str, format_: str, label: str | None, dry_run: bool, archives: bool, **values: Any) -> int:
    """Carry over what another scanner was told to pass over: an ignore file, a report that served as a baseline.

    An entry is made for each secret that is found where SOURCE says, in the work tree or in a commit; what could not be
    carried over is named with its line. Values that SOURCE holds are neither shown nor written.
    """
    from scanner.cli.baseline_import import imported
    from scanner.cli.baseline_import import tell as tell_import

    bulk = taken_bulk_options(values)
    session, path = opened(None, taken_scan_options(values))
    plan = imported(session, path, source, format_, label, finder(bulk, archives))
    old, outcome, changed = (*plan.outcome(), False) if dry_run else plan.written()
    reading = plan.reading
    tell_import(outcome, reading)
    added = len(outcome.baseline.entries) - len(old.entries)
    total = len(reading.claims) + len(reading.refused)
    state = "would be added" if dry_run else "added" if changed else "added, unchanged"
    click.echo(f"{shown(path)}: {outcome.carried} of {total} carried over, {counted(added, 'entry')} {state}", err=True)
    return exitcodes.CLEAN


@baseline.command()
@FILE
@click.option("--baseline", "option", type=click.Path(), help="Baseline file; .keysieve.baseline is found by itself.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
def stats(file: str | None, option: str | None, format_: str) -> int:
    """Tell how many entries there are, by label, rule and path."""
    session, path = opened(file, ScanOptions(baseline=option))
    if session.foreign is not None:
        numbers = stats_of_foreign(session.foreign.baseline)
    else:
        numbers = stats_of(read_baseline(path), today())
    render = stats_json if format_ == "json" else stats_text
    emit(render(numbers, shown(path)), None)
    return exitcodes.CLEAN


def told(complaints: list[str], entries: int, path: str) -> int:
    """Say what is to be said against a baseline and return the exit code."""
    for complaint in complaints:
        click.echo(leading(escape(complaint)))
    click.echo(f"{shown(path)}: {counted(entries, 'entry')}, {counted(len(complaints), 'complaint')}", err=True)
    return exitcodes.FOUND if complaints else exitcodes.CLEAN


def opened(file: str | None, options: ScanOptions, sure: Confidence | None = None) -> tuple[Session, str]:
    """Return the session, and the path of the baseline: the argument, the option, the configured or the default one.

    `sure`: rules that can be so sure take part; None: those that the lowest floor asks for.
    Raises UsageError if both the argument and the option are given.
    """
    if file is not None and options.baseline is not None:
        raise UsageError("give the baseline as an argument or with --baseline, not both")
    session = open_session(options._replace(baseline=file or options.baseline), False, False, sure)
    return session, session.baseline_path or os.path.join(session.root, DEFAULT_NAME)


def as_recorded(session: Session, known: Baseline) -> Session:
    """Return the session, looking for misuse, too, if the baseline has any: what is not looked for is not gone."""
    has_misuse = any(entry.rule.startswith(f"{MISUSE}-") for entry in known.entries)
    return session._replace(misuse="too") if has_misuse and not session.misuse else session


def found(session: Session, bulk: BulkOptions, archives: bool) -> list[Any]:
    """Return the findings of the whole work tree, or of its archives too, that no mark allows.

    Raises BaselineError if something could not be scanned: then nothing is known about its entries.
    """
    source: Source = FilesSource([], session.repository)
    if archives:
        from scanner.cli.archives import opened_archives  # other scans open none

        source = opened_archives(source, session)
    result = scan_bulk(session, source, bulk)[0]
    if result.faults:
        fault = result.faults[0]
        raise BaselineError(f"{printable(fault.path)}: could not be scanned, so nothing was written: {fault.message}")
    return [reported.finding for reported in result.findings if reported.status != "allowed"]


def finder(bulk: BulkOptions, archives: bool) -> Callable[[Session], list[Any]]:
    """Return `found` with its options."""
    return lambda session: found(session, bulk, archives)


def rewrite(
    session: Session, path: str, old: Baseline, bulk: BulkOptions, archives: bool
) -> tuple[bool, Baseline, Baseline]:
    """Scan, write the baseline anew, and return whether it changed, with the old and the new one.

    Entries of what is not seen stay as they are.
    """
    findings = found(session, bulk, archives)
    with writing(path):
        if os.path.exists(path):
            old = read_baseline(path)  # with what an audit has written during the scan
        seen = seen_of(old, session, archives)
        new = updated(seen, findings)
        unseen = set(old.entries) - set(seen.entries)
        entries = {entry.key: entry for entry in (*new.entries, *unseen)}
        new = new._replace(entries=tuple(entries[key] for key in sorted(entries)))
        return write_baseline(path, new), old, new


def seen_of(baseline: Baseline, session: Session, archives: bool) -> Baseline:
    """Return the baseline without the entries of what the session cannot see.

    That is what is in archives, unless these are opened, and known values, if their fingerprints are not here.
    """
    inside = os.fsdecode(INSIDE)
    entries = baseline.entries
    if not archives:
        entries = tuple(entry for entry in entries if inside not in entry.path)
    if session.known is None:
        entries = tuple(entry for entry in entries if entry.rule != KNOWN_SECRET.id)
    return baseline._replace(entries=entries)


def tell(outcome: tuple[bool, Baseline | ForeignBaseline, Baseline | ForeignBaseline], path: str) -> None:
    """Say what was written."""
    changed, old, new = outcome
    before: set[tuple[str, ...]] = {entry.key for entry in old.entries}
    after: set[tuple[str, ...]] = {entry.key for entry in new.entries}
    state = f"{len(after - before)} added, {len(before - after)} removed" if changed else "unchanged"
    click.echo(f"{shown(path)}: {counted(len(new.entries), 'entry')}, {state}", err=True)


def shown(path: str) -> str:
    """Return the path as seen from here, if it is not far away."""
    near = os.path.relpath(path)
    return escape(path if near.startswith(os.pardir) else near)


def counted(number: int, noun: str) -> str:
    """Return the number with its noun, in the plural where it is not one."""
    return f"{number} {noun if number == 1 else PLURALS[noun]}"


PLURALS = {"entry": "entries", "complaint": "complaints"}
