"""Many objects through one `git cat-file --batch --buffer`, which is restarted behind an object that kills it."""

from __future__ import annotations

from scanner.git.objects import MissingObjectError, failing, missing
from scanner.git.run import GitError, failure, start
from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scanner.git.process import Process

ARGUMENTS = ("cat-file", "--batch", "--buffer")
CHUNK = 1 << 20

MOST_DEATHS = 20
"""Objects in a row that may kill git before it is given up: then it is not the objects."""


class Object(NamedTuple):
    """One object on its way."""

    name: str
    kind: str
    """`blob`, `commit`, `tag` or `tree`; empty if it cannot be read."""
    chunks: Iterator[bytes]
    """At most 1 MiB each; to be read before the next object is asked for. May raise MissingObjectError."""
    size: int = 0
    """Bytes that the chunks should have."""


def objects(names: Sequence[str]) -> Iterator[Object]:
    """Yield each of the objects `names` (ids), in that order, so that deltas are resolved as git likes it.

    An object that is missing or corrupt raises MissingObjectError when its chunks are read, and those behind it are
    still given. Raises GitError if git dies again and again.
    """
    at = deaths = 0
    while at < len(names):
        stream = Stream(start(ARGUMENTS, data="".join(f"{name}\n" for name in names[at:]).encode()))
        began = at
        try:
            while at < len(names) and (answer := stream.next_object(names[at])) is not None:
                yield answer
                if not stream.skip_rest():
                    break
                at += 1
        finally:
            code, complaint = stream.process.finish()
        if at == len(names) and not code:
            return
        if at == len(names):
            raise failure(ARGUMENTS, code, complaint)
        deaths = deaths + 1 if at == began else 1
        if deaths > MOST_DEATHS:
            raise failure(ARGUMENTS, code, complaint)
        if not stream.announced:
            yield Object(names[at], "", unreadable(names[at], complaint))
        at += 1


def unreadable(name: str, complaint: bytes) -> Iterator[bytes]:
    """Raise MissingObjectError when the first chunk is read."""
    mend = f"is missing in this partial clone; `git cat-file -e {name}` fetches it"
    return failing(f"object {name} {mend if b'promisor' in complaint else 'is corrupt; run `git fsck`'}")


class Stream:
    """The output of git, read in large pieces."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.announced = False
        """Whether git has named the object at which the stream is."""
        self._buffer = b""
        self._at = 0
        self._left = 0
        self._name = ""

    def next_object(self, name: str) -> Object | None:
        """Return the next object, which is `name`; None if git has died."""
        self.announced = False
        header = self._line()
        if header is None:
            return None
        words = header.split(b" ")
        self._name = name
        if words[-1] in (b"missing", b"ambiguous"):
            self._left = 0
            self.announced = True
            return Object(name, "", missing(name))
        if len(words) != 3 or not words[2].isdigit():
            raise GitError("`git cat-file` answers in an unknown form; please report it with your git version")
        self.announced = True
        self._left = int(words[2]) + 1  # git ends each object with a line end
        return Object(name, words[1].decode(), self._chunks(), self._left - 1)

    def skip_rest(self) -> bool:
        """Read what nobody asked for, so that the next object can come. Return False if git has died."""
        try:
            for _ in self._chunks():
                pass
        except MissingObjectError:
            return False
        return True

    def _chunks(self) -> Iterator[bytes]:
        while self._left > 0:
            if self._at >= len(self._buffer) and not self._more():
                raise MissingObjectError(f"object {self._name} is corrupt, or git was killed; run `git fsck`")
            taken = self._buffer[self._at : self._at + min(self._left, CHUNK)]
            self._at += len(taken)
            self._left -= len(taken)
            yield taken if self._left else taken[:-1]

    def _line(self) -> bytes | None:
        while (end := self._buffer.find(b"\n", self._at)) < 0:
            if not self._more():
                return None
        line = self._buffer[self._at : end]
        self._at = end + 1
        return line

    def _more(self) -> bool:
        more = self.process.read_some(CHUNK)
        self._buffer = self._buffer[self._at :] + more
        self._at = 0
        return bool(more)
