"""`keysieve env`: hold environment files against their schema, write the example, compare, and find what code reads."""

from __future__ import annotations

import gc
import os

import click

from scanner import exitcodes
from scanner.cli.emit import emit, write_file
from scanner.cli.env_check import tell
from scanner.envschema.example import example_to_write
from scanner.envschema.formats.table import FORMATS
from scanner.envschema.layers import EXAMPLE_NAME
from scanner.envschema.locate import schema_of
from scanner.envschema.run import CheckResult, check_example_file, check_files
from scanner.errors import UsageError
from scanner.text.redact import escape

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
    gc.disable()  # thousands of small values, none in a circle, in a process that ends soon: a fifth of the time


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


@env.command()
@click.argument("file", default=EXAMPLE_NAME, type=click.Path())
@click.option("--write", is_flag=True, help="Write the file: add what it lacks, and take values of secrets out.")
@SCHEMA_OPTION
@STRICT_OPTION
@FORMAT_OPTION
@OUTPUT_OPTION
def example(file: str, write: bool, schema: str | None, strict: bool, format_: str, output: str | None) -> int:
    """Check FILE (.env.example) against the schema, or write it from the schema.

    Order and comments are the schema's in a new file, and stay as they are in one that is there. No value of a
    sensitive item is written.
    """
    known = schema_of(os.path.dirname(file), schema)
    if not write:
        result = check_example_file(file, known)
        return tell(result, strict, format_, output)
    text = example_to_write(file, known)
    if text is None:
        click.echo(f"{escape(file)} is in step with {escape(known.path)}", err=True)
        return exitcodes.CLEAN
    write_file(file, text.encode())
    click.echo(f"{escape(file)} written from {escape(known.path)}", err=True)
    return exitcodes.CLEAN


@env.command()
@click.argument("environments", nargs=-1)
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@OUTPUT_OPTION
def diff(environments: tuple[str, ...], format_: str, output: str | None) -> int:
    """Compare ENVIRONMENTS (files, or names as in .env.NAME) by what each sets, without showing a value.

    Without ENVIRONMENTS, all that have a file of their own here. Equal hashes in one run are equal values; the next
    run's are others. Exit code 1: one of them lacks a variable, or has it empty, that another sets.
    """
    from scanner.cli.env_diff import as_json, as_text
    from scanner.envschema.diff import compared, sides_of

    sides = sides_of(environments)
    if len(sides) < 2:
        raise UsageError(f"{len(sides)} environment here, and comparing needs two; name files or environments")
    comparison = compared(sides)
    emit(as_json(comparison) if format_ == "json" else as_text(comparison), output)
    return exitcodes.FOUND if comparison.lacking else exitcodes.CLEAN


@env.command()
@click.argument("paths", nargs=-1, type=click.Path())
@SCHEMA_OPTION
@STRICT_OPTION
@FORMAT_OPTION
@OUTPUT_OPTION
def usage(paths: tuple[str, ...], schema: str | None, strict: bool, format_: str, output: str | None) -> int:
    """Find the variables that code below PATHS (the current directory) reads, and hold them against the schema.

    What code reads and the schema lacks is an error, what the schema has and no code reads a warning. Python,
    JavaScript and TypeScript, Go, Ruby, PHP, Java and Kotlin, Rust, shell, Dockerfiles, compose, GitHub Actions, Helm.
    """
    from scanner.envschema.usage.search import check_usage, listed_files, uses_in

    known = schema_of("", schema)
    uses = tuple(uses_in(listed_files(paths)))
    files = tuple(dict.fromkeys((known.path, *(use.path for use in uses))))
    complaints = tuple(sorted(check_usage(known, uses), key=lambda each: (each.path, each.line, each.column)))
    return tell(CheckResult(files, complaints, ()), strict, format_, output)
