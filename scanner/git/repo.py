"""`Repository`: where the work tree, the git directory and HEAD are."""

from __future__ import annotations

import os

from scanner.git.ids import DIGITS
from scanner.git.run import GitError, failure, output, start
from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

PLACES = ("rev-parse", "--is-bare-repository", "--absolute-git-dir", "--show-cdup")
HEAD = ("--verify", "-q", "HEAD^0")


class Repository(NamedTuple):
    """A repository as seen from here."""

    root: str
    """The work tree's top, absolute; the git directory of a bare repository."""
    git_directory: str
    """The git directory of this work tree, absolute."""
    head: str | None
    """The id of the commit that HEAD names; None before the first commit."""
    bare: bool
    damage: str = ""
    """Why git cannot tell what HEAD names, which is then as before the first commit; empty: it can."""

    @property
    def common_directory(self) -> str:
        """The git directory that all linked work trees share, absolute."""
        if os.path.exists(os.path.join(self.git_directory, "commondir")):  # <common>/worktrees/<name>
            return os.path.dirname(os.path.dirname(self.git_directory))
        return self.git_directory

    def parents_of_next_commit(self) -> tuple[str, ...]:
        """Return the commits that the index will be committed on: HEAD, and what is being merged.

        Raises GitError if the state of the merge is broken.
        """
        heads = [] if self.head is None else [self.head]
        merge_head = os.path.join(self.git_directory, "MERGE_HEAD")
        try:
            with open(merge_head, encoding="latin-1") as stream:
                merged = stream.read().split()
        except FileNotFoundError:
            merged = []
        for name in merged:
            if not DIGITS.issuperset(name):  # it becomes an argument of git: nothing but an id may
                raise GitError(f"{merge_head}: not a list of commits; run `git merge --abort`")
        return (*heads, *merged)

    def empty_tree(self) -> str:
        """Return the id of the tree that holds nothing, in this repository's hash."""
        return output(["hash-object", "-t", "tree", "--stdin"]).decode().strip()

    def root_commit(self) -> str | None:
        """Return the id of the first commit (of several, the smallest id); None if this clone does not have it."""
        if self.head is None or output(["rev-parse", "--is-shallow-repository"]).strip() != b"false":
            return None
        roots = output(["rev-list", "--max-parents=0", self.head]).decode().split()
        return min(roots, default=None)


def git_directory_around(directory: str) -> str | None:
    """Return the git directory of the work tree that `directory` is in, whatever the environment says.

    It is told by the `.git` there or above, without git; None if there is none.
    """
    while True:
        place = os.path.join(directory, ".git")
        try:
            with open(place, "rb") as stream:  # a linked work tree, or a submodule
                named = stream.read(4096)
        except OSError:
            named = b""
        if named.startswith(b"gitdir: "):
            place = os.path.join(directory, os.fsdecode(named.removeprefix(b"gitdir: ").rstrip(b"\r\n")))
        if os.path.lexists(os.path.join(place, "HEAD")):
            return place
        parent = os.path.dirname(directory)
        if parent == directory:
            return None
        directory = parent


def open_repository() -> Repository:
    """Return the repository that the current directory is in, or that GIT_DIR names.

    Raises GitError if there is none or git refuses it, or if git cannot tell what HEAD names.
    """
    return _opened(HEAD)


def open_damaged_repository() -> Repository:
    """Return the same, and one in which git cannot tell what HEAD names: its `damage` says why.

    Raises GitError if there is none or git refuses it.
    """
    try:
        return open_repository()
    except GitError as error:
        if "GIT_DIR" not in os.environ and git_directory_around(os.getcwd()) is None:
            raise
        try:
            found = _opened()
        except GitError:
            raise error from None
        return found._replace(damage=str(error))


def _opened(head: Sequence[str] = ()) -> Repository:
    """Return the repository; `head`: `HEAD`, or nothing, so that git is not asked what HEAD names."""
    arguments = [*PLACES, *head]
    process = start(arguments)
    process.close_stdin()
    said = os.fsdecode(process.read_all())
    code, complaint = process.finish()
    bare, *rest = said.removesuffix("\n").split("\n")
    if not rest or (code and complaint):
        raise failure(arguments, code, complaint)
    named = rest.pop() if head and code == 0 else None
    if bare == "true":
        git_directory = "\n".join(rest)
        return Repository(git_directory, git_directory, named, True)
    if len(rest) < 2:  # git names no way up to the work tree
        raise GitError("this directory is inside a git directory; run keysieve in the work tree")
    *parts, way_up = rest
    return Repository(os.path.realpath(os.path.join(os.getcwd(), way_up)), "\n".join(parts), named, False)
