"""What `.pre-commit-config.yaml` says of our hooks, read by line: its usual form needs no YAML library."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass

from scanner.posture.contents import text_of, uncommented

NAME = ".pre-commit-config.yaml"
ENTRY = re.compile(r"""^[\s-]*(repo|rev|id):\s*["']?([^\s"'#]+)""")
OURS = "keysieve"


@dataclass(frozen=True, slots=True)
class Framework:
    """One repository of hooks that has one of ours."""

    repo: str
    """Its address, or `local`."""
    rev: str
    """Empty: none is named."""


def framework_of(root: str) -> Framework | None:
    """Return where the framework has our hook from; None: it is not set up, or does not name it."""
    text = text_of(os.path.join(root, NAME))
    repo = rev = ""
    named = False
    for line in uncommented(text or "").splitlines():
        found = ENTRY.match(line)
        if found is None:
            continue
        key, value = found.groups()
        if key == "repo":
            if named:
                break
            repo, rev = value, ""
        elif key == "rev":
            rev = value
        elif value.startswith(OURS):
            named = True
    return Framework(repo, rev) if named else None
