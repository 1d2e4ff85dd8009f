"""`keysieve scan`."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from scanner.cli.bulk import bulk_options, scan_bulk, taken_bulk_options
from scanner.cli.options import (
    earlier_option,
    misuse_options,
    output_options,
    policy_options,
    scan_options,
    taken_output_options,
    taken_scan_options,
)
from scanner.cli.session import Session, finish, open_session
from scanner.errors import UsageError

if TYPE_CHECKING:
    from scanner.sources.interface import Source


@click.command()
@click.argument("paths", nargs=-1, type=click.Path())
@click.option("--staged", is_flag=True, help="Scan what is staged and report what is new in it.")
@click.option("--stdin", is_flag=True, help="Scan standard input.")
@click.option("--stdin-name", help="The path that findings in stdin carry; `stdin` by default.")
@click.option("--diff", metavar="FILE", type=click.Path(), help="Scan a patch file (- for stdin): what it adds.")
@click.option("--range", "range_", metavar="A..B", help="Scan what each commit of the range adds.")
@click.option("--whole-file", is_flag=True, help="With --range: report all that is in the files which it changes.")
@click.option("--history", is_flag=True, help="Scan everything that is in the history.")
@click.option(
    "--ref", multiple=True, metavar="REF", help="With --history: what this reaches; all references without it."
)
@click.option("--messages", is_flag=True, help="Scan commit messages too; with --history, tags' messages and notes.")
@click.option("--no-cache", is_flag=True, help="With --history: read again what an earlier scan has seen, too.")
@click.option("--max-file-size", type=click.IntRange(1), metavar="BYTES", help="Skip larger files, and say so.")
@click.option("--include-ignored", is_flag=True, help="Scan files that git ignores, too.")
@click.option("--archives", is_flag=True, help="Scan what is in archives, too: ZIP, tar, gzip, bzip2, xz.")
@bulk_options
@policy_options
@scan_options
@misuse_options
@output_options
@earlier_option
def scan(
    paths: tuple[str, ...],
    staged: bool,
    stdin: bool,
    stdin_name: str | None,
    diff: str | None,
    range_: str | None,
    whole_file: bool,
    history: bool,
    ref: tuple[str, ...],
    messages: bool,
    no_cache: bool,
    max_file_size: int | None,
    include_ignored: bool,
    archives: bool,
    **values: Any,
) -> int:
    """Scan the work tree, or PATHS: what git tracks, and what it neither tracks nor ignores.

    Everything found is new unless the baseline knows it or a mark allows it.
    """
    chosen = [
        name
        for name, given in (
            ("--staged", staged),
            ("--stdin", stdin),
            ("--diff", diff),
            ("--range", range_ is not None),
            ("--history", history),
            ("PATHS", paths),
        )
        if given
    ]
    if len(chosen) > 1:
        raise UsageError(f"{' and '.join(chosen)} cannot be scanned together; choose one")
    meaningless = [
        name
        for name, given, needs in (
            ("--stdin-name", stdin_name is not None, stdin),
            ("--max-file-size", max_file_size is not None, not chosen or bool(paths)),
            ("--whole-file", whole_file, range_ is not None),
            ("--ref", bool(ref), history),
            ("--messages", messages, history or range_ is not None),
            ("--no-cache", no_cache, history),
            ("--include-ignored", include_ignored, not chosen or bool(paths)),
            ("--archives", archives, diff is None),
        )
        if given and not needs
    ]
    if meaningless:
        raise UsageError(
            f"{meaningless[0]} means nothing with {chosen[0] if chosen else 'a scan of files'}; leave it out"
        )
    if (stdin or diff == "-") and getattr(
        sys.stdin, "name", ""
    ) == os.devnull:  # entry.py puts it where stdin is closed
        raise UsageError("standard input is closed; pipe a text into keysieve")
    bulk, options, output = taken_bulk_options(values), taken_scan_options(values), taken_output_options(values, "scan")
    session = open_session(options, needs_repository=staged or history or range_ is not None)
    if history or range_ is not None:
        from scanner.cli.commits import scan_history_of, scan_range  # other scans know no commits

        opener = None
        if archives:
            from scanner.cli.archives import opener_for  # other scans open none

            opener = opener_for(session)

        if range_ is not None:
            return finish(scan_range(session, range_, whole_file, messages, bulk, opener), session, output)
        return finish(scan_history_of(session, ref, messages, not no_cache, bulk, opener), session, output)
    source = chosen_source(session, staged, stdin, stdin_name or "stdin", diff, paths, max_file_size, include_ignored)
    if archives:
        from scanner.cli.archives import opened_archives

        source = opened_archives(source, session, max_file_size)
    result, engine = scan_bulk(session, source, bulk)
    return finish(result, session, output, engine)


def chosen_source(
    session: Session,
    staged: bool,
    stdin: bool,
    stdin_name: str,
    diff: str | None,
    paths: tuple[str, ...],
    max_file_size: int | None,
    include_ignored: bool,
) -> Source:
    """Return the source that the command line asks for. Raises KeysieveError if it cannot be read."""
    if staged and session.repository is not None:
        from scanner.sources.staged import StagedSource

        return StagedSource(session.repository)
    if stdin:
        from scanner.sources.stdin import StdinSource

        return StdinSource(0, os.fsencode(stdin_name))
    if diff is not None:
        from scanner.sources.patch import PatchSource

        return PatchSource(diff)
    from scanner.sources.files import FilesSource

    return FilesSource([os.fsencode(path) for path in paths], session.repository, max_file_size, include_ignored)
