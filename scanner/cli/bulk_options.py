"""The click options that say how the work is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click

from scanner.cli.bulk import BulkOptions
from scanner.engine.prefilter.table import ENGINES

if TYPE_CHECKING:
    from collections.abc import Callable

F = TypeVar("F", bound="Callable[..., Any]")


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
