"""Which commits there are, what each of them changes, and who made it; asked of git in bulk."""

from __future__ import annotations

from scanner.git.bulk import objects
from scanner.git.diff import NOTHING, SUBMODULE, Change, parse_raw
from scanner.git.objects import MissingObjectError
from scanner.git.run import NO_INDEX, GitError, answer, failure, split_nul, start
from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

DIFF = ("diff-tree", "--stdin", "-r", "--root", "--raw", "-z", "--no-renames", "--no-abbrev")

BATCH = 4096
"""Commits that one process is asked about."""

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


def salvaged_commits(tips: Iterable[str]) -> tuple[list[Commit], list[str]]:
    """Return the commits that can be reached from `tips` without those that cannot be read, and the latter's ids.

    For a repository in which `git rev-list` fails. Parents need not come after their children.
    """
    found: dict[str, Commit] = {}
    unreadable: list[str] = []
    wanted = list(dict.fromkeys(tips))
    seen = set(wanted)
    while wanted:
        further: list[str] = []
        for answered in objects(wanted):
            try:
                header = b"".join(answered.chunks).partition(b"\n\n")[0]
            except MissingObjectError:
                unreadable.append(answered.name)
                continue
            rows = header.decode("latin-1").split("\n")
            if answered.kind == "tag":
                parents = [row[7:] for row in rows if row.startswith("object ")]
            elif answered.kind == "commit":
                parents = [row[7:] for row in rows if row.startswith("parent ")]
                found[answered.name] = Commit(answered.name, tuple(parents))
            else:
                continue
            further += [parent for parent in parents if parent not in seen]
            seen.update(parents)
        wanted = list(dict.fromkeys(further))
    return list(found.values()), unreadable


def introduced(ids: Sequence[str], fail: Callable[[str, str], None]) -> Iterator[Introduced]:
    """Yield what each of the commits brings in, in the order of `ids`.

    `fail`: is told the commits that cannot be compared, and why; all that they hold is given, if it can be read.
    """
    for text in _in_batches(ids, "-c", fail):
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
    ids: Sequence[str], fail: Callable[[str, str], None]
) -> Iterator[tuple[str, list[dict[bytes, Change]]]]:
    """Yield each of the commits with its changes by path against each parent from which it differs; see `introduced`.

    A commit that differs from no parent is left out.
    """
    for text in _in_batches(ids, "-m", fail):
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


def _in_batches(ids: Sequence[str], merges: str, fail: Callable[[str, str], None]) -> Iterator[bytes]:
    """Yield git's answers for `ids`; a batch that fails is halved until the commit that cannot be read is alone."""
    waiting = [ids[begin : begin + BATCH] for begin in range(0, len(ids), BATCH)][::-1]
    failures = 0
    while waiting:
        batch = waiting.pop()
        try:
            text = answer([*DIFF, merges], "".join(f"{name}\n" for name in batch).encode(), NO_INDEX)
        except GitError as error:
            if len(batch) > 1:
                waiting += [batch[len(batch) // 2 :], batch[: len(batch) // 2]]
                continue
            fail(batch[0], str(error))
            failures += 1
            yield _whole(batch[0])
            if failures == MOST_FAILURES and waiting:
                left = [name for batch in reversed(waiting) for name in batch]
                fail(left[0], f"{len(left)} more commits are given up: git fails again and again")
                return
            continue
        if len(batch) == 1 or text:
            failures = 0
        yield text


def _whole(commit: str) -> bytes:
    """Return git's answer as if the commit had no parent: a parent that is broken does not hide what comes after it."""
    try:
        empty = answer(["hash-object", "-t", "tree", "--stdin"], b"").decode().strip()
        fields = answer([*(word for word in DIFF if word not in ("--stdin", "--root")), empty, commit], b"", NO_INDEX)
    except GitError:
        return b""
    return commit.encode() + b"\0" + fields


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
