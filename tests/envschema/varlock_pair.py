"""A schema and its files, which varlock and we are to judge alike."""

from __future__ import annotations

from typing import NamedTuple

HEADER = "# @defaultSensitive=false\n# ---\n"


class Case(NamedTuple):
    """One pair."""

    name: str
    schema: str
    files: dict[str, str]


def pair(name: str, schema: str, env: str, **more: str) -> Case:
    """Return a schema under the usual header, with a `.env` and other files by their ends."""
    files = {".env": env, **{f".env.{key}": text for key, text in more.items()}}
    return Case(name, HEADER + schema, files)
