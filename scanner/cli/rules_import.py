"""The output of `keysieve rules import`: the files, and what became of each rule."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from scanner.cli.emit import emit, write_file
from scanner.errors import UsageError
from scanner.text.redact import escape

if TYPE_CHECKING:
    from scanner.ruleimport.run import Import

CONFIG_FILE = "_allow.toml"
"""Named so that `--rules DIR` does not take it for a rule file."""

HEADING = "# For .keysieve.toml; in pyproject.toml the tables are called [[tool.keysieve.allow]].\n"


def write(result: Import, stem: str, directory: str | None) -> None:
    """Write the rule file and the configuration that are not empty, or print them.

    Raises UsageError if a file cannot be written.
    """
    texts = {
        f"{stem.lstrip('_.') or 'imported'}.toml": result.rules,
        CONFIG_FILE: result.config and HEADING + result.config,
    }
    texts = {name: text for name, text in texts.items() if text}
    if directory is None:
        emit("\n".join(f"# {escape(name)}\n{text}" for name, text in texts.items()), None)
        return
    try:
        os.makedirs(directory, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{directory}: cannot be made a directory: {error.strerror}") from error
    for name, text in texts.items():
        write_file(os.path.join(directory, name), text.encode("utf-8", "backslashreplace"))
        click.echo(f"wrote {escape(os.path.join(directory, name))}", err=True)


def tell(result: Import) -> None:
    """Say on standard error what was changed and refused, and how many of each there are."""
    lines = [f"changed  {name}: {'; '.join(changes)}" for name, changes in result.changed.items()]
    lines += [f"refused  {name}: {reason}" for name, reason in result.refused.items()]
    lines += [f"refused  {reason}" for reason in result.refused_exceptions]
    lines += [f"note     {note}" for note in result.notes]
    lines.append(
        f"{len(result.imported)} rules imported, {len(result.changed)} of them changed, {len(result.refused)} refused; "
        f"{result.exceptions} exceptions imported, {len(result.refused_exceptions)} refused"
    )
    for line in lines:
        click.echo(escape(line), err=True)
