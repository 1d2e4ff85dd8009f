"""`.gitguardian.yaml` of ggshield, versions 1 and 2: ignored matches and ignored paths."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.migration.document import Node, read_yaml
from scanner.migration.interface import Claim, MigrationError, Reading
from scanner.model import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator

SHA256 = re.compile(r"[0-9a-f]{64}")
NOT_CARRIED = {
    "ignored_detectors": "detectors have other names; `rules.disable` takes ids of `keysieve rules list`",
    "banlisted_detectors": "detectors have other names; `rules.disable` takes ids of `keysieve rules list`",
    "ignored_match_patterns": "write each as `value` of an [[allow]] table, with a reason",
    "prereceive_remediation_message": "keysieve has messages of its own",
    "ignore_known_secrets": "keysieve asks no server",
    "exit_zero": "`keysieve scan --exit-code 0` does the same",
    "max_commits_for_hook": "keysieve has no such limit; `pre-receive --time-budget` limits the time",
}


def read_ggshield(text: str, name: str) -> Reading:
    """Return the matches that are ignored, the paths as globs of ours, and the settings that have no counterpart."""
    document = read_yaml(text.removeprefix("\ufeff"), name)
    if not document.is_mapping:
        raise MigrationError(f"{name}: is no configuration of ggshield")
    secret = document.get("secret") or Node(None)
    claims: list[Claim] = []
    refused: list[str] = []
    for node in (secret.get("ignored_matches"), document.get("matches_ignore")):
        for entry in node.items() if node is not None else []:
            claim = claim_of(entry, f"{name}:{entry.line}")
            if claim is None:
                refused.append(f"{name}:{entry.line}: has no `match`")
            else:
                claims.append(claim)
    globs: list[str] = []
    for node in (secret.get("ignored_paths"), document.get("paths_ignore")):
        for entry in node.items() if node is not None else []:
            if entry.text().strip("/* "):
                globs.append(glob_of(entry.text()))
            else:
                refused.append(f"{name}:{entry.line}: this path covers everything, or is no text")
    for where in (document, secret):
        refused += [f"{name}:{line}: {key}: {why}" for key, line, why in without_counterpart(where)]
    return Reading(tuple(claims), "accepted", tuple(dict.fromkeys(globs)), tuple(refused))


def claim_of(entry: Node, where: str) -> Claim | None:
    """Return what an ignored match says: a hash, or the value itself."""
    found = entry if entry.is_text else entry.get("match")
    match = "" if found is None else found.text()
    if not match:
        return None
    if SHA256.fullmatch(match.lower()):
        return Claim(where, digest=match.lower())
    return Claim(where, value=Secret(match.encode()))


def glob_of(pattern: str) -> str:
    """Return the pattern as our globs have it: theirs hold at any depth unless they begin with a slash."""
    if pattern.startswith(("/", "**/")) or "/" not in pattern.rstrip("/"):
        return pattern
    return f"**/{pattern}"


def without_counterpart(node: Node) -> Iterator[tuple[str, int, str]]:
    """Yield the settings that keysieve does not have, with their lines."""
    for key, why in NOT_CARRIED.items():
        found = node.get(key)
        if found is not None and (found.items() or found.text().lower() not in ("", "false")):
            yield key, found.line, why
