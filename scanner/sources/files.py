"""Files of the work tree: given paths, or what git tracks and what it neither tracks nor ignores."""

from __future__ import annotations

import os
import stat
from itertools import chain

from scanner.git.listing import files_below, files_below_top, index_damage
from scanner.model import Fragment, Provenance
from scanner.sources.interface import Earlier, Entry, SourceError
from scanner.sources.listed import ListedSource
from scanner.sources.stdin import CHUNK, read_chunks
from scanner.text.encodings import is_as_it_is
from scanner.text.fragments import Content, fragments

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from typing import BinaryIO

    from scanner.git.repo import Repository

WORK_TREE = Provenance("work tree")
GIT_DIRECTORY = b".git"
INDEX = b"(the index)"
"""Stands in for a path where the index itself cannot be read."""

HEAD = b"(HEAD)"
"""The same for what HEAD names."""

SAMPLES = 256
"""Files of which the size is asked, to estimate that of all."""


class FilesSource(ListedSource):
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
        self._repository = None if repository is None or repository.bare else repository
        self._root = os.fsencode(os.getcwd() if self._repository is None else self._repository.root)
        self._below = os.path.join(self._root, b"")
        self._largest = largest
        self._include_ignored = include_ignored
        self._unlisted: list[Entry] = []
        """Directories that cannot be listed, and what else of git is damaged; reading them fails."""
        self._files: list[bytes] | None = None
        if repository is not None and repository.bare and not paths:
            raise SourceError(
                "a bare repository has no work tree to scan; give paths, or scan a clone with a work tree"
            )
        if not paths and not os.path.isdir(self._root):
            named = "GIT_WORK_TREE" if "GIT_WORK_TREE" in os.environ else "core.worktree in git's configuration"
            raise SourceError(f"{os.fsdecode(self._root)}: no such work tree; {named} names it: mend or unset that")
        if repository is not None and repository.damage:
            self._unlisted.append(Entry(HEAD, map(_tell, [repository.damage])))
        self._paths = [_located(path) for path in paths] or [self._root]
        if missing_is_fatal:
            for given, path in zip(paths, self._paths, strict=False):
                if not given or not os.path.lexists(path):
                    raise SourceError(f"{os.fsdecode(given)}: no such file or directory")

    def listed(self) -> Iterator[bytes | Entry]:
        """Yield every file once, in the order of the given paths, directories in git's or in the names' order."""
        yield from self._all_files()
        yield from self._unlisted

    def entries_of(self, keys: Sequence[bytes]) -> Iterator[Entry]:
        """Yield the entry of each file."""
        return map(self._entry, keys)

    def path_of(self, key: bytes) -> bytes:
        """Return the file's path from the root."""
        return self._relative(key)

    def size(self) -> int:
        """Return about how many bytes the files have, by a sample of them."""
        files = self._all_files()
        sample = files[:: len(files) // SAMPLES + 1]
        sizes = [size for size in map(_size, sample) if self._largest is None or size <= self._largest]
        return sum(sizes) * len(files) // max(1, len(sample))

    def _all_files(self) -> list[bytes]:
        if self._files is None:  # git is asked once
            self._files = list(dict.fromkeys(file for path in self._paths for file in self._files_at(path)))
        return self._files

    def still_has(self, path: bytes) -> bool:
        """Whether the path is on disk."""
        return os.path.lexists(os.path.join(self._root, path))

    def earlier(self, paths: Collection[bytes]) -> Iterator[Earlier]:
        """Everything is new."""
        return iter(())

    def _files_at(self, path: bytes) -> Iterator[bytes]:
        if os.path.islink(path) or not os.path.isdir(path):
            yield path
        elif self._repository is not None and not self._include_ignored and _is_inside(path, self._root):
            yield from self._listed_by_git(path, self._repository)
        else:
            yield from self._walk(path)

    def _listed_by_git(self, directory: bytes, repository: Repository) -> list[bytes]:
        damage = index_damage(repository)
        here = os.fsencode(os.path.realpath(os.curdir))
        if "GIT_DIR" in os.environ or not _is_inside(here, self._root):  # then core.worktree names it
            listing = files_below_top(os.fsdecode(self._relative(directory)), damage)
            directory = self._root
        else:
            listing = files_below(os.fsdecode(directory), damage)
        for path, reason in listing.unopened:
            self._unlisted.append(Entry(path, map(_refuse, [os.fsdecode(reason)])))
        if listing.damage:
            self._unlisted.append(Entry(INDEX, map(_tell, [listing.damage])))
        below = os.path.join(directory, b"")
        return [below + name for name in listing.names]

    def _walk(self, top: bytes) -> Iterator[bytes]:
        """Yield the files of the directories; not by `os.walk`, which in Python 3.11 ends with deeply nested ones."""
        waiting = [top]
        while waiting:
            directory = waiting.pop()
            try:
                with os.scandir(directory) as entries:
                    found = sorted(entries, key=lambda entry: entry.name)
            except OSError as error:
                self._unlisted.append(Entry(self._relative(directory), map(_refuse, [error.strerror or str(error)])))
                continue
            below = []
            for entry in found:
                if not _is_directory(entry):
                    yield entry.path
                elif entry.name != GIT_DIRECTORY:
                    below.append(entry.path)
            waiting += reversed(below)

    def _relative(self, file: bytes) -> bytes:
        """Return the path from the root, with `/`; the absolute path of what lies elsewhere."""
        if file == self._root:
            return b""
        path = file.removeprefix(self._below)
        return path.replace(b"\\", b"/") if os.sep == "\\" else path

    def _entry(self, file: bytes) -> Entry:
        path = self._relative(file)
        try:
            status = os.lstat(file)
        except FileNotFoundError:
            return Entry(path, (), "not in the work tree")
        except OSError as error:
            return Entry(path, map(_unreadable, [error]))
        mode = stat.S_IFMT(status.st_mode)
        if mode == stat.S_IFREG:
            if self._largest is not None and status.st_size > self._largest:
                return Entry(path, (), f"larger than {self._largest} bytes")
            return Entry(path, FileContent(path, file, status.st_size))
        if mode == stat.S_IFLNK:
            return Entry(path, fragments(path, WORK_TREE, map(os.readlink, [file])))
        if mode == stat.S_IFDIR:
            return Entry(path, (), "another repository: it is scanned by itself")
        return Entry(path, (), "not a regular file")


# Not to block on a file that became a pipe meanwhile, and not to follow one that became a link.
FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class FileContent(Content):
    """What a file on disk holds."""

    again = True

    def __init__(self, path: bytes, file: bytes, size: int) -> None:
        """`path`: what findings carry; `file`: what is opened; `size`: how many bytes it should have."""
        super().__init__(path, WORK_TREE, ())
        self._file = file
        self._size = size

    def __iter__(self) -> Iterator[Fragment]:
        """Yield the fragments; that may raise OSError."""
        descriptor = os.open(self._file, FLAGS)
        path, size = self.path, self._size
        try:
            if size < CHUNK:
                # One read of the right size for most files; a byte more tells that there is no more.
                first = os.read(descriptor, size + 1)
                if len(first) == size:
                    if is_as_it_is(first):
                        yield Fragment(path, first, WORK_TREE, 0, size, 1, 1)
                    else:
                        yield from fragments(path, WORK_TREE, (first,))
                    return
                yield from fragments(path, WORK_TREE, chain((first,), read_chunks(descriptor)))
            else:
                yield from fragments(path, WORK_TREE, read_chunks(descriptor))
        finally:
            os.close(descriptor)

    def chunks(self) -> Iterator[bytes]:
        """Yield the bytes; that may raise OSError."""
        descriptor = os.open(self._file, FLAGS)
        try:
            yield from read_chunks(descriptor)
        finally:
            os.close(descriptor)

    def file(self) -> BinaryIO:
        """Return the file, open. Raises OSError."""
        return open(os.open(self._file, FLAGS), "rb")


def _is_directory(entry: os.DirEntry[bytes]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False  # reading it tells


def _size(file: bytes) -> int:
    try:
        return os.lstat(file).st_size
    except OSError:
        return 0


def _unreadable(error: OSError) -> Fragment:
    raise error


def _refuse(reason: str) -> Fragment:
    raise SourceError(f"the directory cannot be read: {reason}")


def _tell(damage: str) -> Fragment:
    raise SourceError(f"{damage}. The files that can be listed without it were scanned")


def _located(path: bytes) -> bytes:
    """Return the absolute path without links on the way to it; what it names may itself be a link."""
    parent, name = os.path.split(os.path.abspath(path))
    return os.path.join(os.path.realpath(parent), name)


def _is_inside(path: bytes, root: bytes) -> bool:
    return path == root or path.startswith(os.path.join(root, b""))
