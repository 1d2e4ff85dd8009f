"""Secret files that `npm publish` would take along.

Where a package has a `.npmignore`, npm does not look at `.gitignore`: what git ignores is published all the same.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from scanner.hygiene.model import Remark
from scanner.hygiene.patterns import below, joined, matched, matched_by_files
from scanner.regular import regular

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scanner.hygiene.survey import SecretFile, Survey

NEVER = (b".npmrc", b".git", b"node_modules")
"""Names that npm never packs."""


def npm_remarks(survey: Survey, secrets: Sequence[SecretFile]) -> Iterator[Remark]:
    """Yield a remark for each secret file that a tracked package would publish. Raises GitError if git fails."""
    manifests = [path for path in survey.tracked if path.rpartition(b"/")[2] == b"package.json"]
    for manifest in manifests:
        directory = manifest.rpartition(b"/")[0]
        package = published(os.path.join(survey.root, manifest))
        found = {
            secret.path: secret.convention
            for secret in secrets
            if below(directory, secret.path) and not set(secret.path[len(directory) :].split(b"/")) & set(NEVER)
        }
        nearer = [other.rpartition(b"/")[0] for other in manifests if other != manifest and below(directory, other)]
        found = {path: kind for path, kind in found.items() if not any(below(other, path) for other in nearer)}
        if package is None or not found:
            continue
        ignore_file = joined(directory, b".npmignore")
        own_ignores = os.path.isfile(os.path.join(survey.root, ignore_file))
        listed = package.get("files")
        if isinstance(listed, list):
            left = listed_files(found, directory, listed)
            cause, mend, edited = "`files` in package.json takes it along", "name less in `files`", b""
        else:
            left = frozenset(found) - matched_by_files(found, ".npmignore" if own_ignores else ".gitignore")
            cause = f"{os.fsdecode(ignore_file)} does not leave it out, and npm then does not look at .gitignore"
            if not own_ignores:
                cause = "neither .gitignore nor `files` in package.json leaves it out"
            mend, edited = "run `keysieve gitignore fix`", ignore_file if own_ignores else b""
        for path in sorted(left):
            message = f"`npm publish` would ship it: {cause}"
            yield Remark("npm", "error", path, message, mend, found[path], None, edited)


def published(file: bytes) -> dict[str, Any] | None:
    """Return what a `package.json` says; None if npm would not publish it, or it cannot be read."""
    try:
        with open(file, "rb", opener=regular) as stream:
            package = json.loads(stream.read())
    except (OSError, ValueError):
        return None
    if not isinstance(package, dict) or package.get("private") is True or not package.get("name"):
        return None
    return package


def listed_files(paths: Iterable[bytes], directory: bytes, listed: Sequence[Any]) -> frozenset[bytes]:
    """Return those of the paths that the entries of `files` take along: what one names and none takes out again.

    Unlike in a `.gitignore`, an entry takes files out of a directory that another one names.
    """
    base = f"/{os.fsdecode(directory)}/" if directory else "/"
    named: list[str] = []
    taken_out: list[str] = []
    for entry in listed:
        if isinstance(entry, str):
            body = entry.removeprefix("!").removeprefix("./").strip("/")
            (taken_out if entry.startswith("!") else named).append(base + (body if body not in ("", ".") else "*"))
    found = matched(paths, named)
    return found - matched(found, taken_out)
