"""The first commit of a secret in its path."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.git.clone import shallow_commits
from scanner.git.objects import ObjectReader
from scanner.git.people import Authorship, authorship
from scanner.git.run import GitError
from scanner.git.versions import versions_of, versions_of_all
from scanner.text.encodings import is_as_it_is, normalise

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from scanner.git.repo import Repository
    from scanner.git.versions import Versions
    from scanner.model import Secret

MOST_KEPT = 16 << 20
"""Bytes of the last path's versions that are kept for its other entries."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a secret came from."""

    commit: str = ""
    """Empty: it is in no commit, or none was found."""
    author: str = ""
    date: str = ""
    """ISO 8601, as the author's clock had it."""
    note: str = ""

    @property
    def day(self) -> str:
        """The ISO date; empty if there is none."""
        return self.date[:10]


class Origins:
    """Finds first commits; what git said of paths and of commits is kept for the next entries."""

    def __init__(self, repository: Repository | None) -> None:
        self._repository = repository
        self._reader = ObjectReader()
        self._path = b""
        self._versions: Versions = []
        self._contents: dict[str, bytes | None] = {}
        """Of versions of that path, as they are scanned; None: there is none."""
        self._size = 0
        self._walked: dict[bytes, Versions] | None = None
        self._may_walk = True
        self._made: dict[str, Authorship] = {}
        self._shallow: frozenset[str] | None = None

    def close(self) -> None:
        """End the git process; it may be asked again."""
        self._reader.close()

    def walk(self, paths: Collection[str], go_on: Callable[[], bool]) -> None:
        """Find the commits of many paths in one go, which takes longer than to ask for a few of them."""
        repository = self._repository
        if repository is None or repository.head is None or self._walked is not None or not self._may_walk:
            return
        try:
            self._walked = versions_of_all({os.fsencode(path) for path in paths}, repository.head, go_on)
        except GitError:  # what there is of the history is asked for path by path
            self._may_walk = False

    def first_commit(self, path: str, needle: Secret, go_on: Callable[[], bool]) -> Origin:
        """Return the oldest commit up to HEAD in which the path holds what is written there now.

        Other paths are not looked at: a file that was moved begins with its move. `go_on`: is asked now and then
        whether the answer is still wanted.
        """
        repository = self._repository
        if repository is None:
            return Origin(note="no repository")
        if repository.head is None:
            return Origin(note="not committed yet")
        name = os.fsencode(path)
        if b"\n" in name:
            return Origin(note="not known: git cannot be asked for a name with a line end")
        try:
            return self._asked(name, repository.head, needle.reveal_in_clear(), go_on)
        except GitError as error:
            return Origin(note=f"not known: {error}")

    def _asked(self, name: bytes, head: str, text: bytes, go_on: Callable[[], bool]) -> Origin:
        if self._path != name:
            self._look_at(name, head, go_on)
        commit = self._first_holding(text, go_on)
        if commit is None:
            return Origin(note="not committed yet")
        if self._shallow is None:
            self._shallow = shallow_commits()
        if commit not in self._made:
            header = (self._reader.read(commit) or b"").partition(b"\n\n")[0]
            self._made[commit] = authorship(header)
        made = self._made[commit]
        note = "the clone is shallow: it may be older" if commit in self._shallow else ""
        return Origin(commit, made.author, made.date, note)

    def _look_at(self, name: bytes, head: str, go_on: Callable[[], bool]) -> None:
        self._path, self._contents, self._size = b"", {}, 0
        if self._walked is not None and name in self._walked:
            self._versions = self._walked[name]
        else:
            self._versions = versions_of(name, head, go_on)
        if go_on():
            self._path = name

    def _first_holding(self, text: bytes, go_on: Callable[[], bool]) -> str | None:
        """Return the first commit with the text; None if there is none, or the answer is not wanted any more."""
        for version in self._versions:
            if not go_on():
                return None
            contents = self._read(version.name)
            if contents is not None and text in contents:
                return version.commit
        return None

    def _read(self, name: str) -> bytes | None:
        """Return the contents as they are scanned; None where a commit deletes the path, or this clone lacks them."""
        if name in self._contents:
            return self._contents[name]
        contents = self._reader.read(name)
        if contents is not None and not is_as_it_is(contents):
            contents = b"".join(normalise([contents]))
        self._size += len(contents or b"")
        if self._size <= MOST_KEPT:
            self._contents[name] = contents
        return contents
