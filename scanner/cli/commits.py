"""Scans of commits, as the commands ask for them."""

from __future__ import annotations

import os

from scanner.cli.bulk import opened_bulk
from scanner.git.clone import shallow_commits
from scanner.git.run import GitError
from scanner.git.tips import given_tip
from scanner.scan.commits import Reading, scan_commits
from scanner.sources.choose import DEEPEN, chosen_push, chosen_range
from scanner.sources.interface import SourceError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scanner.cli.bulk import BulkOptions
    from scanner.cli.session import Session
    from scanner.git.repo import Repository
    from scanner.model import ScanResult
    from scanner.sources.archives.opener import Opener
    from scanner.sources.commits import Chosen

TYPICAL_COMMIT = 50_000
"""Bytes of the files that a commit changes."""


def scan_chosen(session: Session, chosen: Chosen, reading: Reading = Reading()) -> ScanResult:
    """Scan what the chosen commits bring in."""
    return scan_commits(chosen, session.pipeline, session.policy, session.baseline, reading)[0]


def scan_range(
    session: Session, text: str, whole_file: bool, messages: bool, options: BulkOptions, opener: Opener | None = None
) -> ScanResult:
    """Scan the range that the command line names. Raises KeysieveError if it is none, or is not all here."""
    chosen, reading = chosen_range(text, messages), Reading(whole=whole_file, opener=opener)
    with opened_bulk(session, options, len(chosen.commits) * TYPICAL_COMMIT) as bulk:
        policy, baseline = session.policy, session.baseline
        return scan_commits(chosen, bulk.pipeline, policy, baseline, reading, walk=bulk.walk)[0]


def scan_history_of(
    session: Session,
    refs: Sequence[str],
    messages: bool,
    cached: bool,
    options: BulkOptions,
    opener: Opener | None = None,
) -> ScanResult:
    """Scan the histories of `refs`, or of everything. Raises KeysieveError if there is no such reference."""
    from scanner.scan.history import plan_history, scan_history

    # Other references are enough: that git cannot tell what HEAD names ends no scan of a history.
    repository = session.repository or session.required_repository
    memory = None
    # What holds no secret may misuse one, and what other baselines and policies allow is not remembered.
    if cached and session.is_memorable:
        from scanner.scan.memory import Memory

        memory = Memory(session.digest, repository.common_directory, archives=opener is not None)
    policy, baseline = session.policy, session.baseline
    plan = plan_history(repository, refs, messages, policy, memory)
    size = packed_bytes(repository)
    if plan.resumed:  # little is left, for which nothing needs to be made ready
        size = min(size, len(plan.chosen.commits) * TYPICAL_COMMIT)
    with opened_bulk(session, options, size) as bulk:
        return scan_history(plan, repository.head, bulk.pipeline, policy, baseline, memory, bulk.walk, opener)


def known_base(name: str) -> str:
    """Return the commit that `name` names. Raises SourceError if this clone does not hold it."""
    try:
        return given_tip(name).id
    except GitError as error:
        lacking = f"; {DEEPEN}" if shallow_commits() else ""
        raise SourceError(f"the push cannot be compared with its base: {error}{lacking}") from error


def known_end(name: str) -> str:
    """Return the object that `name` names, which may be a tag. Raises SourceError if this clone does not hold it."""
    try:
        return given_tip(name).named
    except GitError as error:
        raise SourceError(f"what is pushed cannot be scanned: {error}") from error


def pushed(environment: Mapping[str, str] = os.environ) -> Chosen | None:
    """Return the commits that the framework's variables name; None if it is no push and no range.

    What the remote is known to have is left out, also where the framework names an older commit to begin from, or none.
    Raises KeysieveError if git fails.
    """
    begin, end = environment.get("PRE_COMMIT_FROM_REF"), environment.get("PRE_COMMIT_TO_REF")
    remote = environment.get("PRE_COMMIT_REMOTE_NAME")
    if begin and end:
        return chosen_push([known_end(end)], [known_base(begin)], remote)
    branch = environment.get("PRE_COMMIT_LOCAL_BRANCH")
    if remote and branch:  # a first push down to the root commit, which has no parent to begin from
        return chosen_push([known_end(branch)], [], remote)
    return None


UNPACKED = 4
"""Bytes of contents that a byte of a pack holds, at the least."""


def packed_bytes(repository: Repository) -> int:
    """Return about how many bytes of contents the repository's packs hold: what is in the directory, unpacked."""
    packs = os.path.join(repository.common_directory, "objects", "pack")
    try:
        return UNPACKED * sum(entry.stat().st_size for entry in os.scandir(packs))
    except OSError:
        return 0
