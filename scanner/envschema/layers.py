"""Which files make an environment, and which environment a file's name says."""

from __future__ import annotations

import os

from scanner.record import NamedTuple

SCHEMA_NAME = ".env.schema"
EXAMPLE_NAME = ".env.example"
EXAMPLES = frozenset((EXAMPLE_NAME, ".env.sample", ".env.template", ".env.dist"))
OTHERS = frozenset((SCHEMA_NAME, ".env.keys", ".env.vault", ".env.me"))
"""Files named like environments that are none."""

OTHER_ENDS = (
    *(".bak", ".backup", ".old", ".orig", ".save", ".swp", "~", ".tmp"),
    *(".gpg", ".asc", ".age", ".enc", ".sops", ".js", ".cjs", ".mjs", ".ts", ".json", ".yml", ".yaml", ".toml", ".md"),
)
"""Backups, encrypted files, and programs that are named after what they read."""


class Label(NamedTuple):
    """What a file's name says."""

    environment: str | None
    """None: of every environment."""
    local: bool


def label(path: str) -> Label | None:
    """Return what the name of an environment file says; None if it is not named like one."""
    name = os.path.basename(path)
    if name == ".env":
        return Label(None, local=False)
    if not name.startswith(".env.") or name in EXAMPLES | OTHERS or name.endswith(OTHER_ENDS):
        return None
    middle = name.removeprefix(".env.")
    if middle == "local":
        return Label(None, local=True)
    local = middle.endswith(".local")
    return Label(middle.removesuffix(".local"), local)


def is_example(path: str) -> bool:
    """Whether the file is an example to be copied."""
    return os.path.basename(path) in EXAMPLES


def environment_files(directory: str) -> list[str]:
    """Return the environment files in a directory, in the order of their names. Raises OSError.

    Those that cannot be read are among them: a link that leads nowhere, a pipe, a directory in the place of `.env`.
    """
    here = sorted(name for name in os.listdir(directory or ".") if label(name) is not None)
    paths = [os.path.join(directory, name) for name in here]
    return [path for path in paths if not holds_others(path)]


def holds_others(path: str) -> bool:
    """Whether it is a directory of another kind: a virtual environment, or one such as `.env.d`.

    An empty `.env` is what docker makes of a file that it is told to mount and that is not there.
    """
    if not os.path.isdir(path):
        return False
    return os.path.basename(path) != ".env" or os.path.exists(os.path.join(path, "pyvenv.cfg"))


def names_of(environment: str | None) -> list[str]:
    """Return the names of the files that make an environment; later ones win."""
    names = [".env", ".env.local"]
    return names if environment is None else [*names, f".env.{environment}", f".env.{environment}.local"]
