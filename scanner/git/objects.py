"""Contents of blobs, read through one `git cat-file --batch` process."""

from __future__ import annotations

from scanner.git.run import GitError, failure, start

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scanner.git.process import Process

PIPE = 4096
"""Bytes of requests on the way at once: they must fit into a pipe that git is not yet reading."""

CHUNK = 1 << 20
ARGUMENTS = ("cat-file", "--batch")


class MissingObjectError(GitError):
    """An object that the repository names is not there, or cannot be read."""


def blobs(names: Sequence[str]) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Yield each of the objects `names` (ids, or `commit:path`) with its contents in chunks of at most 1 MiB.

    The chunks of one object must be read before the next object is asked for; what is left is skipped. Chunks of an
    object that is missing raise MissingObjectError when they are read, and the objects behind it are still given.
    Raises GitError if git dies.
    """
    if not names:
        return
    answered = 0
    process = start(ARGUMENTS)
    try:
        for answer in _answers(process, names):
            answered += 1
            yield answer
    finally:
        code, complaint = process.finish()
    if b"promisor" in complaint and answered < len(names):
        name = names[answered]
        raise MissingObjectError(f"object {name} is missing in this partial clone; `git cat-file -e {name}` fetches it")
    if code:
        raise failure(ARGUMENTS, code, complaint)
    if answered < len(names):
        raise GitError(f"`git cat-file` ended before {names[answered]} was read; run `git fsck`")


def _answers(process: Process, names: Sequence[str]) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Yield the answers of git as far as they come."""
    size = max(1, PIPE // (max(map(len, names)) + 1))
    for begin in range(0, len(names), size):
        batch = names[begin : begin + size]
        process.write("".join(name + "\n" for name in batch).encode("utf-8", "surrogateescape"))
        for name in batch:
            header = process.read_line().split(b" ")
            if header[-1] in (b"missing", b"ambiguous"):
                yield name, missing(name)
            elif len(header) == 3 and header[2].isdigit():
                contents = Contents(process, name, int(header[2]))
                yield name, contents
                contents.skip_rest()
            else:
                return


class ObjectReader:
    """Reads objects one by one, all through one process, until it is closed."""

    def __init__(self) -> None:
        self._process: Process | None = None

    def read(self, name: str) -> bytes | None:
        """Return the contents of the object (an id, or `commit:path` without a line end); None: this clone lacks it.

        Raises GitError if git dies; the next object is asked of a new process.
        """
        process = self._process = self._process or start(ARGUMENTS)
        process.write(f"{name}\n".encode("utf-8", "surrogateescape"))
        header = process.read_line().split(b" ")
        if header[-1] in (b"missing", b"ambiguous"):
            return None
        if len(header) == 3 and header[2].isdigit():
            try:
                return b"".join(Contents(process, name, int(header[2])))
            except GitError:
                self.close()
                raise
        self._process = None
        code, complaint = process.finish()
        if b"promisor" in complaint:
            return None
        raise failure(ARGUMENTS, code, complaint)

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            process.finish()


def missing(name: str) -> Iterator[bytes]:
    """Raise MissingObjectError when the first chunk is read."""
    return failing(f"object {name} is missing in this clone, or corrupt; fetch it, or run `git fsck`")


def failing(message: str) -> Iterator[bytes]:
    """Raise MissingObjectError with that message when the first chunk is read."""
    yield from map(_fail, [message])


def _fail(message: str) -> bytes:
    raise MissingObjectError(message)


class Contents:
    """The chunks of one object on its way through the pipe."""

    __slots__ = ("_left", "_name", "_process")

    def __init__(self, process: Process, name: str, size: int) -> None:
        self._process = process
        self._name = name
        self._left = size + 1  # git ends each object with a line end

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if self._left == 0:
            raise StopIteration
        chunk = self._process.read_some(min(self._left, CHUNK))
        if not chunk:
            raise GitError(f"`git cat-file` died while it was reading {self._name}; run `git fsck`")
        self._left -= len(chunk)
        return chunk if self._left else chunk[:-1]

    def skip_rest(self) -> None:
        """Read what nobody asked for, so that the next object can come."""
        for _ in self:
            pass
