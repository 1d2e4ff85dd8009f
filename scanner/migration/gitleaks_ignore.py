"""`.gitleaksignore`: a fingerprint a line, `file:rule:line` or `commit:file:rule:line`."""

from __future__ import annotations

import re

from scanner.migration.interface import Claim, Reading
from scanner.migration.paths import as_written

COMMIT = re.compile(r"(?P<commit>[0-9a-f]{7,64}):(?P<rest>.+:[^:]*:[^:]*)")


def read_ignore(text: str, name: str) -> Reading:
    """Return the places of the fingerprints; lines that are none are refused, with their numbers."""
    claims = []
    refused = []
    for number, row in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        fingerprint = row.strip()
        if not fingerprint or fingerprint.startswith("#"):
            continue
        claim = claim_of(fingerprint, f"{name}:{number}")
        if claim is None:
            refused.append(f"{name}:{number}: is no fingerprint; gitleaks passes over it, too")
        else:
            claims.append(claim)
    return Reading(tuple(claims), "accepted", refused=tuple(refused))


def claim_of(fingerprint: str, where: str) -> Claim | None:
    """Return the place that a fingerprint names; None if it is none. Paths may hold colons."""
    found = COMMIT.fullmatch(fingerprint)
    commit, rest = (found["commit"], found["rest"]) if found is not None else ("", fingerprint)
    path, _, tail = rest.partition(":") if rest.count(":") == 2 else split_from_right(rest)
    rule, _, line = tail.rpartition(":")
    if not path or not rule or not line.isdecimal() or int(line) < 1:
        return None
    return Claim(where, as_written(path), int(line), commit, rule)


def split_from_right(rest: str) -> tuple[str, str, str]:
    """Return the path and what follows it: the rule and the line are the last two parts."""
    path, _, line = rest.rpartition(":")
    path, colon, rule = path.rpartition(":")
    return path, colon, f"{rule}:{line}"
