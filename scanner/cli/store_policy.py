"""`keysieve store policy`: what an application must be allowed, and no more."""

from __future__ import annotations

from typing import Any

import click

from scanner import exitcodes
from scanner.cli.store_options import StoreCommand, store_options, taken_opening
from scanner.stores.policy import policy as policy_of
from scanner.stores.prefixed import beginning

PLACES = {"vault": "secret", "kubernetes": "default", "aws": ""}


@click.command(cls=StoreCommand)
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.option("--write", is_flag=True, help="For an application that writes new versions, too, as a rotation does.")
@click.option("--place", default="", metavar="PLACE", help="AWS: REGION:ACCOUNT, as eu-central-1:123456789012.")
@store_options
def policy(names: tuple[str, ...], write: bool, place: str, **values: Any) -> int:
    """Print the smallest policy for an application that reads these secrets, and no others.

    For Vault a policy (--mount says where the KV engine is), for AWS an IAM policy, for Kubernetes a Role
    (--namespace). No server is asked.
    """
    kind, opening = taken_opening(values)
    named = {"vault": opening.mount.strip("/"), "kubernetes": opening.namespace, "aws": place}.get(kind, "")
    begin = beginning(kind, opening.prefix)
    names = tuple(f"{begin}{name}" for name in names)
    click.echo(policy_of(kind, names, write, named or PLACES.get(kind, "")), nl=False)
    return exitcodes.CLEAN
