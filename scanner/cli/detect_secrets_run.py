"""What the hook for users of detect-secrets does: scan, compare, and keep the baseline's line numbers true."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import click

from scanner import exitcodes
from scanner.baseline.detect_secrets.adjust import Adjustments, adjusted
from scanner.baseline.detect_secrets.custom import plugin_records
from scanner.baseline.detect_secrets.defaults import empty_foreign
from scanner.baseline.detect_secrets.model import ForeignEntry, in_order
from scanner.baseline.detect_secrets.read import read_foreign
from scanner.baseline.detect_secrets.update import trimmed
from scanner.baseline.detect_secrets.write import foreign_text, is_written, write_foreign
from scanner.baseline.kind import is_native
from scanner.baseline.model import entry_path
from scanner.baseline.read import BaselineError
from scanner.cli.emit import emit
from scanner.cli.finish import finish
from scanner.cli.hook import hook_source
from scanner.cli.scan_options import OutputOptions, ScanOptions
from scanner.cli.session import open_session, under_foreign
from scanner.git.stage import differs_from_index, stage_contents
from scanner.known.meant import meant_in
from scanner.scan.foreign import places
from scanner.scan.run import gather
from scanner.text.redact import escape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scanner.baseline.detect_secrets.model import ForeignBaseline
    from scanner.cli.session import Session
    from scanner.model import ScanResult
    from scanner.scan.foreign import ForeignSetup

COMMAND_LINE = "the command line"


class HookOptions(NamedTuple):
    """The options of the hook."""

    baseline: str | None = None
    asked: Adjustments = Adjustments()
    as_json: bool = False
    plugins: tuple[str, ...] = ()
    """Files of custom plugins that are to be run."""
    custom_plugins: bool = False
    """Whether those that the baseline names are run, too."""
    stage_baseline: bool = False
    verbose: bool = False


def run_detect_secrets_hook(files: Sequence[str], options: HookOptions) -> int:
    """Scan the files and return the exit code; a baseline that is out of date is written anew.

    `files`: relative to the current directory; none: what is staged. Raises KeysieveError.
    """
    on_disk = baseline_at(options.baseline) if options.baseline is not None else None
    plain = ScanOptions(baseline=None if on_disk is None else options.baseline)
    session = open_session(plain, needs_repository=True, foreign=False)
    if options.baseline is not None and differs_from_index(session.root, options.baseline):
        click.echo(f"{escape(options.baseline)} has changes that are not staged; `git add {escape(options.baseline)}`")
        return exitcodes.FOUND
    settings = adjusted(on_disk or empty_foreign(), options.asked)
    given = plugin_records(options.plugins)
    settings = settings._replace(plugins=(*settings.plugins, *given))
    run = options.custom_plugins or frozenset(str(record["path"]) for record in given)
    session, setup = under_foreign(session, settings, run, "" if on_disk is not None else COMMAND_LINE)
    result = session.scan(hook_source(session.required_repository, files))
    output = OutputOptions(hints="hook", verbose=options.verbose)
    if options.as_json and result.complete:
        code = exitcodes.FOUND if result.count("new") else exitcodes.CLEAN
        if code:
            emit(foreign_text(new_secrets(result, setup, settings)), None)
    else:
        code = finish(result, session, output)
    if code != exitcodes.CLEAN or on_disk is None or options.baseline is None:
        return code
    return bring_up_to_date(session, setup, on_disk, options.baseline, files, options.stage_baseline)


def baseline_at(path: str) -> ForeignBaseline:
    """Return the baseline in the file. Raises BaselineError if it is none of detect-secrets."""
    if is_native(path):
        raise BaselineError(f"{path}: is a native baseline; use the hook `keysieve` with it")
    return read_foreign(path)


def bring_up_to_date(
    session: Session, setup: ForeignSetup, old: ForeignBaseline, path: str, files: Sequence[str], stage: bool
) -> int:
    """Write the baseline anew if what it says of the scanned files is out of date, and return the exit code."""
    source = hook_source(session.required_repository, files)
    sources = gather(source, session.pipeline, session.policy)
    findings = [finding for found in sources.findings.values() for finding in found if finding.allowed is None]
    findings = [finding for finding in findings if not session.policy.silence(finding)]
    looked_at = {entry_path(scanned) for scanned in sources.scanned}

    def up_to_date(baseline: ForeignBaseline) -> ForeignBaseline:
        there = {name: lines for name, lines in places(source, baseline, meant_in).items() if name in looked_at}
        return trimmed(baseline, findings, setup.sightings, there)

    new = up_to_date(old)
    if is_written(path, new, old):
        return exitcodes.CLEAN
    from scanner.audit.lock import writing  # 30 ms to load, and most runs write nothing

    with writing(path):
        now = read_foreign(path)  # with what an audit has written during the scan
        if not write_foreign(path, new if now == old else up_to_date(now), now):
            return exitcodes.CLEAN
    if stage:
        stage_contents(session.root, path)
        click.echo(f"{escape(path)} was out of date; it was rewritten and staged", err=True)
        return exitcodes.CLEAN
    click.echo(f"{escape(path)} was out of date and was rewritten; `git add {escape(path)}` and commit again")
    return exitcodes.REWRITTEN


def new_secrets(result: ScanResult, setup: ForeignSetup, settings: ForeignBaseline) -> ForeignBaseline:
    """Return the new findings as entries of detect-secrets."""
    entries = [
        ForeignEntry(entry_path(reported.finding.path), kind, digest, reported.finding.location.line)
        for reported in result.findings
        if reported.status == "new"
        for kind, digest in setup.sightings.of(reported.finding).written
    ]
    return settings._replace(entries=in_order(entries))
