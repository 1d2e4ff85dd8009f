"""`Survey`: the secret files of a repository, tracked and untracked, by name and contents."""

from __future__ import annotations

import os

from scanner.git.objects import blobs
from scanner.git.run import lines
from scanner.record import NamedTuple
from scanner.regular import regular

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from scanner.git.repo import Repository
    from scanner.hygiene.conventions import Conventions
    from scanner.hygiene.model import Convention

EVERYWHERE = ":/"
"""The pathspec of the work tree's top, from any directory."""

MOST_NAMED = 200
"""Paths that are named to git one by one; of more, all are asked for."""

FILE_MODES = ("100644", "100755")
LEFT_ALONE = "S"
"""The tag of an entry whose file git does not look at (skip-worktree); one that is assumed unchanged is lower case."""


class SecretFile(NamedTuple):
    """A file that holds secrets by its name, and as far as its contents tell."""

    path: bytes
    convention: Convention
    left_alone: bool = False
    """Whether git was told to take it as unchanged (assume-unchanged, skip-worktree)."""


class Survey(NamedTuple):
    """What is looked at."""

    repository: Repository
    conventions: Conventions
    tracked: tuple[bytes, ...]
    """Every path in the index, in git's order."""
    spared: Callable[[bytes], bool]
    """Whether the configuration says that a path holds no secret."""

    def tracked_secrets(self) -> list[SecretFile]:
        """Return the secret files in the index, judged by their staged contents. Raises GitError if git fails."""
        named = {
            path: convention
            for path, convention in self.conventions.secret_files(self.tracked)
            if not self.spared(path)
        }
        if not named:
            return []
        from scanner.hygiene.contents import holds_secrets  # its expressions are for repositories with such files

        entries = [entry for entry in index_entries(list(named)) if entry[1] in FILE_MODES and entry[3] in named]
        found: dict[bytes, SecretFile] = {}
        contents = blobs([blob for _, _, blob, _ in entries])
        for (tag, _, _, path), (_, chunks) in zip(entries, contents, strict=True):
            if holds_secrets(named[path], beginning(chunks)):
                found[path] = SecretFile(path, named[path], tag == LEFT_ALONE or tag.islower())
        return list(found.values())

    def untracked_secrets(self, ignored: bool) -> list[SecretFile]:
        """Return the secret files in the work tree that git does not track: those that it ignores, or the others.

        Those whose names say that they are encrypted are left out: they are plain only while someone works on them.

        Raises GitError if git fails.
        """
        kind = ["--ignored"] if ignored else []
        names = lines(["ls-files", "-z", "--full-name", "--others", *kind, "--exclude-standard", "--", EVERYWHERE])
        return [
            SecretFile(path, convention)
            for path, convention in self.conventions.secret_files(names)
            if not convention.encrypt
            and not self.spared(path)
            and holds_secrets_on_disk(os.path.join(self.root, path), convention)
        ]

    @property
    def root(self) -> bytes:
        """The work tree's top, absolute."""
        return os.fsencode(self.repository.root)


def survey(repository: Repository, conventions: Conventions, spared: Callable[[bytes], bool]) -> Survey:
    """Return what is to be looked at in the repository. Raises GitError if git fails."""
    tracked = lines(["ls-files", "-z", "--full-name", "--cached", "--", EVERYWHERE])
    return Survey(repository, conventions, tuple(dict.fromkeys(tracked)), spared)


def work_tree_names(survey: Survey) -> tuple[bytes, ...]:
    """Return the paths that git tracks, and those that it neither tracks nor ignores. Raises GitError if git fails."""
    others = lines(["ls-files", "-z", "--full-name", "--others", "--exclude-standard", "--", EVERYWHERE])
    return (*survey.tracked, *others)


def index_entries(paths: Sequence[bytes]) -> Iterator[tuple[str, str, str, bytes]]:
    """Yield tag, mode, blob and path of the index entries of these paths, and maybe of others."""
    few = paths if len(paths) <= MOST_NAMED else ()
    named = [":(top,literal)" + os.fsdecode(path) for path in few] or [EVERYWHERE]
    for entry in lines(["ls-files", "-z", "--full-name", "--cached", "--stage", "-v", "--", *named]):
        described, _, path = entry.partition(b"\t")
        tag, mode, blob, _ = described.decode("ascii").split(" ")
        yield tag, mode, blob, path


def holds_secrets_on_disk(file: bytes, convention: Convention) -> bool:
    """Whether the file holds secrets, as far as it can be read; a link, a pipe or a directory holds none."""
    if os.path.islink(file) or not os.path.isfile(file):
        return False
    from scanner.hygiene.contents import MOST, holds_secrets

    try:
        with open(file, "rb", opener=regular) as stream:
            return holds_secrets(convention, stream.read(MOST))
    except OSError:  # what only its owner may read is not there to be committed by accident, but it is a secret
        return not convention.only_if


def beginning(chunks: Iterator[bytes]) -> bytes:
    """Return the first bytes of what the chunks add up to."""
    from scanner.hygiene.contents import MOST

    content = bytearray()
    for chunk in chunks:
        content += chunk
        if len(content) >= MOST:
            break
    return bytes(content)
