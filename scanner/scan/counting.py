"""New by counting: an occurrence of a secret is new as far as the secret occurs more often than before.

So moved lines, edited lines beside a secret, renames and removals are silent, while a copy is new, and what comes from
a path where nobody was told of it. No diff is parsed.
Where there are several parents (a merge), new is what is new to each of them.
"""

from __future__ import annotations

from collections import Counter

from scanner.engine.claims import lacks_context
from scanner.errors import KeysieveError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from typing import Any

    from scanner.baseline.lookup import Scanner
    from scanner.model import Finding, Secret
    from scanner.sources.interface import Earlier, Source


def without_earlier(
    findings: Sequence[Finding],
    source: Source,
    pipeline: Scanner,
    unheard: Callable[[Finding], str] = lambda finding: "",
) -> tuple[list[Finding], list[tuple[bytes, str]]]:
    """Return those of `findings` that are new, and the earlier contents that could not be read, with the reason.

    `unheard`: why nobody was told of a finding where it stood. A finding whose earlier contents cannot be read stays.
    The order is kept.
    """
    paths = {finding.path for finding in findings}
    faults: list[tuple[bytes, str]] = []
    paired = frozenset(finding.secret for finding in findings if not lacks_context(finding))
    new = list(findings)
    for earlier in source.earlier(paths):
        before, moved, unread = _occurrences(earlier, paths, pipeline, paired, unheard)
        for path in before.keys() - paths:  # a member of an archive that has none now: they may be in another one
            moved += before[path].secrets
        faults.extend(unread)
        kept = set(map(id, excess(findings, before, moved)))
        new = [finding for finding in new if id(finding) in kept]
    return new, faults


NOT_COMPARED = "what stood there before cannot be compared"


class Occurrences:
    """How often each secret occurred in one content, and in which lines."""

    def __init__(self, paired: Collection[Secret] = ()) -> None:
        """`paired`: secrets that now stand beside what their rules require; earlier ones without it do not count."""
        self._paired = paired
        self.secrets: Counter[Secret] = Counter()
        """Only those without a mark that allows them: taking such a mark away makes a secret new."""
        self.lines: Counter[tuple[Secret, int, bool]] = Counter()

    def add(self, findings: Iterable[Finding]) -> None:
        """Count the occurrences."""
        for finding in findings:
            if finding.secret in self._paired and lacks_context(finding):
                continue
            self.lines[place(finding)] += 1
            if finding.allowed is None:
                self.secrets[finding.secret] += 1


def place(finding: Finding) -> tuple[Secret, int, bool]:
    """Return what makes an occurrence the same one as before: the secret, its line, and whether a mark allows it."""
    return finding.secret, finding.line_hash, finding.allowed is None


def kinds_of(paths: Iterable[bytes]) -> list[bytes]:
    """Return one path of each file extension: what counts as a secret may depend on the kind of file."""
    return list({kind_of(path): path for path in paths}.values())


def kind_of(path: bytes) -> bytes:
    """Return the file extension, in lower case: paths that share it are judged alike."""
    return path.rpartition(b"/")[2].lower().rpartition(b".")[2]


def _occurrences(
    earlier: Earlier,
    paths: Collection[bytes],
    pipeline: Scanner,
    paired: Collection[Secret],
    unheard: Callable[[Finding], str],
) -> tuple[dict[bytes, Occurrences], Counter[Secret], list[tuple[bytes, str]]]:
    """Count the secrets of each path's earlier contents, and those of all deleted paths together.

    Deleted contents are judged as if they stood in `paths`, to which they may have been renamed.
    """
    before: dict[bytes, Occurrences] = {}
    moved: Counter[Secret] = Counter()
    unread: list[tuple[bytes, str]] = []
    path = b""
    try:
        for path, fragments in earlier.contents:
            places = sorted(paths) if path in earlier.deleted else [path]
            counted = {place: Occurrences(paired) for place in kinds_of(places)}
            silent: Counter[Secret] = Counter()
            try:
                for fragment in fragments:
                    for place, occurrences in counted.items():
                        occurrences.add(pipeline.scan(fragment._replace(path=place)))
                    if path in earlier.deleted:
                        silent += told_of_none(pipeline.scan(fragment), unheard)
            except KeysieveError as error:
                unread.append((path, f"{NOT_COMPARED}: {error}"))
                continue
            if path in earlier.deleted:
                most: Counter[Secret] = Counter()
                for occurrences in counted.values():
                    most |= occurrences.secrets
                moved.update(most - silent)
            else:
                before[path] = counted[path]
    except KeysieveError as error:  # git ended: nothing is known of the contents from here on
        unread.append((path, f"{NOT_COMPARED}: {error}"))
    return before, moved, unread


def told_of_none(findings: Iterable[Finding], unheard: Callable[[Finding], str]) -> Counter[Secret]:
    """Count the secrets of which nobody was told where they stand."""
    return Counter(finding.secret for finding in findings if finding.allowed is None and unheard(finding))


def excess(findings: Sequence[Finding], before: dict[bytes, Occurrences], moved: Counter[Secret]) -> list[Finding]:
    """Return the findings that are more than before; of equal ones, those in untouched lines are the old ones."""
    left = {path: Counter(occurrences.secrets) for path, occurrences in before.items()}
    lines = {path: Counter(occurrences.lines) for path, occurrences in before.items()}
    untouched: set[int] = set()
    for finding in findings:
        if lines.get(finding.path, EMPTY)[place(finding)] > 0:
            lines[finding.path][place(finding)] -= 1
            untouched.add(id(finding))
            if finding.allowed is None:
                left[finding.path][finding.secret] -= 1
    more = []
    for finding in findings:
        if id(finding) in untouched:
            continue
        if finding.allowed is None:
            if left.get(finding.path, EMPTY)[finding.secret] > 0:
                left[finding.path][finding.secret] -= 1
                continue
            if moved[finding.secret] > 0:
                moved[finding.secret] -= 1
                continue
        more.append(finding)
    return more


EMPTY: Counter[Any] = Counter()
