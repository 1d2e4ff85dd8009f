"""`keysieve hook` with options; without them `entry.py` goes straight to `hook.py`."""

from __future__ import annotations

from typing import Any

import click

from scanner.cli.hook import run_hook
from scanner.cli.options import (
    misuse_options,
    output_options,
    policy_options,
    scan_options,
    taken_output_options,
    taken_scan_options,
)


@click.command()
@click.argument("files", nargs=-1, type=click.Path())
@click.option("--archives", is_flag=True, help="Scan what is in archives, too.")
@policy_options
@scan_options
@misuse_options
@output_options
def hook(files: tuple[str, ...], archives: bool, **values: Any) -> int:
    """Scan what is staged, or the passed FILES; what the pre-commit hook runs.

    Without FILES, or when all of them are staged, it scans the staged contents and reports what is new. Other files are
    scanned as a whole. Put `--` before file names.
    """
    return run_hook(files, taken_scan_options(values), taken_output_options(values, "hook"), archives)
