"""`keysieve env`: hold environment files against their schema, write the example, compare, and find what code reads."""

from __future__ import annotations

import os

import click

from scanner import exitcodes
from scanner.cli.emit import emit
from scanner.envschema.complaint import EnvFileError
from scanner.envschema.formats.table import FORMATS, renderer
from scanner.envschema.run import CheckResult, check_files

SCHEMA_OPTION = click.option(
    "--schema",
    metavar="FILE|MODULE:CLASS",
    help="The schema, in the place of the .env.schema beside the files. MODULE:CLASS is a pydantic settings class; its"
    " module is imported, which runs it.",
)
FORMAT_OPTION = click.option(
    "--format", "format_", type=click.Choice(list(FORMATS)), default="text", show_default=True, help="How to tell it."
)
OUTPUT_OPTION = click.option("--output", type=click.Path(), help="Write the report to this file, in UTF-8.")
STRICT_OPTION = click.option("--strict", is_flag=True, help="Take warnings for errors.")


@click.group()
def env() -> None:
    """Hold .env files against a schema: nothing missing, nothing wrong, nothing that loaders read differently."""


@env.command()
@click.argument("files", nargs=-1, type=click.Path())
@SCHEMA_OPTION
@click.option("--env", "environment", metavar="NAME", help="The environment that files without one in their names are.")
@click.option("--process-env", is_flag=True, help="Let this process's variables win over those of the files.")
@STRICT_OPTION
@FORMAT_OPTION
@OUTPUT_OPTION
def check(
    files: tuple[str, ...],
    schema: str | None,
    environment: str | None,
    process_env: bool,
    strict: bool,
    format_: str,
    output: str | None,
) -> int:
    """Check FILES, or all environment files of this directory, and the example, against the schema beside them.

    All faults are told in one run, and no value ever is. Nothing in the files is executed. Exit codes: 0 no errors,
    1 errors (with --strict: or warnings), 2 a schema or a file that cannot be used.
    """
    process = dict(os.environ) if process_env else None
    return tell(check_files(files, schema, environment, process), strict, format_, output)


def tell(result: CheckResult, strict: bool, format_: str, output: str | None) -> int:
    """Write the report and return the exit code. Raises EnvFileError for files that could not be checked."""
    result = result.strict() if strict else result
    emit(renderer(format_)(result), output)
    if result.failures:
        raise EnvFileError(" | ".join(result.failures))
    if format_ == "text":
        counts = [(result.count("error"), "error"), (result.count("warning"), "warning")]
        told = ", ".join(f"{count} {what}{'' if count == 1 else 's'}" for count, what in counts)
        click.echo(f"{len(result.files)} file{'' if len(result.files) == 1 else 's'} checked: {told}", err=True)
    return exitcodes.FOUND if result.count("error") else exitcodes.CLEAN
