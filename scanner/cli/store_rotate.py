"""`keysieve store rotate`, `settle` and `due`: secrets that are replaced in time."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from scanner import exitcodes
from scanner.cli.store_fields import in_field
from scanner.cli.store_options import StoreCommand, named_field, opened, read_value, store_options, taken_opening
from scanner.cli.store_programs import Programs, environment_for
from scanner.errors import UsageError
from scanner.stores.generate import ALPHANUMERIC, KINDS, Generator
from scanner.stores.interface import StoreError, UnavailableError
from scanner.stores.logged import open_logged
from scanner.stores.rotating import RotatingSecret
from scanner.stores.rotating import due as due_in
from scanner.text.redact import escape

SPAN = re.compile(r"(\d{1,6})([smhdw])")
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


if TYPE_CHECKING:
    from scanner.model import Secret

    Parameter = click.ParamType[timedelta]
else:
    Parameter = click.ParamType


class Span(Parameter):
    """A span of time, as `90d`."""

    name = "span"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        """Return the span."""
        if isinstance(value, timedelta):
            return value
        found = SPAN.fullmatch(str(value))
        if found is None:
            self.fail(f"{value!r} is no span of time; write it as 90d, 12h, 30m, 45s or 2w", param, ctx)
        return timedelta(**{UNITS[found[2]]: int(found[1])})


NAME = click.argument("name")
GRACE = click.option(
    "--grace", type=Span(), default="1h", show_default=True, help="How long the previous value counts after a rotation."
)


@click.command(cls=StoreCommand)
@NAME
@click.option(
    "--generator",
    "generator",
    default="text",
    show_default=True,
    type=click.Choice([*KINDS, "stdin"]),
    help="How the new value is made; `stdin`: it is read, as one that a server issued.",
)
@click.option("--length", default=32, show_default=True, type=click.IntRange(1), help="Characters; hex, base64: bytes.")
@click.option("--alphabet", default=ALPHANUMERIC, metavar="CHARACTERS", help="Of text; letters and digits by default.")
@click.option("--command", "line", metavar="COMMAND", help="A program that issues the new value: what it prints.")
@click.option("--after", multiple=True, metavar="COMMAND", help="A program to run after the rotation; more than once.")
@click.option("--limit", type=Span(), default="60s", show_default=True, help="The most time that a program may take.")
@click.option(
    "--field", default="", callback=named_field, metavar="FIELD", help="Replace this field only; the others stay."
)
@click.option("--if-older-than", "age", type=Span(), metavar="SPAN", help="Do nothing if the value is younger, as 90d.")
@store_options
def rotate(
    name: str,
    generator: str,
    length: int,
    alphabet: str,
    line: str | None,
    after: tuple[str, ...],
    limit: timedelta,
    field: str,
    age: timedelta | None,
    **values: Any,
) -> int:
    """Replace a secret's value by a new one, which is not shown; `store get` prints it.

    The value before it stays as the version `previous`, so that both can count for a while; `store settle` forgets it
    when that is over. Of several who rotate at once, one does.

    Programs run without a shell. They find the name in KEYSIEVE_SECRET_NAME, and those of --after the version in
    KEYSIEVE_SECRET_VERSION; they get no value, and only what they write to standard error is shown.
    """
    check_one_way(line)
    kind, opening = taken_opening(values)
    programs = Programs(name, environment_for(kind, opening), limit)
    following = [programs.command(one) for one in after]
    issuing = None if line is None else programs.command(line)
    source: Callable[[], Secret] = Generator(generator, length, alphabet)
    if generator == "stdin":
        if sys.stdin.isatty() and not sys.stderr.isatty():
            raise UsageError("there is nobody to ask for the new value; pipe it in")
        source = partial(read_value, name, exact=False)
    place = open_logged(kind, opening)
    secret = RotatingSecret(place, name)
    if age is not None and secret.age() <= age:
        click.echo(f"{escape(name)}: young enough", err=True)
        return exitcodes.CLEAN
    old = (place.get(name).secret,) if issuing or following else ()
    if issuing:
        source = partial(programs.issue, issuing, *old)
    source = Once(source)
    try:
        version = secret.rotate(in_field(place, name, field, source) if field else source)
    except StoreError as error:
        if line is None or source.made is None:
            raise
        raise type(error)(f"{error}; {_fate(error, name)}") from None
    click.echo(f"{escape(name)}: rotated, version {escape(version.id)}", err=True)
    programs.follow(following, version, source(), *old)
    return exitcodes.CLEAN


def _fate(error: StoreError, name: str) -> str:
    """Say what became of a value that was issued and, as it seems, not written."""
    if isinstance(error, UnavailableError):
        return (
            "it is not known whether the value that was issued was written: `keysieve store list "
            f"{name}` shows the versions; if there is no new one, revoke the value where it was issued"
        )
    return "the value that was issued is kept nowhere: revoke it where it was issued"


def check_one_way(line: str | None) -> None:
    """Raise UsageError if the new value is said to come from two places."""
    source = click.get_current_context().get_parameter_source
    if line is not None and any(
        source(one) is not ParameterSource.DEFAULT for one in ("generator", "length", "alphabet")
    ):
        raise UsageError("--command issues the new value, and --generator makes one; give one of them")


class Once:
    """Makes one value, and has it for whoever asks again."""

    def __init__(self, source: Callable[[], Secret]) -> None:
        self.made: Secret | None = None
        self._source = source

    def __call__(self) -> Secret:
        """Return the value."""
        if self.made is None:
            self.made = self._source()
        return self.made


@click.command(cls=StoreCommand)
@NAME
@GRACE
@store_options
def settle(name: str, grace: timedelta, **values: Any) -> int:
    """Forget the previous value of a secret once its grace is over; a scheduler may call it as often as it likes."""
    forgotten = RotatingSecret(opened(values), name, grace).settle()
    click.echo(f"{escape(name)}: {'the previous value is forgotten' if forgotten else 'nothing to forget'}", err=True)
    return exitcodes.CLEAN


@click.command(cls=StoreCommand)
@click.option("--older-than", type=Span(), default="90d", show_default=True, metavar="SPAN", help="Their age.")
@store_options
def due(older_than: timedelta, **values: Any) -> int:
    """List the secrets that are to be rotated, the oldest first. Exit code 1 if there are any."""
    found = due_in(opened(values), older_than)
    for one in found:
        age = f"{one.age.days} days" if one.age is not None else "age unknown"
        click.echo(escape(f"{one.name}  {age}  version {one.version.id}"))
    return exitcodes.FOUND if found else exitcodes.CLEAN
