"""Which commits there are, what each of them changes, and who made it; asked of git in bulk."""

from __future__ import annotations

from contextlib import suppress

from scanner.git.bulk import objects
from scanner.git.diff import NOTHING, SUBMODULE, Change, parse_raw
from scanner.git.objects import MissingObjectError
from scanner.git.run import NO_INDEX, GitError, answer, failure, split_nul, start
from scanner.git.trees import header_of, raw_changes, readable_files
from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

DIFF = ("diff-tree", "--stdin", "-r", "--root", "--raw", "-z", "--no-renames", "--no-abbrev")

COMBINED = ("-c", "--always")
"""A commit against all its parents at once. Git passes over one whose header is wrong: `--always` tells that from a
commit that changes nothing."""

EACH_PARENT = ("-m",)
"""A commit against each of its parents. What git passes over is not told from what is like its parent."""

BATCH = 4096
"""Commits that one process is asked about."""

NOT_COMPARED = "cannot be compared with its parents, so that more than it brings in may count"
REFUSED = "git refuses its header"

MOST_FAILURES = 20
"""Commits in a row that cannot be compared before the others are given up, too."""


class Commit(NamedTuple):
    """A commit with its parents, as far as this clone has them."""

    id: str
    parents: tuple[str, ...]


class Introduced(NamedTuple):
    """Contents that a commit brings into a path: they differ from what every parent has there."""

    commit: str
    path: bytes
    blob: str
    is_submodule: bool


def commits(revisions: Sequence[str], options: Sequence[str] = ()) -> list[Commit]:
    """Return the commits that `git rev-list` names for `revisions` (ids, `^id`, ranges) and `options`.

    Children come before parents. Raises GitError if git knows a revision not, or cannot read a commit.
    """
    if not revisions and not options:
        return []
    arguments = ["rev-list", "--topo-order", "--parents", *options, "--stdin"]
    asked = "".join(f"{revision}\n" for revision in revisions)
    process = start(arguments, data=asked.encode("utf-8", "surrogateescape"))
    text = process.read_all().decode()
    code, complaint = process.finish()
    if code:
        raise failure(arguments, code, complaint)
    return [Commit(words[0], tuple(words[1:])) for words in map(str.split, text.splitlines())]


def introduced(ids: Sequence[str], fail: Callable[[str, str], None]) -> Iterator[Introduced]:
    """Yield what each of the commits brings in, in the order of `ids`.

    `fail`: is told the commits of which git says nothing, what that means, and why; what they hold is given as far as
    it can be read, and is not in what can be read of a parent.
    """
    for text in _in_batches(ids, COMBINED, fail):
        for commit, fields in _sections(text):
            for at in range(0, len(fields), 2):
                # `::mode mode … new-mode id id … new-id status`: a colon, an old mode and an old id a parent
                description = fields[at].decode("ascii")
                words = description.lstrip(":").split(" ")
                parents = len(description) - len(description.lstrip(":"))
                new_mode = words[parents]
                if new_mode != NOTHING:
                    yield Introduced(commit, fields[at + 1], words[2 * parents + 1], new_mode == SUBMODULE)


def against_parents(
    ids: Sequence[str], fail: Callable[[str, str], None], broken: AbstractSet[str] = frozenset()
) -> Iterator[tuple[str, list[dict[bytes, Change]]]]:
    """Yield each of the commits with its changes by path against each parent from which it differs; see `introduced`.

    A commit that differs from no parent is left out. `broken`: those that `introduced` has told of.
    """
    for text in _in_batches(ids, EACH_PARENT, fail, broken):
        last = ""
        against: list[dict[bytes, Change]] = []
        for commit, fields in _sections(text):
            if commit != last and last:
                yield last, against
                against = []
            last = commit
            against.append({change.path: change for change in parse_raw(fields)})
        if last:
            yield last, against


def _in_batches(
    ids: Sequence[str], options: Sequence[str], fail: Callable[[str, str], None], broken: AbstractSet[str] = frozenset()
) -> Iterator[bytes]:
    """Yield git's answers for `ids`; a batch that fails is halved until the commit that cannot be read is alone.

    `options`: `COMBINED` or `EACH_PARENT`.
    """
    waiting = [ids[begin : begin + BATCH] for begin in range(0, len(ids), BATCH)][::-1]
    failures = 0
    while waiting:
        batch = waiting.pop()
        try:
            text = _answer(batch, options, broken)
        except GitError as error:
            if len(batch) > 1:
                waiting += [batch[len(batch) // 2 :], batch[: len(batch) // 2]]
                continue
            text, lost = _salvaged(batch[0], each_parent=options == EACH_PARENT)
            fail(batch[0], f"{'has parts that cannot be read' if lost else NOT_COMPARED}: {error}")
            failures += 1
            yield text
            if failures == MOST_FAILURES and waiting:
                left = [name for batch in reversed(waiting) for name in batch]
                fail(left[0], f"and {len(left) - 1} more are given up: git fails again and again")
                return
            continue
        if len(batch) == 1 or text:
            failures = 0
        yield text


def _answer(batch: Sequence[str], options: Sequence[str], broken: AbstractSet[str]) -> bytes:
    """Return what git says of the commits. Raises GitError if it says nothing of one, or that is to be expected."""
    if broken and not broken.isdisjoint(batch):
        raise GitError(REFUSED)
    text = answer([*DIFF, *options], "".join(f"{name}\n" for name in batch).encode(), NO_INDEX)
    if options == COMBINED and not {commit for commit, _ in _sections(text)}.issuperset(batch):
        raise GitError(REFUSED)
    return text


def _salvaged(commit: str, each_parent: bool) -> tuple[bytes, list[str]]:
    """Return git's answer for a commit of which it gives none, and the objects of the commit that cannot be read.

    A parent that is broken does not hide what comes after it. `each_parent`: the commit is compared with each of them,
    else with what all of them have.
    """
    files, lost = readable_files(commit)
    parents: tuple[str, ...] = ()
    for answered in objects([commit]):
        with suppress(MissingObjectError):
            parents = header_of(answered.chunks, len(commit)).parents
    before = [readable_files(parent)[0] for parent in parents] or [{}]
    if not each_parent:
        files = {
            path: new
            for path, held in files.items()
            if (new := [entry for entry in held if all(entry not in old.get(path, ()) for old in before)])
        }
        before = [{}]
    sections = [[commit.encode(), *raw_changes(old, files)] for old in before]
    return b"".join(field + b"\0" for section in sections for field in section), lost


def _sections(text: bytes) -> Iterator[tuple[str, list[bytes]]]:
    """Yield each commit's id with the fields that follow it, two for each path."""
    fields = split_nul(text)
    at = 0
    while at < len(fields):
        commit = fields[at].decode("ascii")
        begin = at = at + 1
        while at < len(fields) and fields[at].startswith(b":"):
            at += 2
        yield commit, fields[begin:at]
