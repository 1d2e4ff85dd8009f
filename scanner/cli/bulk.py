"""Scanning much: the engine that fits the input, several processes, and progress on a terminal."""

from __future__ import annotations

import os
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from scanner.cli.progress import progress_on_terminal
from scanner.engine.pipeline import Pipeline
from scanner.engine.prefilter.table import ENGINES, open_prefilter
from scanner.scan.run import run_scan, walk_in_turn
from scanner.sources.listed import ListedSource

if TYPE_CHECKING:
    from collections.abc import Callable

    from scanner.cli.session import Session
    from scanner.engine.prefilter.interface import Engine, Prefilter
    from scanner.model import ScanResult
    from scanner.sources.interface import Source

F = TypeVar("F", bound="Callable[..., Any]")

LEAST_PER_JOB = 1 << 20
"""Bytes of input that are worth a process of their own."""


class BulkOptions(NamedTuple):
    """How the work is done; the findings do not depend on it."""

    engine: Engine = "auto"
    jobs: int | None = None
    """Processes that scan; None: as many as there are processors, and fewer for little input."""


def bulk_options(command: F) -> F:
    """Add the options of `BulkOptions` to a command."""
    for option in reversed(
        (
            click.option(
                "--engine",
                type=click.Choice(ENGINES),
                default="auto",
                show_default=True,
                help="How keywords are found.",
            ),
            click.option(
                "--jobs",
                "-j",
                type=click.IntRange(1),
                metavar="N",
                help="Scan with N processes; one a processor by default.",
            ),
        )
    ):
        command = option(command)
    return command


def taken_bulk_options(values: dict[str, Any]) -> BulkOptions:
    """Take the options of `bulk_options` out of a command's values."""
    return BulkOptions(**{field: values.pop(field) for field in BulkOptions._fields})


def scan_bulk(session: Session, source: Source, options: BulkOptions) -> tuple[ScanResult, str]:
    """Scan the source; return the result, and in words how it was done.

    Raises KeysieveError as `run_scan` does, and UsageError if the engine that was asked for is not there.
    """
    size = source.size() if isinstance(source, ListedSource) else 0
    prefilter = open_prefilter(session.ruleset, options.engine, size)
    jobs = chosen_jobs(options.jobs, size) if isinstance(source, ListedSource) else 1
    done = False
    try:
        with ExitStack() as stack:
            walk = walk_in_turn
            if isinstance(source, ListedSource):
                from scanner.scan.parallel import ParallelWalk

                walk = ParallelWalk(jobs, stack.enter_context(progress_on_terminal(size)))
            pipeline = Pipeline(session.ruleset, prefilter)
            result = run_scan(source, pipeline, session.policy, session.baseline, walk)
        done = True
    finally:
        close(prefilter, wait=done)
    return result, f"{prefilter.name}, {jobs} process{'es' if jobs > 1 else ''}"


def close(prefilter: Prefilter, wait: bool) -> None:
    """End what a prefilter does beside the scan; `wait`: let it finish, for the next run."""
    end = getattr(prefilter, "close", None)
    if end is not None:
        end(wait)


def chosen_jobs(asked: int | None, size: int) -> int:
    """Return how many processes scan an input of about `size` bytes."""
    if not hasattr(os, "fork"):
        return 1
    if asked is not None:
        return asked
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(available, size // LEAST_PER_JOB))
