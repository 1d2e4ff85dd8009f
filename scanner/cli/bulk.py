"""Scanning much: the engine that fits the input, several processes, and progress on a terminal."""

from __future__ import annotations

import os
from contextlib import contextmanager

from scanner.cli.progress import progress_on_terminal
from scanner.engine.prefilter.table import open_prefilter
from scanner.record import NamedTuple
from scanner.scan.run import run_scan, walk_in_turn
from scanner.sources.listed import ListedSource

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.baseline.lookup import Scanner
    from scanner.cli.session import Session
    from scanner.engine.prefilter.interface import Engine
    from scanner.model import ScanResult
    from scanner.scan.run import Progress, Walk
    from scanner.sources.interface import Source

LEAST_PER_JOB = 1 << 20
"""Bytes of input that are worth a process of their own."""


class BulkOptions(NamedTuple):
    """How the work is done; the findings do not depend on it."""

    engine: Engine = "auto"
    jobs: int | None = None
    """Processes that scan; None: as many as there are processors, and fewer for little input."""


class Bulk(NamedTuple):
    """How a bulk scan is done."""

    pipeline: Scanner
    walk: Walk
    told: str
    """The same in words."""


@contextmanager
def opened_bulk(session: Session, options: BulkOptions, size: int) -> Iterator[Bulk]:
    """Give what scans an input of about `size` bytes, with the engine and the processes that were asked for.

    Where custom plugins are run there is one process: their rules are made when they find something.
    Raises UsageError if the engine that was asked for is not there.
    """
    jobs = 1 if runs_plugins(session) else chosen_jobs(options.jobs, size)
    if session.instead is not None:
        with progress_on_terminal(size) as progress:
            walk = chosen_walk(session, options, size, progress)
            yield Bulk(session.pipeline, walk, in_words(jobs))
        return
    prefilter = open_prefilter(session.ruleset, options.engine, size)
    done = False
    try:
        with progress_on_terminal(size) as progress:
            told = f"{prefilter.name}, {in_words(jobs)}"
            walk = chosen_walk(session, options, size, progress)
            yield Bulk(session.around(session.pipeline_with(prefilter)), walk, told)
        done = True
    finally:
        prefilter.close(leave=done)


def scan_bulk(session: Session, source: Source, options: BulkOptions) -> tuple[ScanResult, str]:
    """Scan the source; return the result, and in words how it was done.

    Raises KeysieveError as `run_scan` does, and UsageError if the engine that was asked for is not there.
    """
    if isinstance(source, ListedSource):
        size = source.size()
    else:
        size, options = 0, options._replace(jobs=None)  # it cannot be shared out
    with opened_bulk(session, options, size) as bulk:
        return run_scan(source, bulk.pipeline, session.policy, session.baseline, bulk.walk), bulk.told


def in_words(jobs: int) -> str:
    """Return how many processes scan, in words."""
    return f"{jobs} process{'es' if jobs > 1 else ''}"


def runs_plugins(session: Session) -> bool:
    """Whether custom plugins of detect-secrets are run."""
    return session.foreign is not None and bool(session.foreign.plugins)


def chosen_walk(session: Session, options: BulkOptions, size: int, progress: Progress | None) -> Walk:
    """Return how an input of about `size` bytes is gone through: little of it by this process alone."""
    if runs_plugins(session):
        return walk_in_turn
    if not hasattr(os, "fork") or (options.jobs is None and size < 2 * LEAST_PER_JOB):
        from scanner.scan.alone import LoneWalk

        return LoneWalk(progress)
    from scanner.scan.parallel import ParallelWalk

    notes = None if session.foreign is None else session.foreign.sightings
    return ParallelWalk(chosen_jobs(options.jobs, size), progress, notes)


def chosen_jobs(asked: int | None, size: int) -> int:
    """Return how many processes scan an input of about `size` bytes."""
    if not hasattr(os, "fork"):
        return 1
    if asked is not None:
        return asked
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(available, size // LEAST_PER_JOB))
