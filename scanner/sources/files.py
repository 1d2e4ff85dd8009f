"""Files of the work tree: given paths, or what git tracks and what it neither tracks nor ignores."""

from __future__ import annotations

import os
import stat

from scanner.git.run import output_and_complaint, split_nul
from scanner.model import Provenance
from scanner.sources.interface import Earlier, Entry, SourceError
from scanner.sources.stdin import read_chunks
from scanner.text.fragments import fragments

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from scanner.git.repo import Repository
    from scanner.model import Fragment

WORK_TREE = Provenance("work tree")
GIT_DIRECTORY = b".git"


class FilesSource:
    """Files and directories, read from disk. Symbolic links are read as links, never followed."""

    def __init__(
        self,
        paths: Sequence[bytes],
        repository: Repository | None,
        largest: int | None = None,
        include_ignored: bool = False,
        missing_is_fatal: bool = True,
    ) -> None:
        """`paths`: absolute or relative to the current directory; none: the whole work tree, or this directory.

        `largest`: most bytes of a file that is scanned; None: any. `missing_is_fatal`: whether a path that is not
        there is an error, or an entry that is skipped (for a hook, whose list may name what was just deleted).
        Raises SourceError for a missing path, GitError if git fails.
        """
        self._root = os.fsencode(repository.root if repository and not repository.bare else os.getcwd())
        self._in_repository = repository is not None and not repository.bare
        self._largest = largest
        self._include_ignored = include_ignored
        self._unlisted: list[Entry] = []
        """Directories that cannot be listed; reading them fails."""
        if repository is not None and repository.bare and not paths:
            raise SourceError(
                "a bare repository has no work tree to scan; give paths, or scan a clone with a work tree"
            )
        self._paths = [_located(path) for path in paths] or [self._root]
        if missing_is_fatal:
            for given, path in zip(paths, self._paths, strict=False):
                if not given or not os.path.lexists(path):
                    raise SourceError(f"{os.fsdecode(given)}: no such file or directory")

    def entries(self) -> Iterator[Entry]:
        """Yield every file once, in the order of the given paths, directories in git's or in the names' order."""
        seen: set[bytes] = set()
        for path in self._paths:
            for file in self._files_at(path):
                if file not in seen:
                    seen.add(file)
                    yield self._entry(file)
        yield from self._unlisted

    def still_has(self, path: bytes) -> bool:
        """Whether the path is on disk."""
        return os.path.lexists(os.path.join(self._root, path))

    def earlier(self, paths: Collection[bytes]) -> Iterator[Earlier]:
        """Everything is new."""
        return iter(())

    def _files_at(self, path: bytes) -> Iterator[bytes]:
        if os.path.islink(path) or not os.path.isdir(path):
            yield path
        elif self._in_repository and not self._include_ignored and _is_inside(path, self._root):
            yield from self._listed_by_git(path)
        else:
            yield from self._walk(path)

    def _listed_by_git(self, directory: bytes) -> list[bytes]:
        arguments = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        if "GIT_DIR" in os.environ:
            # In the directory git would look for a relative GIT_DIR, or take the directory for the work tree's top.
            pathspec = ":(top,literal)" + os.fsdecode(_relative(directory, self._root))
            names, complaint = output_and_complaint([*arguments, "--full-name", "--", pathspec])
            directory = self._root
        else:
            names, complaint = output_and_complaint([*arguments, "--", "."], os.fsdecode(directory))
        for warning in complaint.split(b"\n"):
            if b"could not open directory" in warning:  # git leaves it out and calls that a success
                path, _, reason = warning.partition(b"'")[2].rpartition(b"/': ")
                self._unlisted.append(Entry(path, map(_refuse, [os.fsdecode(reason)])))
        return [os.path.join(directory, name) for name in split_nul(names)]

    def _walk(self, top: bytes) -> Iterator[bytes]:
        def note(error: OSError) -> None:
            path = _relative(os.fsencode(error.filename), self._root)
            self._unlisted.append(Entry(path, map(_refuse, [error.strerror or str(error)])))

        for directory, subdirectories, names in os.walk(top, onerror=note):
            subdirectories[:] = sorted(name for name in subdirectories if name != GIT_DIRECTORY)
            links = [name for name in subdirectories if os.path.islink(os.path.join(directory, name))]
            for name in sorted([*names, *links]):
                yield os.path.join(directory, name)

    def _entry(self, file: bytes) -> Entry:
        path = _relative(file, self._root)
        try:
            status = os.lstat(file)
        except FileNotFoundError:
            return Entry(path, (), "not in the work tree")
        if stat.S_ISLNK(status.st_mode):
            return Entry(path, fragments(path, WORK_TREE, [os.readlink(file)]))
        if stat.S_ISDIR(status.st_mode):
            return Entry(path, (), "another repository: it is scanned by itself")
        if not stat.S_ISREG(status.st_mode):
            return Entry(path, (), "not a regular file")
        if self._largest is not None and status.st_size > self._largest:
            return Entry(path, (), f"larger than {self._largest} bytes")
        return Entry(path, _contents(path, file))


def _contents(path: bytes, file: bytes) -> Iterator[Fragment]:
    # Not to block on a file that became a pipe meanwhile, and not to follow one that became a link.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(file, flags)
    try:
        yield from fragments(path, WORK_TREE, read_chunks(descriptor))
    finally:
        os.close(descriptor)


def _refuse(reason: str) -> Fragment:
    raise SourceError(f"the directory cannot be read: {reason}")


def _located(path: bytes) -> bytes:
    """Return the absolute path without links on the way to it; what it names may itself be a link."""
    parent, name = os.path.split(os.path.abspath(path))
    return os.path.join(os.path.realpath(parent), name)


def _is_inside(path: bytes, root: bytes) -> bool:
    return path == root or path.startswith(os.path.join(root, b""))


def _relative(file: bytes, root: bytes) -> bytes:
    """Return the path from the root, with `/`; the absolute path of what lies elsewhere."""
    path = file[len(os.path.join(root, b"")) :] if _is_inside(file, root) else file
    return path.replace(b"\\", b"/") if os.sep == "\\" else path
