"""Where files of fingerprints lie."""

from __future__ import annotations

COMMITTED = ".keysieve.known"
"""At the work tree's root, to be committed and shared."""

LOCAL = ("keysieve", "known")
"""In the git directory, for this clone alone."""
