"""What is scanned, as the command line says, and scanning it: the same for rules and for known values."""

from __future__ import annotations

import os
import sys

from scanner.cli.bulk import scan_bulk
from scanner.errors import UsageError
from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.cli.bulk import BulkOptions
    from scanner.cli.session import Session
    from scanner.model import ScanResult
    from scanner.sources.interface import Source


class SourceOptions(NamedTuple):
    """What is scanned; the work tree if nothing is named."""

    paths: tuple[str, ...] = ()
    staged: bool = False
    stdin: bool = False
    stdin_name: str | None = None
    diff: str | None = None
    range_: str | None = None
    whole_file: bool = False
    history: bool = False
    ref: tuple[str, ...] = ()
    messages: bool = False
    max_file_size: int | None = None
    include_ignored: bool = False
    archives: bool = False

    @property
    def reads_stdin(self) -> bool:
        """Whether what is scanned comes from standard input."""
        return self.stdin or self.diff == "-"

    @property
    def needs_repository(self) -> bool:
        """Whether it is nothing without a repository."""
        return self.staged or self.history or self.range_ is not None


def check_source(options: SourceOptions, no_cache: bool = False) -> None:
    """Raise UsageError if the options contradict, or if what they name is closed.

    `no_cache`: whether the command was called with an option of that name.
    """
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
