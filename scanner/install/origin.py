"""Where the framework can get this very keysieve from: what the installer wrote down about it (PEP 610)."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from typing import TYPE_CHECKING, Any

from scanner import __version__
from scanner.git.run import GitError, output

if TYPE_CHECKING:
    from collections.abc import Mapping

ADDRESS = "https://git.example.com/keysieve.git"
REV = f"v{__version__}"


@dataclass(frozen=True, slots=True)
class Origin:
    """A repository of keysieve, and a tag or commit of it."""

    address: str = ADDRESS
    rev: str = REV


def installed_origin() -> Origin:
    """Return where this installation is from; the project's address if that is not known."""
    try:
        recorded = json.loads(distribution("keysieve").read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, ValueError):
        return Origin()
    return origin_of(recorded) if isinstance(recorded, dict) else Origin()


def origin_of(recorded: Mapping[str, Any]) -> Origin:
    """Return the origin that an installer's record names: a repository, or a clone from which it was installed."""
    url = str(recorded.get("url", ""))
    version = recorded.get("vcs_info")
    if isinstance(version, dict) and version.get("vcs") == "git":
        asked = str(version.get("requested_revision", ""))
        return Origin(url, asked if asked == REV else str(version.get("commit_id", REV)))
    if url.startswith("file://") and "dir_info" in recorded:
        return origin_of_clone(path_of(url))
    return Origin()


def path_of(url: str) -> str:
    """Return the path in a `file://` address."""
    encoded = os.fsencode(url.removeprefix("file://"))
    return os.fsdecode(re.sub(rb"%([0-9A-Fa-f]{2})", lambda found: bytes.fromhex(found[1].decode()), encoded))


def origin_of_clone(directory: str) -> Origin:
    """Return where a clone is from, or the clone itself, at this version's tag or else at what is checked out."""
    try:
        top = output(["rev-parse", "--show-cdup"], directory)
        head = output(["rev-parse", "--verify", "-q", "HEAD^0"], directory).decode().strip()
    except GitError:
        return Origin()
    if top.strip():  # the repository around it is another one
        return Origin()
    return Origin(asked(["config", "--get", "remote.origin.url"], directory) or directory, rev_of(directory) or head)


def rev_of(directory: str) -> str:
    """Return this version's tag, if the clone has it; else nothing."""
    return REV if asked(["rev-parse", "--verify", "-q", f"refs/tags/{REV}"], directory) else ""


def asked(arguments: list[str], directory: str) -> str:
    """Return what git says; nothing if it says no."""
    try:
        return output(arguments, directory).decode("utf-8", "surrogateescape").strip()
    except GitError:
        return ""
