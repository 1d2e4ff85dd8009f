"""`keysieve known`: build and scan."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from scanner import exitcodes
from scanner.cli.bulk import BulkOptions
from scanner.cli.finish import finish
from scanner.cli.known_options import gathered, taken_value_options, tell, value_options
from scanner.cli.options import output_options, policy_options, taken_output_options
from scanner.cli.scan_options import ScanOptions
from scanner.cli.session import open_session
from scanner.cli.source import scan_source
from scanner.cli.source_options import source_options, taken_source_options
from scanner.config.load import KNOWN_FILE, LOCAL_KNOWN_FILE
from scanner.errors import UsageError
from scanner.git.repo import open_repository
from scanner.known.pipeline import KnownScanner
from scanner.known.value_finder import ValueFinder
from scanner.known.write import visible, write_fingerprints
from scanner.text.redact import escape

if TYPE_CHECKING:
    from collections.abc import Callable


@click.group()
def known() -> None:
    """Look for secrets that you hold already: the values of .env files and stores, wherever they have been copied."""


@known.command()
@source_options
@value_options
@click.option("--jobs", "-j", type=click.IntRange(1), metavar="N", help="Scan with N processes; one a processor.")
@policy_options
@click.option("--baseline", type=click.Path(), help="Baseline file; .keysieve.baseline is found by itself.")
@click.option("--config", type=click.Path(), help="Configuration file instead of the repository's.")
@output_options
def scan(jobs: int | None, policy_ref: str | None, baseline: str | None, config: str | None, **values: Any) -> int:
    """Look for the values themselves in the work tree, or in PATHS, a range, a history, a patch or standard input.

    They are found anywhere, as they are or in base64, hex, percent encoding, JSON or HTML, and by no rule. Values are
    held in memory only. The files named by --env and --values are not looked at outside of a repository.
    """
    source = taken_source_options(values)
    wanted, output = taken_value_options(values, source.reads_stdin), taken_output_options(values, "scan")
    options = ScanOptions(baseline=baseline, config=config, policy_ref=policy_ref)
    session = open_session(options, needs_repository=source.needs_repository)
    finder = ValueFinder(gathered(wanted))
    session = session.scanning_instead(KnownScanner(finder, session.ruleset))
    if session.repository is None:
        exclusion = excluding(wanted.files, session.policy.also_excluded)
        session = session._replace(policy=session.policy._replace(also_excluded=exclusion))
    result, engine = scan_source(session, source, BulkOptions(jobs=jobs))
    told = ", ".join(filter(None, (finder.name, engine)))
    return finish(result, session, output, told)


@known.command()
@value_options
@click.option("--output", metavar="FILE", type=click.Path(), help="Write this file instead of .keysieve.known.")
@click.option("--local", is_flag=True, help="Write it into the git directory: for this clone alone, never committed.")
def build(output: str | None, local: bool, **values: Any) -> int:
    """Write fingerprints of the values, by which `keysieve hook` and `keysieve scan` find them without having them.

    The file holds no value and is read wherever it lies at the root of the work tree, or in the git directory.
    """
    if output is not None and local:
        raise UsageError("--output and --local name two places; choose one")
    wanted = taken_value_options(values)
    path = output or place(local)
    fingerprinted, unseen = visible(gathered(wanted))
    tell(unseen)
    if not fingerprinted:
        raise UsageError("no value is left of which a fingerprint helps")
    changed = write_fingerprints(path, fingerprinted)
    number = f"{len(fingerprinted)} value{'s' if len(fingerprinted) > 1 else ''}"
    click.echo(f"{escape(path)}: {'holds' if changed else 'holds already'} the fingerprints of {number}", err=True)
    return exitcodes.CLEAN


def place(local: bool) -> str:
    """Return the file at the root of the work tree, or in the git directory. Raises GitError outside a repository."""
    repository = open_repository()
    if local or repository.bare:
        return os.path.join(repository.common_directory, *LOCAL_KNOWN_FILE)
    return os.path.join(repository.root, KNOWN_FILE)


def excluding(files: tuple[str, ...], also: Callable[[bytes], str] | None) -> Callable[[bytes], str]:
    """Return what says why a path is not scanned: it is one of the files that the values are from, or `also` says."""
    own = {os.path.realpath(file) for file in files}

    def exclusion(path: bytes) -> str:
        if os.path.realpath(os.fsdecode(path)) in own:
            return "holds the values that are looked for"
        return "" if also is None else also(path)

    return exclusion
