"""The options that say what is scanned, and scanning it: the same for rules and for known values."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from scanner.cli.bulk import scan_bulk
from scanner.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from scanner.cli.bulk import BulkOptions
    from scanner.cli.session import Session
    from scanner.model import ScanResult
    from scanner.sources.interface import Source

F = TypeVar("F", bound="Callable[..., Any]")

OPTIONS = (
    click.argument("paths", nargs=-1, type=click.Path()),
    click.option("--staged", is_flag=True, help="Scan what is staged and report what is new in it."),
    click.option("--stdin", is_flag=True, help="Scan standard input."),
    click.option("--stdin-name", help="The path that findings in stdin carry; `stdin` by default."),
    click.option("--diff", metavar="FILE", type=click.Path(), help="Scan a patch file (- for stdin): what it adds."),
    click.option("--range", "range_", metavar="A..B", help="Scan what each commit of the range adds."),
    click.option("--whole-file", is_flag=True, help="With --range: report all that is in the files which it changes."),
    click.option("--history", is_flag=True, help="Scan everything that is in the history."),
    click.option(
        "--ref", multiple=True, metavar="REF", help="With --history: what this reaches; all references without it."
    ),
    click.option(
        "--messages", is_flag=True, help="Scan commit messages too; with --history, tags' messages and notes."
    ),
    click.option("--max-file-size", type=click.IntRange(1), metavar="BYTES", help="Skip larger files, and say so."),
    click.option("--include-ignored", is_flag=True, help="Scan files that git ignores, too."),
    click.option("--archives", is_flag=True, help="Scan what is in archives, too: ZIP, tar, gzip, bzip2, xz."),
)


class SourceOptions(NamedTuple):
    """What is scanned; the work tree if nothing is named."""

    paths: tuple[str, ...]
    staged: bool
    stdin: bool
    stdin_name: str | None
    diff: str | None
    range_: str | None
    whole_file: bool
    history: bool
    ref: tuple[str, ...]
    messages: bool
    max_file_size: int | None
    include_ignored: bool
    archives: bool

    @property
    def reads_stdin(self) -> bool:
        """Whether what is scanned comes from standard input."""
        return self.stdin or self.diff == "-"

    @property
    def needs_repository(self) -> bool:
        """Whether it is nothing without a repository."""
        return self.staged or self.history or self.range_ is not None


def source_options(command: F) -> F:
    """Add the options of `SourceOptions` to a command."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def taken_source_options(values: dict[str, Any], no_cache: bool = False) -> SourceOptions:
    """Take the options of `source_options` out of a command's values.

    `no_cache`: whether the command was called with an option of that name. Raises UsageError if they contradict.
    """
    options = SourceOptions(**{field: values.pop(field) for field in SourceOptions._fields})
    chosen = [
        name
        for name, given in (
            ("--staged", options.staged),
            ("--stdin", options.stdin),
            ("--diff", options.diff),
            ("--range", options.range_ is not None),
            ("--history", options.history),
            ("PATHS", options.paths),
        )
        if given
    ]
    if len(chosen) > 1:
        raise UsageError(f"{' and '.join(chosen)} cannot be scanned together; choose one")
    meaningless = [
        name
        for name, given, needs in (
            ("--stdin-name", options.stdin_name is not None, options.stdin),
            ("--max-file-size", options.max_file_size is not None, not chosen or bool(options.paths)),
            ("--whole-file", options.whole_file, options.range_ is not None),
            ("--ref", bool(options.ref), options.history),
            ("--messages", options.messages, options.history or options.range_ is not None),
            ("--no-cache", no_cache, options.history),
            ("--include-ignored", options.include_ignored, not chosen or bool(options.paths)),
            ("--archives", options.archives, options.diff is None),
        )
        if given and not needs
    ]
    if meaningless:
        raise UsageError(
            f"{meaningless[0]} means nothing with {chosen[0] if chosen else 'a scan of files'}; leave it out"
        )
    if options.reads_stdin:
        check_stdin()
    return options


def check_stdin() -> None:
    """Raise UsageError if standard input is closed."""
    if getattr(sys.stdin, "name", "") == os.devnull:  # entry.py puts it where stdin is closed
        raise UsageError("standard input is closed; pipe a text into keysieve")


def scan_source(
    session: Session, options: SourceOptions, bulk: BulkOptions, cached: bool = True
) -> tuple[ScanResult, str]:
    """Scan what the options name; return the result, and in words how it was done.

    `cached`: whether a history may leave out what an earlier scan has seen. Raises KeysieveError.
    """
    if options.history or options.range_ is not None:
        from scanner.cli.commits import scan_history_of, scan_range  # other scans know no commits

        opener = None
        if options.archives:
            from scanner.cli.archives import opener_for  # other scans open none

            opener = opener_for(session)
        if options.range_ is not None:
            return scan_range(session, options.range_, options.whole_file, options.messages, bulk, opener), ""
        return scan_history_of(session, options.ref, options.messages, cached, bulk, opener), ""
    source = chosen_source(session, options)
    if options.archives:
        from scanner.cli.archives import opened_archives

        source = opened_archives(source, session, options.max_file_size)
    return scan_bulk(session, source, bulk)


def chosen_source(session: Session, options: SourceOptions) -> Source:
    """Return the source that the command line asks for. Raises KeysieveError if it cannot be read."""
    if options.staged:
        from scanner.sources.staged import StagedSource

        return StagedSource(session.required_repository)
    if options.stdin:
        from scanner.sources.stdin import StdinSource

        return StdinSource(0, os.fsencode(options.stdin_name or "stdin"))
    if options.diff is not None:
        from scanner.sources.patch import PatchSource

        return PatchSource(options.diff)
    from scanner.sources.files import FilesSource

    paths = [os.fsencode(path) for path in options.paths]
    return FilesSource(paths, session.repository, options.max_file_size, options.include_ignored)
