"""Paths as other scanners write them."""

from __future__ import annotations

import os

from scanner.git.inside import path_inside


def as_written(path: str) -> bytes:
    """Return the path with `/` between its parts and without a leading `./`."""
    named = path.replace("\\", "/")
    while named.startswith("./"):
        named = named[2:]
    return os.fsencode(named)


def from_root(path: bytes, root: str) -> bytes:
    """Return the path as seen from the root of the repository, also where it was written whole."""
    if not os.path.isabs(path):
        return path
    return os.fsencode(path_inside(os.fsdecode(path), root))
