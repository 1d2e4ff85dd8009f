"""Whether the environment has a schema, and the example says what the schema says."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from scanner.envschema.example import example_to_write
from scanner.envschema.locate import find_schema
from scanner.envschema.run import check_example_file
from scanner.errors import KeysieveError
from scanner.posture.interface import UNSEEN, Check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.envschema.schema import Schema
    from scanner.posture.interface import Scene

EXAMPLE = ".env.example"
WRITE = "run `keysieve env example --write`"
SCHEMA = "write a .env.schema: which variables there are, and which are secrets"


def environment_checks(scene: Scene) -> Iterator[Check]:
    """Yield whether there is a schema at the root, and whether the example is in step with it."""
    root = scene.repository.root
    try:
        schema = find_schema(root)
    except KeysieveError as error:
        yield Check("env-schema", "attention", str(error), "mend the schema")
        yield Check("env-example", UNSEEN, "the schema cannot be read")
        return
    if schema is not None:
        told = f"{os.path.relpath(schema.path, root)} declares {len(schema.items)} variables"
        yield Check("env-schema", "ok", told)
        yield _example(os.path.join(root, EXAMPLE), schema)
        return
    files = sorted(name for name in os.listdir(root) if name == ".env" or name.startswith(".env."))
    if files:
        yield Check("env-schema", "missing", f"no schema beside {', '.join(files)}", SCHEMA)
    else:
        yield Check("env-schema", UNSEEN, "neither schema nor environment file at the root", SCHEMA)
    yield Check("env-example", UNSEEN, "there is no schema to hold an example against")


def _example(path: str, schema: Schema) -> Check:
    if not os.path.lexists(path):
        return Check("env-example", "missing", f"{EXAMPLE} is not there", WRITE)
    try:
        faults = len(check_example_file(path, schema).complaints)
        behind = example_to_write(path, schema) is not None
    except KeysieveError as error:
        return Check("env-example", "attention", str(error), WRITE)
    if faults or behind:
        return Check("env-example", "attention", f"{EXAMPLE} is not in step: {faults} complaints", WRITE)
    return Check("env-example", "ok", f"{EXAMPLE} is in step with the schema")
