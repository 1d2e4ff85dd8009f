"""A process that scans what it is told to and sends back what it found."""

from __future__ import annotations

import contextlib
import itertools
import mmap
import os
import signal
from typing import TYPE_CHECKING, Any

from scanner.errors import KeysieveError, internal_error
from scanner.scan.run import take
from scanner.scan.tally import Tally
from scanner.scan.wire import packed
from scanner.text.pattern import keep_patterns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scanner.baseline.lookup import Scanner
    from scanner.scan.notes import Notes
    from scanner.scan.policy import Policy
    from scanner.sources.listed import ListedSource

LENGTH_BYTES = 8

SECONDS_ALONE = 0.25
"""Between two looks for the process that gathers: for how long a process may go on without it."""

REASON_BYTES = 512
"""Room for what an error that nobody foresaw is told with."""

FIRST = (1).to_bytes(LENGTH_BYTES, "little")
"""What a process notes while it is at the first key of a list; zeros: it is at none."""

FAILURE = b"\0"
"""First byte of an answer that tells why the source failed; a tally begins otherwise."""


class Worker:
    """One forked process, seen from the process that gathers. It gets lists of keys and answers each with a tally."""

    def __init__(
        self,
        source: ListedSource,
        pipeline: Scanner,
        policy: Policy,
        notes: Notes | None,
        others: Sequence[Worker],
    ) -> None:
        """Start the process. `others`: the workers whose pipes it must not keep open."""
        self._place = mmap.mmap(-1, LENGTH_BYTES + REASON_BYTES)
        keys, self._tasks = os.pipe()
        self.results, answers = os.pipe()
        self.waiting: list[tuple[tuple[int, ...], Sequence[bytes]]] = []
        """The lists that it was sent and has not answered, with their ranks; the first is the one it works on."""
        gatherer = os.getpid()
        self._process = os.fork()
        if self._process == 0:
            code = 1
            try:
                end_with(gatherer)
                signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that gathers ends this one
                for descriptor in (self._tasks, self.results, *(d for other in others for d in other.ends())):
                    os.close(descriptor)
                _serve(keys, answers, self._place, source, pipeline, policy, notes)
                code = 0
            except Exception as error:  # noqa: BLE001  an edge: the process that gathers tells it
                reason = internal_error(error).encode("utf-8", "replace")[:REASON_BYTES]
                self._place[LENGTH_BYTES:] = reason.ljust(REASON_BYTES, b"\0")
            finally:
                os._exit(code)  # nothing of the process that this one was forked from is to be run down here
        os.close(keys)
        os.close(answers)

    def send(self, rank: tuple[int, ...], keys: Sequence[bytes]) -> None:
        """Give the process a list of keys to scan; `rank` tells where in the order it stands."""
        self.waiting.append((rank, keys))
        with contextlib.suppress(BrokenPipeError):  # it died: reading its answer will tell
            write_message(self._tasks, b"\0".join(keys))

    def answer(self) -> tuple[tuple[int, ...], bytes] | None:
        """Return the next answer with its rank, waiting for it; None if the process has died.

        Raises KeysieveError if the source failed in it.
        """
        data = read_message(self.results)
        if data is None:
            return None
        rank, _ = self.waiting.pop(0)
        if data.startswith(FAILURE):
            raise KeysieveError(data.removeprefix(FAILURE).decode("utf-8", "surrogateescape"))
        return rank, data

    def autopsy(self) -> tuple[str, int | None]:
        """Return what ended the process, and which key of the first waiting list it was scanning; None: none."""
        at = int.from_bytes(self._place[:LENGTH_BYTES], "little")
        code = os.waitstatus_to_exitcode(os.waitpid(self._process, 0)[1])
        self._process = 0
        self._close()
        reason = self._place[LENGTH_BYTES:].rstrip(b"\0").decode()
        cause = reason or (f"killed by signal {-code}" if code < 0 else f"it ended with exit code {code}")
        return cause, at - 1 if at else None

    def retire(self) -> str:
        """End the process, which has nothing to do; return what had killed it before, empty if it was alive."""
        os.close(self._tasks)  # it ends by itself when there is no more to come
        code = os.waitstatus_to_exitcode(os.waitpid(self._process, 0)[1])
        self._process = 0
        os.close(self.results)
        return f"killed by signal {-code}" if code < 0 else ""

    def end(self) -> None:
        """End the process at once."""
        if self._process:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process, signal.SIGKILL)
            os.waitpid(self._process, 0)
            self._process = 0
            self._close()

    def ends(self) -> tuple[int, int]:
        """Return the descriptors of this process's ends of the pipes."""
        return self._tasks, self.results

    def _close(self) -> None:
        os.close(self._tasks)
        os.close(self.results)


def end_with(parent: int) -> None:
    """Let this process end soon after its `parent`, however that ends: it could be killed before it can tell."""

    def look(signal_number: int, frame: object) -> None:
        if os.getppid() != parent:
            os._exit(1)

    signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, SECONDS_ALONE, SECONDS_ALONE)


def _serve(
    keys: int,
    answers: int,
    place: mmap.mmap,
    source: ListedSource,
    pipeline: Scanner,
    policy: Policy,
    notes: Notes | None,
) -> None:
    """Scan list after list until there are no more."""
    if notes is not None:
        notes.fresh()  # the process that gathers has those already
    for count in itertools.count(1):
        message = read_message(keys)
        if message is None:
            return
        tally = Tally()
        place[:LENGTH_BYTES] = FIRST
        try:
            for number, listed in enumerate(source.entries_of(message.split(b"\0")), 1):
                place[:LENGTH_BYTES] = number.to_bytes(LENGTH_BYTES, "little")
                for entry in source.opened(listed):
                    take(entry, pipeline, policy, tally)
            answer = packed(tally, [] if notes is None else notes.fresh())
        except KeysieveError as failure:
            answer = FAILURE + str(failure).encode("utf-8", "surrogateescape")
        place[:LENGTH_BYTES] = bytes(LENGTH_BYTES)
        write_message(answers, answer)
        if count & (count - 1) == 0:  # less and less often, as there is less and less that is new
            keep_patterns()


def write_message(descriptor: int, data: bytes) -> None:
    """Write `data` with its length before it."""
    view = memoryview(len(data).to_bytes(LENGTH_BYTES, "little") + data)
    while view:
        view = view[os.write(descriptor, view) :]


def read_message(descriptor: int) -> bytes | None:
    """Return the next message; None if the other end is gone, in the middle of one too."""
    head = _read(descriptor, LENGTH_BYTES)
    return None if head is None else _read(descriptor, int.from_bytes(head, "little"))


def _read(descriptor: int, size: int) -> bytes | None:
    data: Any = bytearray()
    while len(data) < size:
        piece = os.read(descriptor, size - len(data))
        if not piece:
            return None
        data += piece
    return bytes(data)
