"""The options that say which values `keysieve known` looks for, and gathering them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase
from typing import Any, NamedTuple, TypeVar

import click

from scanner.cli.source import check_stdin
from scanner.cli.store_options import OPTIONS as STORE_OPTIONS
from scanner.cli.store_options import opened
from scanner.envschema.contents import read_contents
from scanner.errors import UsageError
from scanner.known.gather import Gathering
from scanner.known.interface import KnownValue, Refusal
from scanner.stores.table import STORES
from scanner.text.redact import escape

F = TypeVar("F", bound=Callable[..., Any])

STDIN = "-"

OPTIONS = (
    click.option("--env", multiple=True, metavar="FILE", type=click.Path(), help="Take the values of this .env file."),
    click.option(
        "--values", metavar="FILE", type=click.Path(), help="Take a value from each line (- for standard input)."
    ),
    click.option("--store", "kind", type=click.Choice(sorted(STORES)), help="Take the values of this store."),
    click.option("--secret", multiple=True, metavar="NAME", help="With --store: only this secret."),
    click.option("--earlier-versions", is_flag=True, help="With --store: those of versions before, too."),
    click.option("--skip", multiple=True, metavar="GLOB", help="Leave out the names that match, such as `PUBLIC_*`."),
    *STORE_OPTIONS[1:],
)


class ValueOptions(NamedTuple):
    """Where values are taken from."""

    env: tuple[str, ...]
    values: str | None
    kind: str | None
    secret: tuple[str, ...]
    earlier_versions: bool
    skip: tuple[str, ...]
    opening: dict[str, Any]
    """What the store is opened with."""

    @property
    def files(self) -> tuple[str, ...]:
        """The files in which the values stand in clear."""
        return self.env if self.values in {None, STDIN} else (*self.env, self.values)


def value_options(command: F) -> F:
    """Add the options of `ValueOptions` to a command."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def taken_value_options(values: dict[str, Any], reads_stdin: bool = False) -> ValueOptions:
    """Take the options of `value_options` out of a command's values; `reads_stdin`: what is scanned comes from there.

    Raises UsageError if they contradict.
    """
    opening = {name: values.pop(name) for name in ("file", "key", "mount", "namespace", "key_file")}
    taken = {field: values.pop(field) for field in ValueOptions._fields if field != "opening"}
    options = ValueOptions(opening=opening, **taken)
    if not options.env and options.values is None and options.kind is None:
        raise UsageError("no value to look for; name a source of values: --env .env, --store file, or --values -")
    if options.kind is None and (options.secret or options.earlier_versions):
        name = "--secret" if options.secret else "--earlier-versions"
        raise UsageError(f"{name} means nothing without --store; leave it out")
    if options.values == STDIN:
        if reads_stdin:
            raise UsageError("the values and what is scanned cannot both come from standard input; put one in a file")
        check_stdin()
    return options


def gathered(options: ValueOptions) -> tuple[KnownValue, ...]:
    """Return the values that the options name, and tell which ones are not looked for, and why.

    Raises KeysieveError if a source cannot be read, and UsageError if no value is left.
    """
    gathering = Gathering(lambda name: not any(fnmatchcase(name, glob) for glob in options.skip))
    for path in options.env:
        gathering.add_environment(path, read_contents(path).text)
    if options.values is not None:
        if options.values == STDIN:
            gathering.add_lines("standard input", sys.stdin.buffer.read())
        else:
            with open(options.values, "rb") as stream:
                gathering.add_lines(options.values, stream.read())
    if options.kind is not None:
        store = opened({"kind": options.kind, **options.opening})
        gathering.add_store(store, options.secret, options.earlier_versions)
    tell(gathering.refused)
    values = gathering.values()
    if not values:
        raise UsageError("no value is left to look for; see docs/known.md for what makes a value worth it")
    return values


def tell(refused: Iterable[Refusal]) -> None:
    """Say which values are not looked for, and why."""
    for refusal in refused:
        sys.stderr.write(f"keysieve: {refusal.label} is not looked for: it {escape(refusal.reason)}\n")
