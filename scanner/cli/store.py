"""`keysieve store`: put, get, list, delete and rekey."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from scanner import exitcodes
from scanner.cli.store_fields import checked_object, with_field
from scanner.cli.store_log import log
from scanner.cli.store_options import StoreCommand, named_field, opened, read_value, store_options, taken_opening
from scanner.cli.store_policy import policy
from scanner.cli.store_rotate import due, rotate, settle
from scanner.cli.store_shared import shared
from scanner.errors import UsageError
from scanner.stores.interface import ABSENT, CURRENT
from scanner.stores.logged import open_logged
from scanner.stores.manifest import WARNING
from scanner.stores.manifest import manifest as manifest_of
from scanner.stores.structured import field_of
from scanner.stores.table import KEYS, rekey_file
from scanner.text.redact import escape, printable

if TYPE_CHECKING:
    from datetime import datetime

    from scanner.model import Secret
    from scanner.stores.interface import Version


class StoreGroup(click.Group):
    """The commands around stores."""

    command_class = StoreCommand


@click.group(cls=StoreGroup)
def store() -> None:
    """Keep secrets where they belong: in an encrypted file, the default, or in a server's store."""


NAME = click.argument("name")


@store.command()
@NAME
@click.option(
    "--field",
    default="",
    callback=named_field,
    metavar="FIELD",
    help="Set this field of the value; the other fields stay.",
)
@click.option("--json", "as_json", is_flag=True, help="The value is a JSON object, whose members are its fields.")
@click.option("--exact", is_flag=True, help="Keep a line end behind a single line.")
@click.option("--expect", metavar="VERSION", help="Write only if this version is the current one; `absent`: none is.")
@store_options
def put(name: str, field: str, as_json: bool, exact: bool, expect: str | None, **values: Any) -> int:
    """Write a secret, as a new version. The value is read from standard input, or typed unseen.

    A value is never an argument: arguments are seen by others, and kept in the shell's history. A line end behind a
    single line is left out.
    """
    if field and as_json:
        raise UsageError("--field sets one field and --json sets all; give one of them")
    kind, opening = taken_opening(values)
    place = open_logged(kind, opening)
    key_file = opening.key_path if kind == "file" and not os.path.lexists(opening.key_path) else ""
    secret = read_value(name, exact)
    expected = ABSENT if expect == "absent" else expect
    if as_json:
        secret = checked_object(name, secret)
    if field:
        secret, expected = with_field(place, name, field, secret, expected)
    version = place.put(name, secret, expected)
    if key_file and os.path.lexists(key_file):
        click.echo(f"made the key {escape(key_file)}: keep a copy, nothing can be read without it", err=True)
    click.echo(f"{escape(name)}: version {escape(version.id)} written", err=True)
    return exitcodes.CLEAN


@store.command()
@NAME
@click.option("--field", default="", callback=named_field, metavar="FIELD", help="Print this field of the value only.")
@click.option("--version", metavar="VERSION", help="A version's id, `current` (the default) or `previous`.")
@store_options
def get(name: str, field: str, version: str | None, **values: Any) -> int:
    """Print a secret's value, and nothing else."""
    secret = opened(values).get(name, version).secret
    show(field_of(name, secret, field) if field else secret)
    return exitcodes.CLEAN


@store.command()
@NAME
@click.option("--version", metavar="VERSION", help="A version's id, `current` (the default) or `previous`.")
@store_options
def manifest(name: str, version: str | None, **values: Any) -> int:
    """Print a secret as a Kubernetes Secret, to be piped to `kubectl apply -f -`. It holds the value readably."""
    kind, opening = taken_opening(values)
    secret = open_logged(kind, opening).get(name, version).secret
    click.echo(manifest_of(name.replace("/", "-"), secret, opening.namespace), nl=False)
    click.echo(f"keysieve: {WARNING}", err=True)
    return exitcodes.CLEAN


@store.command("list")
@click.argument("name", required=False)
@click.option("--long", is_flag=True, help="With the current version and when it was written.")
@click.option(
    "--format", "format_", default="text", type=click.Choice(["text", "json"]), help="For people or programs."
)
@store_options
def list_(name: str | None, long: bool, format_: str, **values: Any) -> int:
    """List the secrets' names, or the versions of one; never a value."""
    place = opened(values)
    if name is not None:
        found = place.versions(name)
        table = [{"version": one.id, "created": time(one.created), "stages": " ".join(one.stages)} for one in found]
    elif long or format_ == "json":
        newest = [(one, place.versions(one)) for one in place.list()]
        table = [{"name": one, **current(versions)} for one, versions in newest]
    else:
        table = [{"name": one} for one in place.list()]
    if format_ == "json":
        click.echo(json.dumps(table, indent=2))
        return exitcodes.CLEAN
    for row in table:
        click.echo(escape("  ".join("-" if cell is None else cell for cell in row.values()).rstrip()))
    return exitcodes.CLEAN


@store.command()
@NAME
@click.option("--version", metavar="VERSION", help="Delete this version only, which cannot be the current one.")
@click.option("--purge", is_flag=True, help="Delete for good where the store could bring it back (Vault, AWS).")
@click.option("--yes", is_flag=True, help="Do not ask.")
@store_options
def delete(name: str, version: str | None, purge: bool, yes: bool, **values: Any) -> int:
    """Delete a secret with all of its versions, or one version."""
    place = opened(values)
    what = f"version {version} of {name}" if version else f"{name} with all of its versions"
    withdraws = place.recoverable and not purge and not version
    if not yes:
        if not sys.stdin.isatty():
            raise UsageError(f"deleting {what} is to be confirmed with --yes")
        click.confirm(f"Delete {escape(what)}?", abort=True, err=True)
    if version:
        place.forget(name, version)
    elif withdraws:
        place.withdraw(name)
    else:
        place.delete(name)
    hint = f"; `keysieve store restore {name}` brings it back" if withdraws else ""
    click.echo(escape(f"{what}: deleted{hint}"), err=True)
    return exitcodes.CLEAN


@store.command()
@NAME
@store_options
def restore(name: str, **values: Any) -> int:
    """Bring a deleted secret back, where the store can (Vault, AWS)."""
    opened(values).restore(name)
    click.echo(f"{escape(name)}: restored", err=True)
    return exitcodes.CLEAN


for command in (due, log, policy, rotate, settle, shared):
    store.add_command(command)


@store.command()
@click.option("--new-key", required=True, type=click.Choice(KEYS), help="Where the new key is.")
@click.option("--new-key-file", default="", metavar="PATH", help="The new key file; it is made if it is not there.")
@store_options
def rekey(new_key: str, new_key_file: str, **values: Any) -> int:
    """Lock the encrypted file with another key from now on.

    The new key is in KEYSIEVE_NEW_KEY (env), in the file --new-key-file, in the keyring, or a passphrase, which is in
    KEYSIEVE_NEW_PASSPHRASE or typed unseen. If the old key has leaked, make a new store and rotate the secrets instead:
    whoever had the old key and the old file can still read what was in it.
    """
    kind, opening = taken_opening(values)
    if kind != "file":
        raise UsageError(f"the store {kind} has no key of ours; --store file has")
    if new_key == "file" and not new_key_file:
        raise UsageError("--new-key file needs --new-key-file")
    environment = {**opening.environment}
    for variable in ("KEY", "PASSPHRASE"):
        environment[f"KEYSIEVE_{variable}"] = environment.get(f"KEYSIEVE_NEW_{variable}", "")
    rekey_file(opening, replace(opening, key=new_key, key_file=new_key_file, environment=environment))
    click.echo(f"{escape(opening.store_path)}: locked with the new key", err=True)
    return exitcodes.CLEAN


def current(versions: tuple[Version, ...]) -> dict[str, str | None]:
    """Return id and time of the current version."""
    found = next(version for version in versions if CURRENT in version.stages)
    return {"version": found.id, "created": time(found.created)}


def time(created: datetime | None) -> str | None:
    """Return the time in ISO 8601, to the second."""
    return created.isoformat(timespec="seconds") if created else None


def show(secret: Secret) -> None:
    """Write the value to standard output: as it is, but to a terminal without what would steer it."""
    value = secret.reveal_in_clear()
    if sys.stdout.isatty():
        click.echo("\n".join(printable(line) for line in value.split(b"\n")))
        return
    sys.stdout.buffer.write(value)
    sys.stdout.buffer.flush()
