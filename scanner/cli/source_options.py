"""The click options that say what is scanned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click

from scanner.cli.source import SourceOptions, check_source

if TYPE_CHECKING:
    from collections.abc import Callable

F = TypeVar("F", bound="Callable[..., Any]")

OPTIONS = (
    click.argument("paths", nargs=-1, type=click.Path()),
    click.option("--staged", is_flag=True, help="Scan what is staged and report what is new in it."),
    click.option("--stdin", is_flag=True, help="Scan standard input."),
    click.option("--stdin-name", help="The path that findings in stdin carry; `stdin` by default."),
    click.option("--diff", metavar="FILE", type=click.Path(), help="Scan a patch file (- for stdin): what it adds."),
    click.option("--range", "range_", metavar="A..B", help="Scan what each commit of the range adds."),
    click.option("--whole-file", is_flag=True, help="With --range: report all that is in the files which it changes."),
    click.option("--history", is_flag=True, help="Scan everything that is in the history."),
    click.option(
        "--ref", multiple=True, metavar="REF", help="With --history: what this reaches; all references without it."
    ),
    click.option(
        "--messages", is_flag=True, help="Scan commit messages too; with --history, tags' messages and notes."
    ),
    click.option("--max-file-size", type=click.IntRange(1), metavar="BYTES", help="Skip larger files, and say so."),
    click.option("--include-ignored", is_flag=True, help="Scan files that git ignores, too."),
    click.option("--archives", is_flag=True, help="Scan what is in archives, too: ZIP, tar, gzip, bzip2, xz."),
)


def source_options(command: F) -> F:
    """Add the options of `SourceOptions` to a command."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def taken_source_options(values: dict[str, Any], no_cache: bool = False) -> SourceOptions:
    """Take the options of `source_options` out of a command's values.

    `no_cache`: whether the command was called with an option of that name. Raises UsageError if they contradict.
    """
    options = SourceOptions(**{field: values.pop(field) for field in SourceOptions._fields})
    check_source(options, no_cache)
    return options
