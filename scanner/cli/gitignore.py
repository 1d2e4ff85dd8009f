"""`keysieve gitignore`: the files that hold secrets by convention, and whether git would take them."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import click

from scanner import exitcodes
from scanner.cli.emit import emit
from scanner.cli.gitignore_hook import summary, surveyed, text_line
from scanner.hygiene.run import everything, fixes, hooked
from scanner.text.redact import escape, leading, printable
from scanner.text.workflow_command import workflow_command

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scanner.hygiene.fix import Edit
    from scanner.hygiene.model import Remark


@click.group()
def gitignore() -> None:
    """Check that git ignores the files which hold secrets by convention, and tracks none of them."""


@gitignore.command()
@click.option("--hook", is_flag=True, help="Look at tracked and staged files alone, as the hook does.")
@click.option("--format", "format_", type=click.Choice(["text", "json", "github"]), default="text", show_default=True)
@click.option("--config", type=click.Path(), help="Configuration file instead of the repository's.")
def check(hook: bool, format_: str, config: str | None) -> int:
    """Name every secret file that is tracked, is not ignored, or would be shipped; one file a line.

    Git itself is asked: nested files, exceptions, the user's own ignore file and all.
    """
    survey = surveyed(config)
    remarks = hooked(survey) if hook else everything(survey)
    emit(rendered(remarks, format_), None)
    if format_ == "text":
        click.echo(f"keysieve: {summary(remarks, len(survey.tracked))}", err=True)
    return exitcodes.FOUND if remarks else exitcodes.CLEAN


@gitignore.command()
@click.option("--dry-run", is_flag=True, help="Say what would be added to which file, and change nothing.")
@click.option("--config", type=click.Path(), help="Configuration file instead of the repository's.")
def fix(dry_run: bool, config: str | None) -> int:
    """Add the fewest lines that make git ignore the secret files; what is in the files stays as it is.

    What no line can mend, such as a file that is tracked, is told, and the exit code is 1.
    """
    from scanner.hygiene.fix import apply

    survey = surveyed(config)
    remarks = everything(survey)
    planned = fixes(survey, remarks)
    for edit in planned:
        if not dry_run:
            apply(edit, survey.repository.root)
        emit(told(edit), None)
    left = remarks if dry_run else everything(survey)
    if not dry_run:
        emit(rendered(left, "text"), None)
    click.echo(f"keysieve: {summary(left, len(survey.tracked))}", err=True)
    return exitcodes.FOUND if left else exitcodes.CLEAN


def rendered(remarks: Sequence[Remark], format_: str) -> str:
    """Return the remarks in the format."""
    if format_ == "json":
        return json.dumps({"schema": 1, "remarks": [as_object(remark) for remark in remarks]}, indent=2) + "\n"
    line = github_line if format_ == "github" else text_line
    return "".join(line(remark) for remark in remarks)


def github_line(remark: Remark) -> str:
    """Return the remark as an annotation of GitHub's workflows."""
    kind = "error" if remark.level == "error" else "warning"
    message = escape(f"{remark.message}; {remark.mend}")
    return workflow_command(kind, message, file=printable(remark.path), title=f"keysieve {remark.kind}") + "\n"


def as_object(remark: Remark) -> dict[str, object]:
    """Return the remark as JSON has it."""
    verdict = remark.verdict
    return {
        "kind": remark.kind,
        "level": remark.level,
        "path": os.fsdecode(remark.path),
        "message": remark.message,
        "mend": remark.mend,
        "decided_by": None
        if verdict is None or not verdict.line
        else {
            "file": os.fsdecode(verdict.source),
            "line": verdict.line,
            "pattern": os.fsdecode(verdict.pattern),
        },
    }


def told(edit: Edit) -> str:
    """Return what is added to a file, a line each."""
    return "".join(f"{leading(printable(edit.path))}: + {escape(line)}\n" for line in edit.lines)
