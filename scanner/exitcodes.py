"""The exit codes that scripts may rely on."""

CLEAN = 0
"""Nothing new was found and everything that was listed was looked at."""

FOUND = 1
"""New findings, or a check that failed."""

FAILED = 2
"""The command could not do its job, or could not do all of it."""

REWRITTEN = 3
"""Only `keysieve-detect-secrets`, as its users expect: nothing is new, but the baseline was rewritten."""

INTERRUPTED = 130
"""Stopped by the user (128 + SIGINT), as shells report it."""
