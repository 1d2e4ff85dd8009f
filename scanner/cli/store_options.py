"""The options that all `keysieve store` commands share, and asking for values without showing them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any, TypeVar

import click

from scanner.errors import UsageError
from scanner.model import Secret
from scanner.stores.interface import LARGEST_VALUE, SecretStore
from scanner.stores.logged import open_logged
from scanner.stores.opening import Opening
from scanner.stores.structured import without_line_end
from scanner.stores.table import KEYS, STORES

F = TypeVar("F", bound=Callable[..., Any])

OPTIONS = (
    click.option(
        "--store",
        "kind",
        envvar="KEYSIEVE_STORE",
        default="file",
        show_default=True,
        type=click.Choice(sorted(STORES)),
        help="The store (KEYSIEVE_STORE).",
    ),
    click.option("--file", default="", metavar="PATH", help="The encrypted file (KEYSIEVE_STORE_FILE)."),
    click.option(
        "--key",
        type=click.Choice(KEYS),
        help="Where the encrypted file's key is (KEYSIEVE_KEY_SOURCE); by default, what is set or fits.",
    ),
    click.option("--mount", default="", metavar="PATH", help="Where Vault's KV engine is; `secret` by default."),
    click.option("--namespace", default="", metavar="NAME", help="The namespace (VAULT_NAMESPACE)."),
    click.option("--key-file", default="", metavar="PATH", help="The key file (KEYSIEVE_KEY_FILE)."),
)


class StoreCommand(click.Command):
    """A command that does not repeat words which it cannot place: one may be a value, and the log a server's."""

    allow_extra_args = True

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Place the words. Raises click.UsageError for one too many, and for an option that is none."""
        try:
            rest = super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            meant = f"; did you mean {' or '.join(error.possibilities)}?" if error.possibilities else ""
            raise click.UsageError(f"there is an option that is none{meant}", ctx) from None
        if rest and not ctx.resilient_parsing:
            raise click.UsageError(
                "there is a word too many, which is not shown: a value is no argument, pipe it in or type it unseen",
                ctx,
            )
        return rest


def named_field(context: click.Context, parameter: click.Parameter, value: str) -> str:
    """Return the field. Raises UsageError if it is given and empty, as a shell's variable is that is not set."""
    if not value and context.get_parameter_source("field") is not click.core.ParameterSource.DEFAULT:
        raise UsageError("--field is empty; name a field, or leave the option out")
    return value


def store_options(command: F) -> F:
    """Give a command the options that say which store is meant."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def taken_opening(values: dict[str, Any]) -> tuple[str, Opening]:
    """Take the options of `store_options` out of `values`; return the store's kind and what it is opened with."""
    kind = values.pop("kind")
    names = [name for name in Opening.__dataclass_fields__ if name in values]
    return kind, Opening(os.environ, ask=ask_passphrase, **{name: values.pop(name) or "" for name in names})


def opened(values: dict[str, Any]) -> SecretStore:
    """Return the store that the options name, its accesses logged. Raises StoreError."""
    return open_logged(*taken_opening(values))


def ask_passphrase(new: bool) -> Secret:
    """Return a passphrase that the user types unseen, twice if it is new. Raises UsageError without a terminal."""
    if not sys.stdin.isatty():
        raise UsageError("the store is locked with a passphrase; set KEYSIEVE_PASSPHRASE, or call from a terminal")
    typed: str = click.prompt("Passphrase of the store", hide_input=True, confirmation_prompt=new, err=True)
    return Secret(typed.encode("utf-8", "surrogateescape"))


def read_value(name: str, exact: bool) -> Secret:
    """Return a value from standard input, or one that is typed unseen.

    The line end behind a single line is left out, since `echo` and editors add one, unless `exact`.
    """
    if sys.stdin.isatty():
        typed: str = click.prompt(f"Value of {name}", hide_input=True, confirmation_prompt=True, err=True)
        return Secret(typed.encode("utf-8", "surrogateescape"))
    value = sys.stdin.buffer.read(LARGEST_VALUE + 3)
    return Secret(value if exact else without_line_end(value))
