"""`keysieve store log`: who read and wrote which secret when, and whether the log is as it was written."""

from __future__ import annotations

import json
from typing import Any

import click

from scanner import exitcodes
from scanner.cli.store_options import StoreCommand, store_options, taken_opening
from scanner.stores.access_log import check_log, read_log
from scanner.text.redact import escape


@click.command(cls=StoreCommand)
@click.argument("name", required=False)
@click.option("--check", is_flag=True, help="Check that no line was changed or removed; exit code 1 if one was.")
@click.option("--head", default="", metavar="HASH", help="With --check: a hash noted earlier; it must be in the log.")
@click.option("--format", "format_", default="text", type=click.Choice(["text", "jsonl"]))
@store_options
def log(name: str | None, check: bool, head: str, format_: str, **values: Any) -> int:
    """Show the access log (KEYSIEVE_ACCESS_LOG), or what it says of NAME; it never holds a value."""
    _, opening = taken_opening(values)
    if check:
        verdict = check_log(opening.log_path, head)
        for fault in verdict.faults:
            click.echo(fault)
        state = f"{len(verdict.faults)} faults" if verdict.faults else "intact"
        click.echo(f"{escape(opening.log_path)}: {verdict.lines} lines, {state}, head {verdict.head}", err=True)
        return exitcodes.FOUND if verdict.faults else exitcodes.CLEAN
    for row in read_log(opening.log_path):
        if name is not None and row["name"] != name:
            continue
        if format_ == "jsonl":
            click.echo(json.dumps(row))
            continue
        version = f" version {row['version']}" if row["version"] else ""
        what = f"{row['action']} {row['name']}{version}".rstrip()
        click.echo(escape(f"{row['time']}  {row['actor']}  {row['store']}  {what}: {row['outcome']}"))
    return exitcodes.CLEAN
