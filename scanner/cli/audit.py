"""`keysieve audit`: the entries of a baseline, one by one at a terminal, answers from a file, and a list of them."""

from __future__ import annotations

import getpass
import sys
from typing import Any

import click

from scanner import exitcodes
from scanner.audit.choice import Choice
from scanner.audit.listing import FORMATS, listing
from scanner.audit.table import open_ledger
from scanner.cli.baseline import opened, shown
from scanner.cli.emit import emit
from scanner.cli.options import scan_options, taken_scan_options
from scanner.errors import UsageError
from scanner.git.people import own_name

NO_TERMINAL = "the audit needs a terminal; give the answers with --decisions FILE, or list the entries with --report"


@click.command()
@click.argument("file", metavar="[BASELINE]", required=False, type=click.Path())
@click.option("--all", "labelled_too", is_flag=True, help="Show entries that have a label, too.")
@click.option("--rule", default="", help="Only entries of this rule: an id, or a pattern with `*`.")
@click.option("--path", default="", metavar="GLOB", help="Only entries in these paths.")
@click.option("--confidence", default="", help="Only entries whose secret is found so surely: low, medium or high.")
@click.option("--age", default="", help="90d: only what was first committed 90 days ago or earlier; <90d: later.")
@click.option("--decisions", type=click.Path(), metavar="FILE", help="Take the answers from JSON Lines; - is stdin.")
@click.option("--report", is_flag=True, help="List the entries with their labels.")
@click.option("--format", "form", type=click.Choice(FORMATS), help="Format of the report; text by default.")
@scan_options
def audit(
    file: str | None,
    labelled_too: bool,
    rule: str,
    path: str,
    confidence: str,
    age: str,
    decisions: str | None,
    report: bool,
    form: str | None,
    **values: Any,
) -> int:
    """Answer the entries of a baseline one by one: real, false positive, or accepted.

    Each answer is saved at once, and nothing that others answer meanwhile is lost. BASELINE is .keysieve.baseline by
    default; one of detect-secrets will do as well.
    """
    choice = Choice(rule, path, confidence, age).checked()
    check_combination(choice, labelled_too, decisions, report, form)
    if not (report or decisions or (sys.stdin.isatty() and sys.stdout.isatty())):
        raise UsageError(NO_TERMINAL)
    session, baseline = opened(file, taken_scan_options(values), sure="low")
    ledger = open_ledger(baseline, shown(baseline))
    if not (report or decisions) and session.repository is not None and session.repository.bare:
        raise UsageError("a bare repository has no files to show; audit in a clone that has a work tree")
    if report:
        emit(listing([*filter(choice.admits_by_record, ledger.items.values())], ledger.name, form or "text"), None)
    elif decisions is not None:
        from scanner.cli.audit_decisions import decided

        click.echo(decided(decisions, ledger, auditor()), err=True)
    else:
        from scanner.cli.audit_screen import at_terminal

        at_terminal(session, ledger, choice, auditor(), labelled_too)
    return exitcodes.CLEAN


def check_combination(
    choice: Choice, labelled_too: bool, decisions: str | None, report: bool, form: str | None
) -> None:
    """Raise UsageError if options are given that mean nothing together."""
    if decisions is not None and report:
        raise UsageError("give --decisions or --report, not both")
    if form is not None and not report:
        raise UsageError("--format is for --report; add it")
    if decisions is not None and (str(choice) or labelled_too):
        raise UsageError("the lines of --decisions name their entries; leave the filters out")
    if report and (choice.asks_for_facts or labelled_too):
        raise UsageError("--report lists what the baseline says; leave --confidence, --age and --all out")


def auditor() -> str:
    """Return who answers: the name under which this user commits, or that of the account; empty if there is none."""
    name = own_name()
    if name:
        return name
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # an account without a name, as in some containers
        return ""
