"""`keysieve pre-receive` and `keysieve pre-push`: what a push brings in, asked on either side of it."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from scanner import exitcodes
from scanner.cli.commits import scan_chosen
from scanner.cli.finish import finish
from scanner.cli.options import output_options, policy_options, scan_options, taken_output_options, taken_scan_options
from scanner.cli.session import open_session
from scanner.cli.source import check_stdin
from scanner.cli.updates import pushed_updates, received_updates
from scanner.scan.commits import Reading
from scanner.sources.bounded import BoundedSource
from scanner.sources.choose import chosen_push, chosen_received

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.cli.session import Session
    from scanner.sources.interface import Source


@click.command("pre-receive")
@click.option(
    "--time-budget", type=click.FloatRange(0, min_open=True), metavar="SECONDS", help="Stop scanning after this time."
)
@click.option(
    "--on-timeout",
    type=click.Choice(["reject", "accept"]),
    default="reject",
    show_default=True,
    help="What becomes of a push that could not be scanned in time, and in which nothing was found until then.",
)
@click.option("--messages", is_flag=True, help="Scan the messages of commits and tags, too.")
@click.option("--archives", is_flag=True, help="Scan what is in archives, too.")
@policy_options
@scan_options
@output_options
def pre_receive(time_budget: float | None, on_timeout: str, messages: bool, archives: bool, **values: Any) -> int:
    """Scan what a push brings into this repository; the pre-receive hook of a server.

    Reads the references from standard input, as git writes them. New is what no reference of the repository reaches.
    """
    options, output = taken_scan_options(values), taken_output_options(values, "push")
    updates = received_updates(given_rows())
    bounds: list[BoundedSource] = []

    def bounded(source: Source) -> Source:
        assert time_budget is not None
        bounds.append(BoundedSource(source, time_budget))
        return bounds[0]

    session = open_session(options, needs_repository=True)
    chosen = chosen_received(updates, messages)
    reading = reading_of(session, archives)._replace(bounded=bounded if time_budget is not None else None)
    result = scan_chosen(session, chosen, reading)
    code = finish(result, session, output)
    late = bool(bounds) and 0 < bounds[0].late == len(result.faults)
    if late and on_timeout == "accept" and not result.count("new"):
        sys.stderr.write("keysieve: accepted although the time was over: not everything in this push was scanned\n")
        return exitcodes.CLEAN
    return code


@click.command("pre-push")
@click.argument("remote")
@click.argument("url", required=False)
@click.option("--messages", is_flag=True, help="Scan the messages of commits and tags, too.")
@click.option("--archives", is_flag=True, help="Scan what is in archives, too.")
@policy_options
@scan_options
@output_options
def pre_push(remote: str, url: str | None, messages: bool, archives: bool, **values: Any) -> int:
    """Scan what a push would bring to REMOTE; for a plain pre-push hook: `exec keysieve pre-push "$@"`.

    Reads the references from standard input, as git writes them. New is what the remote is not known to have. With the
    pre-commit framework use the hook `keysieve-push` instead.
    """
    options, output = taken_scan_options(values), taken_output_options(values, "push")
    updates = [update for update in pushed_updates(given_rows()) if update.new.strip("0")]
    session = open_session(options, needs_repository=True)
    old = [update.old for update in updates if update.old.strip("0")]
    chosen = chosen_push([update.new for update in updates], old, remote, messages)
    return finish(scan_chosen(session, chosen, reading_of(session, archives)), session, output)


def reading_of(session: Session, archives: bool) -> Reading:
    """Return the way to look at what is pushed: with archives opened, or as they are."""
    if not archives:
        return Reading()
    from scanner.cli.archives import reading_archives  # most pushes are scanned with closed ones

    return reading_archives(session)


def given_rows() -> list[str]:
    """Return the lines of standard input; names may be any bytes. Raises UsageError if it is closed."""
    check_stdin()
    return os.fsdecode(sys.stdin.buffer.read()).removesuffix("\n").split("\n")
