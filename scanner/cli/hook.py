"""The hook: what is staged, or the passed files whole, as `pre-commit` and plain git hooks call it."""

from __future__ import annotations

import os

from scanner.cli.finish import finish
from scanner.cli.scan_options import OutputOptions, ScanOptions
from scanner.cli.session import open_session
from scanner.errors import UsageError
from scanner.sources.staged import StagedSource

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from scanner.git.repo import Repository
    from scanner.sources.interface import Source

PUSH_VARIABLES = ("PRE_COMMIT_FROM_REF", "PRE_COMMIT_REMOTE_NAME")
"""What the framework sets when it is about commits: in a push, or for `pre-commit run --from-ref A --to-ref B`."""

HOOK_OUTPUT = OutputOptions(hints="hook")


def run_hook(
    files: Sequence[str],
    options: ScanOptions = ScanOptions(),
    output: OutputOptions = HOOK_OUTPUT,
    archives: bool = False,
) -> int:
    """Scan what the hook is called for and return the exit code.

    `files`: as the framework passes them, relative to the current directory; none: what is staged. In a push, and where
    a range is named, each commit is scanned whatever the files: some may be gone again. `archives`: they are opened.
    Raises KeysieveError.
    """
    session = open_session(options, needs_repository=True)
    if any(name in os.environ for name in PUSH_VARIABLES):
        from scanner.cli.commits import pushed, scan_chosen  # a commit has no range

        chosen = pushed()
        if chosen is not None:
            if archives:
                from scanner.cli.archives import reading_archives  # a hook opens none unless it is told to

                return finish(scan_chosen(session, chosen, reading_archives(session)), session, output)
            return finish(scan_chosen(session, chosen), session, output)
    source = hook_source(session.required_repository, files)
    if archives:
        from scanner.cli.archives import opened_archives

        source = opened_archives(source, session)
    return finish(session.scan(source), session, output)


def hook_source(repository: Repository, files: Sequence[str]) -> Source:
    """Return the staged source if nothing but staged files are passed; else the passed files as a whole.

    `pre-commit run --all-files` and `--files` pass files that are not staged, and mean their contents.
    """
    if not files:
        return StagedSource(repository)
    if "" in files:
        raise UsageError("an empty file name; check the call of the hook")
    paths = {root_relative(file, repository.root) for file in files}
    staged = StagedSource(repository, only=paths)
    if paths <= staged.listed:
        return staged
    from scanner.sources.files import FilesSource

    return FilesSource([os.fsencode(file) for file in files], repository, missing_is_fatal=False)


def root_relative(file: str, root: str) -> bytes:
    """Return the path as git names it, for a path that is relative to the current directory."""
    directory = os.path.realpath(os.path.dirname(file) or os.curdir)
    path = os.path.relpath(os.path.join(directory, os.path.basename(file)), root)
    return os.fsencode(path.replace(os.sep, "/"))
