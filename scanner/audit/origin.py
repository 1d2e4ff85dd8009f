"""The first commit of a secret in its path."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.git.clone import shallow_commits
from scanner.git.run import GitError
from scanner.git.versions import author_of, commits_of, first_holding
from scanner.text.encodings import is_as_it_is, normalise

if TYPE_CHECKING:
    from collections.abc import Callable

    from scanner.git.people import Authorship
    from scanner.git.repo import Repository
    from scanner.model import Secret


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
    """Finds first commits; what git said of a path and of commits is kept for the next entries."""

    def __init__(self, repository: Repository | None) -> None:
        self._repository = repository
        self._path = b""
        self._commits: list[str] = []
        self._made: dict[str, Authorship] = {}
        self._shallow: frozenset[str] | None = None

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
            self._path, self._commits = b"", commits_of(name, head, go_on)
            if go_on():
                self._path = name
        commit = first_holding(name, self._commits, lambda contents: go_on() and text in _readable(contents))
        if commit is None:
            return Origin(note="not committed yet")
        if self._shallow is None:
            self._shallow = shallow_commits()
        if commit not in self._made:
            self._made[commit] = author_of(commit)
        made = self._made[commit]
        note = "the clone is shallow: it may be older" if commit in self._shallow else ""
        return Origin(commit, made.author, made.date, note)


def _readable(contents: bytes) -> bytes:
    """Return contents as they are scanned."""
    return contents if is_as_it_is(contents) else b"".join(normalise([contents]))
