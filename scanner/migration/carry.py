"""Claims made entries of the baseline, for secrets that our scan finds where they say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.baseline.model import Baseline, BaselineEntry, entry_path, secret_hash
from scanner.git.ids import DIGITS
from scanner.git.objects import MissingObjectError, blobs
from scanner.migration.match import Digests, meant
from scanner.model import PartialScanError, Provenance
from scanner.text.fragments import fragments

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from scanner.baseline.lookup import Scanner
    from scanner.baseline.model import Label
    from scanner.migration.interface import Claim
    from scanner.model import Finding

    Versions = Mapping[tuple[str, bytes], list[Finding] | str]
    """By commit and path: the findings, or why there are none."""


@dataclass(frozen=True, slots=True)
class Carried:
    """The baseline with the claims in it, and what became of them."""

    baseline: Baseline
    carried: int
    """Claims that live on."""
    only_in_history: int
    """Of these, those whose secret the work tree no longer holds there."""
    lost: tuple[str, ...]
    """Those that do not: where they stand, and why."""


def carried(
    claims: Sequence[Claim],
    findings: Sequence[Finding],
    versions: Versions,
    old: Baseline,
    label: Label,
) -> Carried:
    """Return the baseline with an entry for each finding that a claim means; those that are there already win.

    `findings`: of the work tree; `versions`: those that the claims name, see `committed`.
    """
    by_path: dict[bytes, list[Finding]] = {}
    for finding in findings:
        by_path.setdefault(finding.path, []).append(finding)
    digests = Digests(findings)
    entries = {entry.key: entry for entry in old.entries}
    here = {(finding.path, finding.secret) for finding in findings}
    lost: list[str] = []
    only_there = 0
    for claim in claims:
        found, why = findings_of(claim, by_path, digests, versions, findings)
        if not found:
            lost.append(f"{claim.where}: {why}")
            continue
        only_there += not any((finding.path, finding.secret) in here for finding in found)
        for finding in found:
            reason = f"from {claim.where}"
            made = BaselineEntry(
                entry_path(finding.path), secret_hash(finding.secret, old.salt), finding.rule.id, label, reason=reason
            )
            there = entries.get(made.key)
            if there is None or (label and not there.label):
                entries[made.key] = made
    baseline = Baseline(old.salt, tuple(entries[key] for key in sorted(entries)))
    return Carried(baseline, len(claims) - len(lost), only_there, tuple(lost))


def findings_of(
    claim: Claim,
    by_path: dict[bytes, list[Finding]],
    digests: Digests,
    versions: Versions,
    findings: Sequence[Finding],
) -> tuple[list[Finding], str]:
    """Return the findings that the claim means, or why there are none."""
    if claim.digest:
        return digests.meant(claim.digest), "no secret that is found here has this hash"
    if not claim.path:
        return meant(claim, findings), "this value is not found here"
    place = claim.path.decode("utf-8", "surrogateescape")
    if not claim.commit:
        return meant(claim, by_path.get(claim.path, [])), f"nothing is found in {place}, line {claim.line}"
    version = versions[claim.commit, claim.path]
    if isinstance(version, str):
        return [], version
    commit = claim.commit[:10]
    return meant(claim, version), f"nothing is found in {place}, line {claim.line}, as of {commit}"


def committed(claims: Iterable[Claim], scan: Callable[[bytes, str, bytes], list[Finding]]) -> Versions:
    """Return the findings in each version of a path that a claim names, or why it cannot be scanned.

    `scan`: returns the findings in contents, given the path, the commit and the contents. Raises GitError if git dies.
    """
    found: dict[tuple[str, bytes], list[Finding] | str] = {}
    asked: dict[str, tuple[str, bytes]] = {}
    for claim in claims:
        if claim.commit and claim.path:
            key = claim.commit, claim.path
            if not DIGITS.issuperset(claim.commit) or b"\n" in claim.path:
                found[key] = "is no commit and path that git could be asked for"
            else:
                asked[f"{claim.commit}:{claim.path.decode('utf-8', 'surrogateescape')}"] = key
    for name, chunks in blobs(list(asked)):
        commit, path = asked[name]
        try:
            found[commit, path] = scan(path, commit, b"".join(chunks))
        except MissingObjectError:
            found[commit, path] = f"commit {commit[:10]} or its file is not in this clone"
    return found


def scanner_of(
    pipeline: Scanner, silence: Callable[[Finding], str | None]
) -> Callable[[bytes, str, bytes], list[Finding]]:
    """Return what scans contents as a commit has them; `silence`: why a finding is in no report."""

    def scan(path: bytes, commit: str, contents: bytes) -> list[Finding]:
        found: list[Finding] = []
        for fragment in fragments(path, Provenance("commit", commit), [contents]):
            try:
                found += pipeline.scan(fragment)
            except PartialScanError as error:
                found += error.findings
        return [finding for finding in found if finding.allowed is None and not silence(finding)]

    return scan
