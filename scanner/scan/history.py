"""A scan of whole histories: every content that the references reach, once; what an earlier scan saw is left out."""

from __future__ import annotations

from scanner.git.clone import omissions, shallow_commits
from scanner.git.log import commits
from scanner.git.refs import all_tips
from scanner.git.run import GitError
from scanner.git.tags import tags_among
from scanner.git.tips import given_tip, peeled
from scanner.record import NamedTuple
from scanner.scan.commits import Reading, scan_commits
from scanner.scan.course import Listing, Past, listed
from scanner.sources.choose import salvaged, with_messages, with_named_blobs
from scanner.sources.commits import Chosen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from scanner.baseline.lookup import Lookup, Scanner
    from scanner.git.log import Commit
    from scanner.git.repo import Repository
    from scanner.git.tips import Tip
    from scanner.model import ScanResult
    from scanner.scan.memory import Memory
    from scanner.scan.policy import Policy
    from scanner.scan.run import Walk
    from scanner.sources.archives.opener import Opener


class Plan(NamedTuple):
    """What a scan of histories will look at."""

    chosen: Chosen
    starts: tuple[str, ...]
    """The commits from which everything is reached."""
    resumed: bool
    """Whether commits are left out that an earlier scan has seen."""
    scope: bytes
    """The name under which the scan is remembered."""
    is_whole_clone: bool
    """Whether it may be remembered how far the histories were seen: in another clone the same commit has all of it."""
    is_shallow: bool
    listing: Listing | None
    """How the commits stand to each other; None: it is not needed, or not known."""
    adding: frozenset[str]
    """The commits of which an earlier scan knows that they bring in a finding."""


def plan_history(
    repository: Repository, refs: Sequence[str], messages: bool, policy: Policy, memory: Memory | None
) -> Plan:
    """Return what is to be looked at of everything that `refs` reach; none: all references, remotes and stash included.

    `messages`: the messages of commits and tags, and notes, are scanned too. `memory`: what was seen before, which
    changes no finding; None: everything is read.
    Raises GitError if there is no such reference, or if git fails.
    """
    tips = [given_tip(ref) for ref in refs] if refs else all_tips(with_notes=messages)
    starts = tuple(dict.fromkeys(tip.id for tip in tips if tip.kind == "commit"))
    scope = b""
    past = Past()
    lacking = omissions()
    whole_clone = not any(lacking)
    if memory is not None:
        scope = memory.history_scope((repository.git_directory, policy.config.digest, f"{messages}"))
        if whole_clone:
            past = memory.history(scope)
    chosen, listing, resumed = _chosen(starts, past, tips)
    chosen = chosen._replace(is_partial=lacking.contents, damage=chosen.damage or repository.damage)
    chosen = with_messages(with_named_blobs(chosen, tips), messages, tags_among(tips) if messages else ())
    return Plan(chosen, starts, resumed, scope, whole_clone, lacking.commits, listing, frozenset(past.adding))


def scan_history(
    plan: Plan,
    head: str | None,
    pipeline: Scanner,
    policy: Policy,
    baseline: Lookup,
    memory: Memory | None,
    walk: Walk,
    opener: Opener | None = None,
) -> ScanResult:
    """Scan what was planned with the same `memory`, and remember it.

    `head`: the commit of which is said whether it still holds a secret. `walk`: how contents are gone through.
    `opener`: what opens archives; None: nothing. Raises GitError if git fails.
    """
    reading = Reading(first_only=True, head=head, opener=opener)
    if memory is None:
        result, _ = scan_commits(plan.chosen, pipeline, policy, baseline, reading, walk=walk)
        return result._replace(shallow=plan.is_shallow)
    result, learnt = scan_commits(plan.chosen, pipeline, policy, baseline, reading, memory.clean_among, walk)
    complete = plan.is_whole_clone and result.complete
    if complete:
        course = None if plan.listing is None else plan.listing.new_course({*plan.adding, *learnt.adding})
        memory.remember(learnt.clean, plan.scope, plan.starts, learnt.adding, course)
    else:
        memory.remember(learnt.clean, plan.scope)
    return result._replace(resumed=plan.resumed, shallow=plan.is_shallow)


def _chosen(starts: Sequence[str], past: Past, tips: Sequence[Tip]) -> tuple[Chosen, Listing | None, bool]:
    """Return what is to be looked at: commits that are new, and those that are known to bring in findings.

    With it come the listing that they are from, if it tells of all of them, and whether others are left out.
    """
    lost = tuple(tip.named for tip in tips if not tip.kind)
    listing: Listing | None = None
    seen = past.tips
    try:
        found, seen = _new(starts, seen) if starts else ([], seen)
        if not seen:
            listing = Listing(tuple(found))
        elif past.adding and starts:
            listing = listed(starts, past.course, found)
            found = listing.among({*past.adding, *(commit.id for commit in found)})
    except GitError as error:
        return salvaged(starts, (), shallow_commits(), error, lost), None, False
    return Chosen(tuple(found), unreadable=lost), listing, bool(seen)


def _new(starts: Sequence[str], seen: tuple[str, ...]) -> tuple[list[Commit], tuple[str, ...]]:
    """Return the commits that `starts` reach and no scan has seen; and those of `seen` that there still are."""
    try:
        return commits([*starts, *(f"^{name}" for name in seen)]), seen
    except GitError:
        there = tuple(tip.id for tip in peeled([(name, name) for name in seen]) if tip.kind == "commit")
        if there == seen:
            raise
    return commits([*starts, *(f"^{name}" for name in there)]), there
