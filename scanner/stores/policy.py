"""The least that an application must be allowed for the secrets it uses, in each store's own language."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from scanner.stores.interface import RefusedValueError, check_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Writer = Callable[[Sequence[str], bool, str], str]

SUFFIX = "-??????"
"""AWS puts a hyphen and six characters behind a secret's name."""


def policy(kind: str, names: Sequence[str], write: bool, place: str) -> str:
    """Return the policy for reading the secrets, or with `write` for rotating them, too; it covers no other name.

    `place`: Vault's mount, AWS's `REGION:ACCOUNT`, or Kubernetes's namespace. Raises RefusedValueError for a name that
    the store would read as a pattern, or for a store without policies.
    """
    if kind not in WRITERS:
        raise RefusedValueError(f"the store {kind} has no policies: who has its key may read all of it")
    for name in names:
        check_name(name)
        if "+" in name and kind == "vault":
            raise RefusedValueError(f"{name}: Vault's policies read + as a pattern, so no policy can name it alone")
    return WRITERS[kind](sorted(set(names)), write, place)


def vault_policy(names: Sequence[str], write: bool, place: str) -> str:
    """Return Vault's policy for secrets of a KV engine in version 2 that is mounted at `place`."""
    blocks = []
    for name in names:
        rights: dict[str, tuple[str, ...]] = {f"{place}/data/{name}": ("read",), f"{place}/metadata/{name}": ("read",)}
        if write:
            rights[f"{place}/data/{name}"] = ("create", "read", "update")
            rights[f"{place}/destroy/{name}"] = ("update",)
        for path, capabilities in rights.items():
            listed = ", ".join(json.dumps(one) for one in capabilities)
            blocks.append(f"path {json.dumps(path)} {{\n  capabilities = [{listed}]\n}}\n")
    return "\n".join(blocks)


def aws_policy(names: Sequence[str], write: bool, place: str) -> str:
    """Return an IAM policy for secrets in `place`, a region and an account, as `eu-central-1:123456789012`."""
    region, _, account = place.partition(":")
    if not region or not (account.isascii() and account.isdigit() and len(account) == 12):
        raise RefusedValueError("give the region and the account as --place REGION:ACCOUNT, the account in 12 digits")
    actions = ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue", "secretsmanager:ListSecretVersionIds"]
    if write:
        actions += ["secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage"]
    kind = "aws-cn" if region.startswith("cn-") else "aws-us-gov" if region.startswith("us-gov-") else "aws"
    resources = [f"arn:{kind}:secretsmanager:{region}:{account}:secret:{name}{SUFFIX}" for name in names]
    statement = {"Sid": "Keysieve", "Effect": "Allow", "Action": actions, "Resource": resources}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, indent=2) + "\n"


def kubernetes_policy(names: Sequence[str], write: bool, place: str) -> str:
    """Return a Role for Secret objects of the namespace `place`; without `list`, which would show the values of all."""
    verbs = ["get", "patch"] if write else ["get"]
    role = {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "Role",
        "metadata": {"name": "keysieve-writer" if write else "keysieve-reader", "namespace": place},
        "rules": [{"apiGroups": [""], "resources": ["secrets"], "resourceNames": list(names), "verbs": verbs}],
    }
    return json.dumps(role, indent=2) + "\n"


WRITERS: dict[str, Writer] = {"aws": aws_policy, "kubernetes": kubernetes_policy, "vault": vault_policy}
