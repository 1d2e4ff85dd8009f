"""Which commit brought a finding in: commits with findings are compared with each of their parents by counting."""

from __future__ import annotations

from collections import Counter

from scanner.errors import KeysieveError
from scanner.git.bulk import objects
from scanner.git.log import against_parents
from scanner.model import PartialScanError, Provenance
from scanner.record import NamedTuple
from scanner.scan.counting import NOT_COMPARED, Occurrences, excess, told_of_none
from scanner.sources.interface import Entry
from scanner.text.fragments import Content

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from scanner.baseline.lookup import Scanner
    from scanner.git.diff import Change
    from scanner.git.log import Commit
    from scanner.model import Finding, Secret
    from scanner.scan.kind import Kinds
    from scanner.sources.archives.opener import Opener
    from scanner.sources.commits import CommitsSource, Kind

    Found = dict[tuple[str, Kind], list[Finding]]
    """The findings of each content, by blob and kind of path."""


class Parent(NamedTuple):
    """What one parent of a commit held, as far as it matters to the commit's findings."""

    before: Mapping[bytes, str]
    """Path with findings to the blob that it held."""
    deleted: tuple[tuple[bytes, str], ...]
    """Paths that the commit deletes, with their blobs: their secrets may have moved to any path."""


class Step(NamedTuple):
    """A commit that brings in contents with findings."""

    commit: str
    contents: tuple[tuple[bytes, str], ...]
    """Path and blob."""
    parents: tuple[Parent, ...]


class Attribution:
    """Compares commits that bring in findings with their parents."""

    def __init__(
        self,
        source: CommitsSource,
        found: Found,
        kinds: Kinds,
        pipeline: Scanner,
        unheard: Callable[[Finding], str],
        opener: Opener | None = None,
    ) -> None:
        """`found`: the findings of everything that the source read; it grows by what is read to compare.

        `unheard`: why nobody was told of a finding where it stood. `opener`: what opened the archives in the source, if
        anything did.
        """
        self.unread: list[tuple[bytes, str]] = []
        """Contents to compare with that cannot be read, with the reason."""
        self._alone: set[str] = set()
        """Commits whose parents cannot be read."""
        self._source = source
        self._found = found
        self._kinds = kinds
        self._pipeline = pipeline
        self._unheard = unheard
        self._opener = opener

    def steps(self) -> list[Step]:
        """Return the commits that bring in findings, oldest first, with what they are compared with already scanned."""
        places = self._source.places
        # Not by path: a tree that git alone would not write may hold two contents of one name.
        hit: dict[str, dict[tuple[bytes, str], None]] = {}
        for blob, kind in self._found:
            for commit, path in places.get(blob, ()):
                if commit and self._kinds(path) == kind:
                    hit.setdefault(commit, {})[path, blob] = None
        ordered = [commit for commit in reversed(self._source.commits) if commit.id in hit]
        parents = {commit.id: max(1, len(commit.parents)) for commit in ordered}
        steps = []
        for name, against in against_parents([commit.id for commit in ordered], self._note, self._source.broken):
            if (
                len(against) == parents[name] or name in self._alone
            ):  # else it is like one of its parents, and brings nothing in
                steps.append(self._step(name, tuple(hit[name]), against))
        self._scan_earlier(steps)
        return steps

    def added(self, step: Step, findings: Sequence[Finding]) -> list[Finding]:
        """Return those of the step's findings that are more than each parent had."""
        added = list(findings)
        there = {finding.path for finding in self.findings_of(step)}
        for parent in step.parents:
            before: dict[bytes, Occurrences] = {}
            moved = self._moved(parent, {self._kinds(outermost(finding)) for finding in findings})
            for path, blob in parent.before.items():
                for earlier in self._found.get((blob, self._kinds(path)), ()):
                    where = placed(earlier, path, "").path
                    before.setdefault(where, Occurrences()).add((earlier,))
                    if earlier.provenance.inner and earlier.allowed is None and where not in there:
                        moved[earlier.secret] += 1  # to another member of the archive, perhaps
            kept = set(map(id, excess(findings, before, moved)))
            added = [finding for finding in added if id(finding) in kept]
        return added

    def findings_of(self, step: Step) -> list[Finding]:
        """Return everything that the contents which the step brings in hold, old and new."""
        return [
            placed(finding, path, step.commit)
            for path, blob in step.contents
            for finding in self._found.get((blob, self._kinds(path)), ())
        ]

    def _moved(self, parent: Parent, kinds: set[Kind]) -> Counter[Secret]:
        moved: Counter[Secret] = Counter()
        for path, blob in parent.deleted:
            most: Counter[Secret] = Counter()
            for kind in kinds:
                occurrences = Occurrences()
                occurrences.add(self._heard(blob, kind, path))
                most |= occurrences.secrets
            own = [placed(finding, path, "") for finding in self._found.get((blob, self._kinds(path)), ())]
            moved.update(most - told_of_none(own, self._unheard))
        return moved

    def _heard(self, blob: str, kind: Kind, path: bytes) -> Iterator[Finding]:
        """Yield the findings of a content, judged as one of that kind, without those that the path had silenced."""
        for finding in self._found.get((blob, kind), ()):
            if not self._unheard(placed(finding, path, "")):
                yield finding

    def _step(self, commit: str, contents: tuple[tuple[bytes, str], ...], against: list[dict[bytes, Change]]) -> Step:
        paths = {path for path, _ in contents}
        parents = []
        for changes in against:
            had = [change for change in changes.values() if change.had_blob]
            parents.append(
                Parent(
                    {change.path: change.old_blob for change in had if change.path in paths},
                    tuple((change.path, change.old_blob) for change in had if change.deleted),
                )
            )
        return Step(commit, contents, tuple(parents))

    def _scan_earlier(self, steps: Sequence[Step]) -> None:
        """Scan what the steps are compared with and the source did not read: contents from before the range."""
        wanted: dict[tuple[str, Kind], bytes] = {}
        for step in steps:
            kinds = {self._kinds(path): path for path, _ in step.contents}
            for parent in step.parents:
                for path, blob in parent.before.items():
                    wanted.setdefault((blob, self._kinds(path)), path)
                for old_path, blob in parent.deleted:
                    for kind, path in ((self._kinds(old_path), old_path), *kinds.items()):
                        wanted.setdefault((blob, kind), path)
        self.read_too(wanted)

    def read_too(self, wanted: Mapping[tuple[str, Kind], bytes]) -> None:
        """Scan contents, by blob and kind with a path of that kind, as far as they are not scanned yet."""
        contents = [key for key in wanted if key not in self._source.tried and key not in self._found]
        for key, answered in zip(contents, objects([blob for blob, _ in contents]), strict=True):
            for entry in self._opened(Content(wanted[key], Provenance("commit", blob=key[0]), answered.chunks)):
                try:
                    for fragment in entry.fragments:
                        findings = self._pipeline.scan(fragment, self._kinds(entry.path).off)
                        if findings:
                            self._found.setdefault(key, []).extend(findings)
                except KeysieveError as error:
                    if isinstance(error, PartialScanError) and error.findings:
                        self._found.setdefault(key, []).extend(error.findings)
                    self.unread.append((entry.path, f"{NOT_COMPARED}: {error}"))

    def _opened(self, content: Content) -> Iterator[Entry]:
        entry = Entry(content.path, content)
        for opened in (entry,) if self._opener is None else self._opener(entry):
            if not opened.skipped and not self._kinds(opened.path).excluded:
                yield opened

    def _note(self, commit: str, reason: str) -> None:
        self._alone.add(commit)  # the source has told of it


def placed(finding: Finding, path: bytes, commit: str) -> Finding:
    """Return the finding as it stands in that path, or in an archive there, and in that commit; empty: in none."""
    inside = finding.path[len(outermost(finding)) :]
    return finding._replace(path=path + inside, provenance=finding.provenance._replace(commit=commit or None))


def outermost(finding: Finding) -> bytes:
    """Return the path of the file that holds the finding: of the archive, for one in a member."""
    return finding.path[: len(finding.path) - finding.provenance.inner]


def first_of_each(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield, of the findings of one secret in one path, those of the first commit."""
    first: dict[tuple[bytes, Secret], str | None] = {}
    for finding in findings:
        if first.setdefault((finding.path, finding.secret), finding.provenance.commit) == finding.provenance.commit:
            yield finding


def in_order(findings: Sequence[Finding], commits: Sequence[Commit]) -> list[Finding]:
    """Return the findings by path, then from the oldest commit to the youngest, then by place."""
    age = {commit.id: -number for number, commit in enumerate(commits)}
    oldest = -len(commits)

    def key(finding: Finding) -> tuple[bytes, int, int, int]:
        commit = finding.provenance.commit
        return finding.path, age.get(commit or "", oldest), finding.location.line, finding.location.column

    return sorted(findings, key=key)
