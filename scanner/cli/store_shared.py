"""`keysieve store shared`: secrets that several environments have."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import click

from scanner import exitcodes
from scanner.cli.store_options import StoreCommand, store_options, taken_opening
from scanner.errors import UsageError
from scanner.stores.logged import open_logged
from scanner.stores.shared import Place
from scanner.stores.shared import shared as shared_of
from scanner.text.redact import escape


@click.command(cls=StoreCommand)
@click.argument("prefixes", nargs=-1, required=True, metavar="PREFIX...")
@store_options
def shared(prefixes: tuple[str, ...], **values: Any) -> int:
    """Name the values that environments share, each a part of the store with such a prefix; no value is shown.

    Exits with 1 if there are any.
    """
    if len(set(prefixes)) < 2:
        raise UsageError("name two prefixes at least, as `keysieve store shared prod staging`")
    kind, opening = taken_opening(values)
    stores = {
        prefix: open_logged(
            kind, replace(opening, environment={**opening.environment, "KEYSIEVE_STORE_PREFIX": prefix})
        )
        for prefix in prefixes
    }
    found = shared_of(stores)
    for places in found:
        click.echo(escape(f"the same value: {', '.join(map(told, places))}"))
    return exitcodes.FOUND if found else exitcodes.CLEAN


def told(place: Place) -> str:
    """Return the place in words."""
    return f"{place.environment}/{place.name}" + (f" (field {place.field})" if place.field else "")
