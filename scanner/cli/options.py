"""The click options that several commands share, gathered into the values that they stand for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from scanner import exitcodes
from scanner.cli.emit import check_stdout
from scanner.cli.scan_options import OutputOptions, ScanOptions
from scanner.errors import UsageError
from scanner.model import CONFIDENCE_RANK
from scanner.report.table import FORMATS

if TYPE_CHECKING:
    from scanner.report.earlier import EarlierReport

F = TypeVar("F", bound=Callable[..., Any])


def scan_options(command: F) -> F:
    """Add the options of `ScanOptions` to a command."""
    for option in reversed(
        (
            click.option("--baseline", type=click.Path(), help="Baseline file; .keysieve.baseline is found by itself."),
            click.option("--config", type=click.Path(), help="Configuration file instead of the repository's."),
            click.option(
                "--custom-plugins",
                is_flag=True,
                help="Run the plugins that a baseline of detect-secrets names. They are code of this repository.",
            ),
            click.option("--rules", multiple=True, type=click.Path(), help="More rule files, or directories of them."),
            click.option(
                "--min-confidence", type=click.Choice(list(CONFIDENCE_RANK)), help="Lowest confidence that counts."
            ),
        )
    ):
        command = option(command)
    return command


def misuse_option(command: F) -> F:
    """Add the option that looks for the misuse of secrets, too."""
    return click.option(
        "--misuse", "misuse", flag_value="too", default="", help="Look for code that misuses secrets, too."
    )(command)


def misuse_options(command: F) -> F:
    """Add the options that look for the misuse of secrets, too or alone."""
    alone = click.option("--only-misuse", "misuse", flag_value="only", help="Look for such code alone.")
    return misuse_option(alone(command))


def policy_options(command: F) -> F:
    """Add the option that says from which commit baseline and configuration are taken."""
    return click.option(
        "--policy-ref",
        metavar="REF",
        help="Take baseline, configuration and allow marks as this commit has them, not as the work tree does.",
    )(command)


def output_options(command: F) -> F:
    """Add the options of `OutputOptions` to a command."""
    for option in reversed(
        (
            click.option("--format", "format_", type=click.Choice(list(FORMATS)), default="text", show_default=True),
            click.option("--output", type=click.Path(), help="Write the report to this file, in UTF-8."),
            click.option(
                "-v",
                "--verbose",
                is_flag=True,
                help="Say which rules, configuration and baseline were used, and name all that was skipped.",
            ),
            click.option("--show-secrets", is_flag=True, help="Show secrets in clear. Mind who reads the output."),
            click.option(
                "--exit-code",
                type=click.IntRange(0, 255),
                default=exitcodes.FOUND,
                show_default=True,
                help="Exit code when there are new findings.",
            ),
        )
    ):
        command = option(command)
    return command


def taken_scan_options(values: dict[str, Any]) -> ScanOptions:
    """Take the options of `scan_options` out of a command's values."""
    return ScanOptions(**{field: values.pop(field) for field in ScanOptions._fields if field in values})


def earlier_option(command: F) -> F:
    """Add the option that names earlier reports; `taken_output_options` reads them."""
    return click.option(
        "--earlier", multiple=True, type=click.Path(), metavar="FILE", help="Earlier JSON report, for the HTML trend."
    )(command)


def taken_output_options(values: dict[str, Any], hints: str) -> OutputOptions:
    """Take the options of `output_options` out of a command's values. Raises KeysieveError if a file is no report."""
    format_, earlier = values.pop("format_"), values.pop("earlier", ())
    if earlier and format_ != "html":
        raise UsageError(f"--earlier means nothing with --format {format_}; add --format html")
    output = values.pop("output")
    if output is None and (format_ != "text" or hints == "scan"):  # of a hook's text, the exit code says enough
        check_stdout()
    return OutputOptions(
        format=format_,
        output=output,
        show_secrets=values.pop("show_secrets"),
        exit_code=values.pop("exit_code"),
        hints=hints,
        verbose=values.pop("verbose"),
        earlier=_read(earlier),
    )


def _read(paths: tuple[str, ...]) -> tuple[EarlierReport, ...]:
    if not paths:
        return ()
    from scanner.report.read_earlier import read_earlier  # only the page needs it

    return read_earlier(paths)
