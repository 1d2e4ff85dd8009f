"""A scan of commits, from the contents that they bring in to findings that name commit, author and date."""

from __future__ import annotations

from time import perf_counter

from scanner.git.bulk import objects
from scanner.git.people import Authorship, authorship
from scanner.git.run import GitError
from scanner.git.tips import files_of
from scanner.model import Fault, ScanResult
from scanner.record import NamedTuple
from scanner.scan.attribute import Attribution, first_of_each, in_order, outermost, placed
from scanner.scan.decide import decided
from scanner.scan.kind import Kinds
from scanner.scan.run import gather, keep_parsed_patterns, walk_in_turn
from scanner.sources.commits import COMMIT_MESSAGE, TAG_MESSAGE, CommitsSource
from scanner.sources.interface import around

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from scanner.baseline.lookup import Lookup, Scanner
    from scanner.model import Finding
    from scanner.scan.attribute import Found
    from scanner.scan.policy import Policy
    from scanner.scan.run import Walk
    from scanner.scan.tally import Tally
    from scanner.sources.archives.opener import Opener
    from scanner.sources.commits import Chosen, Kind
    from scanner.sources.interface import Source

MESSAGES = (COMMIT_MESSAGE, TAG_MESSAGE)


class Reading(NamedTuple):
    """How commits are looked at."""

    whole: bool = False
    """Everything in what a commit changes counts, not only what it adds."""
    first_only: bool = False
    """A secret in a path is reported for the first commit that brought it in, not for each."""
    head: str | None = None
    """The commit of which is said whether it still holds a secret; None: that is not asked."""
    bounded: Callable[[Source], Source] | None = None
    """What sets a limit to the source, if anything does."""
    opener: Opener | None = None
    """What opens archives; None: they are scanned as they are."""


class Seen(NamedTuple):
    """What a scan of commits learnt beside its result."""

    clean: tuple[tuple[str, Kind], ...]
    """Contents, by blob and kind of path, that hold nothing of any confidence."""
    adding: tuple[str, ...]
    """The commits that bring in a finding of any confidence."""


def scan_commits(
    chosen: Chosen,
    pipeline: Scanner,
    policy: Policy,
    baseline: Lookup,
    reading: Reading = Reading(),
    known_clean: Callable[[Sequence[tuple[str, Kind]]], Collection[int]] = lambda contents: (),
    walk: Walk = walk_in_turn,
) -> tuple[ScanResult, Seen]:
    """Scan what the chosen commits bring in; return the result, and what may be remembered of it.

    `known_clean`: of contents, the indices of those that need not be read again. `walk`: how contents are gone through.
    Raises KeysieveError if git fails altogether, or the baseline is broken.
    """
    began = perf_counter()
    kinds = Kinds(policy, pipeline.own_rules(), pipeline.ruleset.areas())

    source = CommitsSource(chosen, kinds, known_clean)
    tally = gather(_wrapped(source, reading), pipeline, policy, walk)
    found: Found = {}
    for path, findings in tally.findings.items():
        for finding in findings:
            if path not in MESSAGES:
                found.setdefault((finding.provenance.blob or "", kinds(outermost(finding))), []).append(finding)
    hit = frozenset(found)
    # A range is told by what stood there before it; what is read to tell whether HEAD still holds a secret is no such.
    comparing = baseline.watching(pipeline) if reading.head is None else pipeline
    attribution = Attribution(source, found, kinds, comparing, policy.unheard, reading.opener)
    adding: list[str] = []
    candidates = [*_in_messages(tally), *_in_named_blobs(source, found, kinds)]
    candidates += _added(attribution, policy, reading, adding) if found else []
    candidates = [finding for finding in candidates if not policy.silence(finding)]
    findings = in_order(candidates, chosen.commits)
    if reading.first_only or reading.whole:
        findings = list(first_of_each(findings))
    if findings:
        findings = list(_signed(findings, _at_head(reading.head, found, kinds, attribution, known_clean)))
    keep_parsed_patterns()
    for path, message in attribution.unread:
        tally.note_comparison_fault(Fault(path, message))
    present = [finding for found_here in found.values() for finding in found_here]
    lookup = baseline.for_scan(findings, present, lambda path: False) if findings else None
    result = ScanResult(
        tuple(decided(finding, policy, lookup) for finding in findings) if lookup is not None else (),
        tuple(tally.faults),
        tuple(tally.skipped),
        tally.listed,
        tally.scanned_entries,
        tally.scanned_bytes,
        perf_counter() - began,
        commits=len(chosen.commits),
    )
    adding += [found_in.provenance.blob or "" for found_in in tally.findings.get(COMMIT_MESSAGE, ())]
    return result, Seen(tuple(_clean(source, hit, tally)) if reading.bounded is None else (), tuple(adding))


def _wrapped(source: Source, reading: Reading) -> Source:
    """Return the source with its archives opened and its limit set, as the reading says."""
    if reading.opener is not None:
        from scanner.sources.archives.source import with_archives  # other scans open none

        source = with_archives(source, reading.opener)
    return source if reading.bounded is None else reading.bounded(source)


def _added(attribution: Attribution, policy: Policy, reading: Reading, adding: list[str]) -> list[Finding]:
    """Return what each commit adds, oldest first; `adding` gets the commits that add a finding of any confidence."""
    added: list[Finding] = []
    for step in attribution.steps():
        everything = attribution.findings_of(step)
        counted = [finding for finding in everything if not policy.silence(finding)]
        more = everything if reading.whole else attribution.added(step, everything)
        if more:
            adding.append(step.commit)
        if len(counted) < len(everything) and not reading.whole:
            more = attribution.added(step, counted)  # what is silent must not stand in for what is not
        added += more
    return added


def _in_messages(tally: Tally) -> Iterator[Finding]:
    for path in MESSAGES:
        for finding in tally.findings.get(path, ()):
            yield finding._replace(provenance=finding.provenance._replace(commit=finding.provenance.blob))


def _in_named_blobs(source: CommitsSource, found: Found, kinds: Kinds) -> Iterator[Finding]:
    """Yield the findings in blobs that a reference names without a commit."""
    for (blob, kind), findings in found.items():
        for commit, path in source.places.get(blob, ()):
            if not commit and kinds(path) == kind:
                for finding in findings:
                    yield placed(finding, path, commit)


def _signed(findings: Sequence[Finding], at_head: Callable[[Finding], bool | None]) -> Iterator[Finding]:
    """Yield the findings with author and date of their commits, and whether HEAD still holds them."""
    names = list(dict.fromkeys(name for finding in findings if (name := finding.provenance.commit)))
    authors: dict[str, Authorship] = {}
    for answered in objects(names):
        header = b"".join(answered.chunks).partition(b"\n\n")[0]
        authors[answered.name] = authorship(header)
    for finding in findings:
        signed = finding.provenance._replace(at_head=at_head(finding))
        author = authors.get(signed.commit or "")
        if author is not None:
            signed = signed._replace(author=author.author or None, date=author.date or None)
        yield finding._replace(provenance=signed)


def _at_head(
    head: str | None,
    found: Found,
    kinds: Kinds,
    attribution: Attribution,
    known_clean: Callable[[Sequence[tuple[str, Kind]]], Collection[int]],
) -> Callable[[Finding], bool | None]:
    """Return what tells whether the commit `head` holds a finding's secret in any path."""
    if head is None:
        return lambda finding: None
    try:
        there = {(blob, kinds(path)): path for path, blob in files_of(head)}
    except GitError as error:
        attribution.unread.append((b"(HEAD)", f"whether HEAD still holds what was found is not known: {error}"))
        return lambda finding: None
    contents = [content for content in there if not content[1].excluded]
    clean = known_clean(contents)
    attribution.read_too({key: there[key] for index, key in enumerate(contents) if index not in clean})
    held = {finding.secret for key in contents for finding in found.get(key, ())}
    return lambda finding: finding.secret in held


def _clean(source: CommitsSource, hit: Collection[object], tally: Tally) -> Iterator[tuple[str, Kind]]:
    """Yield the contents that were read to their end, in a scan that was not cut short, and hold nothing."""
    faulty = {outer for fault in tally.faults for outer in around(fault.path)}
    faulty.update(outer for skipped in tally.skipped for outer in around(skipped.path) if outer != skipped.path)
    doubtful = {blob for blob, places in source.places.items() if faulty and any(path in faulty for _, path in places)}
    for blob, kind in source.tried:
        if (blob, kind) not in hit and blob not in doubtful and blob not in source.absent and not kind.excluded:
            yield blob, kind
