"""Secrets as Kubernetes manifests: for those who apply files. A manifest holds its values readably."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from typing import TYPE_CHECKING

from scanner.stores.interface import RefusedValueError
from scanner.stores.structured import ALONE, native_fields

if TYPE_CHECKING:
    from scanner.model import Secret

LABELS = {"app.kubernetes.io/managed-by": "keysieve"}
OBJECT_NAME = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")
KEY = re.compile(r"[A-Za-z0-9._-]{1,253}")

WARNING = "base64 and stringData are no encryption: who reads the manifest has the secret; never commit it"


def check_object_name(name: str) -> None:
    """Raise RefusedValueError for a name that no Kubernetes object can have."""
    if not OBJECT_NAME.fullmatch(name):
        raise RefusedValueError(
            f"{name}: Kubernetes takes lower-case letters, digits, and hyphens and dots between them for a name"
        )


def fields_for(secret: Secret) -> dict[str, bytes]:
    """Return a Secret object's keys for the value: its fields if they are text and fit, else `value` alone."""
    fields = native_fields(secret)
    if fields is None or not all(KEY.fullmatch(key) and key.strip(".") for key in fields):
        return {ALONE: secret.reveal_in_clear()}
    return {key: value.encode() for key, value in fields.items()}


def manifest(name: str, secret: Secret, namespace: str = "") -> str:
    """Return the Secret object as YAML: text in `stringData`, what is no text in `data`. Raises RefusedValueError."""
    check_object_name(name)
    lines = ["apiVersion: v1", "kind: Secret", "metadata:", f"  name: {quoted(name)}"]
    if namespace:
        check_object_name(namespace)
        lines.append(f"  namespace: {quoted(namespace)}")
    lines.append("type: Opaque")
    text, binary = {}, {}
    for key, value in fields_for(secret).items():
        try:
            text[key] = value.decode()
        except UnicodeDecodeError:
            binary[key] = b64encode(value).decode()
    for part, entries in (("stringData", text), ("data", binary)):
        if entries:
            lines += [f"{part}:", *(f"  {quoted(key)}: {quoted(value)}" for key, value in entries.items())]
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    """Return the text as YAML's double-quoted style writes it, which is JSON's but for characters that print not."""
    return "".join(
        character if character.isprintable() else f"\\U{ord(character):08x}"
        for character in json.dumps(text, ensure_ascii=False)
    )
