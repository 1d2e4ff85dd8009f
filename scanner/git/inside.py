"""Where a file lies in a work tree."""

from __future__ import annotations

import os


def path_inside(path: str, root: str) -> str:
    """Return the path as git names it, through all links; outside of `root`, it begins with `../`."""
    return os.path.relpath(os.path.realpath(path), os.path.realpath(root)).replace(os.sep, "/")
