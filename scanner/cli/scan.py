"""`keysieve scan`."""

from __future__ import annotations

from typing import Any

import click

from scanner.cli.bulk_options import bulk_options, taken_bulk_options
from scanner.cli.options import (
    earlier_option,
    misuse_options,
    output_options,
    policy_options,
    scan_options,
    taken_output_options,
    taken_scan_options,
)
from scanner.cli.scan_run import run_scan_command
from scanner.cli.source_options import source_options, taken_source_options


@click.command()
@source_options
@click.option("--no-cache", is_flag=True, help="With --history: read again what an earlier scan has seen, too.")
@bulk_options
@policy_options
@scan_options
@misuse_options
@output_options
@earlier_option
def scan(no_cache: bool, **values: Any) -> int:
    """Scan the work tree, or PATHS: what git tracks, and what it neither tracks nor ignores.

    Everything found is new unless the baseline knows it or a mark allows it.
    """
    source = taken_source_options(values, no_cache)
    bulk, options, output = taken_bulk_options(values), taken_scan_options(values), taken_output_options(values, "scan")
    return run_scan_command(source, bulk, options, output, not no_cache)
