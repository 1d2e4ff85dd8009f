"""The rules `misuse-*`, from `rules/_misuse.toml`, as the values that findings carry."""

from __future__ import annotations

import os
import tomllib
from functools import cache

from scanner.model import Rule
from scanner.ruleset.locate import data_directory
from scanner.text.redact import MISUSE

LIST = "_misuse.toml"


@cache
def misuse_rules() -> tuple[Rule, ...]:
    """Return the rules, sorted by id."""
    with open(os.path.join(data_directory(), LIST), "rb") as stream:
        tables = tomllib.load(stream)["rule"]
    return tuple(sorted((_rule(table) for table in tables), key=lambda rule: rule.id))


def _rule(table: dict[str, str]) -> Rule:
    return Rule(
        id=table["id"],
        provider=MISUSE,
        description=table["description"],
        severity=table["severity"],  # type: ignore[arg-type]  # a test holds the file's values
        confidence="medium",
        keywords=(),
        regex="",
        width=0,
        entropy=0.0,
        checksum="",
        filters="",
        revoke=table["mend"],
        source=table["docs"],
    )
