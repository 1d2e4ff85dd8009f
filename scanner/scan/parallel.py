"""A scan shared out among processes: the same result as in turn, whatever the order in which they finish.

Processes, because most of the time goes into Python code. They read the contents themselves, so that only names and
findings travel, and what is under way is bounded: two lists of keys for each process.
"""

from __future__ import annotations

import select
from typing import TYPE_CHECKING

from scanner.errors import KeysieveError
from scanner.model import Fault
from scanner.scan.run import take, walk_in_turn
from scanner.scan.tally import Tally, fault_alone
from scanner.scan.wire import unpacked
from scanner.scan.worker import Worker
from scanner.sources.listed import ListedSource

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scanner.baseline.lookup import Scanner
    from scanner.model import Rule
    from scanner.scan.notes import Notes
    from scanner.scan.policy import Policy
    from scanner.scan.run import Progress
    from scanner.sources.interface import Entry, Source

    Rank = tuple[int, ...]

LIST_BYTES = 24 * 1024
"""Most bytes of the keys in a list: two lists fit into a pipe, so that writing them never waits."""

AHEAD = 2
"""Lists that a process has at a time: one to work on, one to go on with."""

IDLE = b"(a scanning process)"
"""Stands in for a path in the fault of a process that was scanning none."""

LAST = 1 << 60
"""A rank behind that of every list."""

MOST_DEATHS = 8
"""Processes that may be killed before the scan gives up."""


class WorkerError(KeysieveError):
    """The processes that scan are killed again and again."""


class ParallelWalk:
    """Looks at all that a source lists, with several processes."""

    def __init__(self, jobs: int, progress: Progress | None = None, notes: Notes | None = None) -> None:
        """`notes`: what the pipeline notes beside its findings; None: nothing."""
        self._jobs = jobs
        self._progress = progress
        self._notes = notes

    def __call__(self, source: Source, pipeline: Scanner, policy: Policy) -> Tally:
        """Return what `walk_in_turn` returns.

        Raises KeysieveError if the source fails, WorkerError if processes are killed again and again.
        """
        if not isinstance(source, ListedSource):
            return walk_in_turn(source, pipeline, policy)
        return _Crew(source, pipeline, policy, self._progress, self._notes).run(self._jobs)


class _Crew:
    """The processes of one scan and what they have found so far."""

    def __init__(
        self,
        source: ListedSource,
        pipeline: Scanner,
        policy: Policy,
        progress: Progress | None,
        notes: Notes | None,
    ) -> None:
        self._source = source
        self._pipeline = pipeline
        self._policy = policy
        self._progress = progress
        self._notes = notes
        self._rules: dict[str, Rule] = {}
        self._parts: dict[Rank, Tally] = {}
        self._again: list[tuple[Rank, Sequence[bytes]]] = []
        """What a process that died has left."""
        self._workers: list[Worker] = []
        self._deaths = self._idle_deaths = 0
        self._entries = self._bytes = self._findings = 0

    def run(self, jobs: int) -> Tally:
        lists = self._lists()
        try:
            for work in lists:
                self._give(work, jobs)
            while self._again or any(worker.waiting for worker in self._workers):
                if self._again:
                    self._give(self._again.pop(), jobs)
                else:
                    self._gather()
            while self._workers:
                cause = self._workers.pop().retire()
                if cause:
                    self._note_death(cause)
        finally:
            for worker in self._workers:
                worker.end()
        total = Tally()
        for rank in sorted(self._parts):
            total.add(self._parts[rank])
        return total

    def _lists(self) -> Iterator[tuple[Rank, Sequence[bytes]]]:
        """Yield the keys in lists, with their ranks; what cannot be shared out is scanned here."""
        keys: list[bytes] = []
        number = size = 0
        for listed in self._source.listed():
            if isinstance(listed, bytes):
                keys.append(listed)
                size += len(listed)
                if len(keys) < self._source.most_keys and size < LIST_BYTES:
                    continue
            if keys:
                yield (number,), keys
                number += 1
                keys, size = [], 0
            if not isinstance(listed, bytes):
                self._scan_here((number,), listed)
                number += 1
        if keys:
            yield (number,), keys

    def _scan_here(self, rank: Rank, entry: Entry) -> None:
        tally = Tally()
        take(entry, self._pipeline, self._policy, tally)
        self._note(rank, tally)

    def _give(self, work: tuple[Rank, Sequence[bytes]], jobs: int) -> None:
        """Give the list to a process that has room, waiting for one if all are busy."""
        while True:
            if len(self._workers) < jobs:
                self._workers.append(Worker(self._source, self._pipeline, self._policy, self._notes, self._workers))
            free = min(self._workers, key=lambda worker: len(worker.waiting))
            if len(free.waiting) < AHEAD:
                free.send(*work)
                return
            self._gather()

    def _gather(self) -> None:
        """Take the next answers."""
        busy = {worker.results: worker for worker in self._workers if worker.waiting}
        ready, _, _ = select.select(list(busy), [], [])
        for descriptor in ready:
            worker = busy[descriptor]
            answer = worker.answer()
            if answer is None:
                self._bury(worker)
            else:
                rank, data = answer
                if not self._rules:  # not before the processes are at work
                    self._rules = {rule.id: rule for rule in self._pipeline.rules()}
                tally, noted = unpacked(data, self._rules)
                if self._notes is not None:
                    self._notes.take(noted)
                self._note(rank, tally)

    def _bury(self, worker: Worker) -> None:
        """Note what a dead process was scanning as a fault; the rest of its work is done by others."""
        self._workers.remove(worker)
        cause, at = worker.autopsy()
        self._deaths += 1
        if self._deaths > MOST_DEATHS:
            raise WorkerError(
                f"{self._deaths} processes that scanned have died, the last: {cause}; "
                "look for what kills them (is there enough memory?), or scan with --jobs 1"
            )
        if at is None:  # it was waiting, or sending its answer: nothing is lost, but for what it held
            self._note_death(cause)
            self._again.extend(worker.waiting)
            return
        (rank, keys), *others = worker.waiting
        fault = Fault(self._source.path_of(keys[at]), f"the process that scanned it has died: {cause}; scan it again")
        self._note((*rank, 1), fault_alone(fault))
        self._again.extend(others)
        self._again.extend(((*rank, part), left) for part, left in ((0, keys[:at]), (2, keys[at + 1 :])) if left)

    def _note_death(self, cause: str) -> None:
        """Note that a process was killed which was scanning nothing: others did its work, but something is wrong."""
        message = f"it has died while it had nothing to scan ({cause}); the others scanned everything"
        self._idle_deaths += 1
        self._note((LAST, self._idle_deaths), fault_alone(Fault(IDLE, message)))

    def _note(self, rank: Rank, tally: Tally) -> None:
        self._parts[rank] = tally
        self._entries += tally.listed
        self._bytes += tally.scanned_bytes
        self._findings += sum(map(len, tally.findings.values()))
        if self._progress is not None:
            self._progress(self._entries, self._bytes, self._findings)
