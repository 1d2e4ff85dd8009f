"""One file of the work tree, scanned for its entries."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scanner.errors import KeysieveError
from scanner.model import INSIDE, PartialScanError
from scanner.sources.files import FilesSource

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scanner.audit.evidence import State
    from scanner.baseline.lookup import Scanner
    from scanner.git.repo import Repository
    from scanner.model import Finding, Fragment
    from scanner.scan.policy import Policy

MOST_FRAGMENTS = 4
"""Fragments of a file that are kept, for their lines: 16 MiB."""


@dataclass(frozen=True, slots=True)
class FileLook:
    """What a file holds."""

    path: str
    findings: tuple[Finding, ...] = ()
    """Of every confidence, allowed ones too, in the order of the text."""
    fragments: tuple[Fragment, ...] = ()
    """Those with findings, as far as they are kept."""
    state: State = "found"
    """`found`: the file was scanned."""
    note: str = ""

    def fragment_at(self, line: int) -> Fragment | None:
        """Return the fragment in which that line begins; None if it is not kept."""
        for fragment in reversed(self.fragments):
            if fragment.line <= line <= fragment.line + fragment.content.count(b"\n"):
                return fragment
        return None


@dataclass(frozen=True, slots=True)
class Scene:
    """Where entries are looked for, and with what."""

    root: str
    repository: Repository | None
    pipeline: Scanner
    policy: Policy
    unsought: Mapping[str, str] = field(default_factory=dict)
    """By rule: why nothing is looked for that only this rule would find."""

    def look(self, path: str) -> FileLook:
        """Scan the file that an entry names; what is wrong with it is said in the note."""
        if os.fsdecode(INSIDE) in path and not os.path.lexists(os.path.join(self.root, path)):
            return FileLook(path, state="not looked at", note="it is in an archive, and archives are not opened here")
        if self._leads_out(path):
            return FileLook(path, state="not looked at", note="its path leads out of the work tree")
        file = os.fsencode(os.path.join(self.root, path))
        if not os.path.lexists(file):
            return FileLook(path, state="no file")
        try:
            return self._scanned(path, file)
        except (KeysieveError, OSError) as error:
            return FileLook(path, state="not looked at", note=f"the file cannot be scanned: {error}")

    def _scanned(self, path: str, file: bytes) -> FileLook:
        (entry,) = FilesSource([file], self.repository, include_ignored=True).entries_of([file])
        if entry.skipped:
            return FileLook(path, state="not looked at", note=entry.skipped)
        off = self.policy.rules_off(entry.path)
        findings: list[Finding] = []
        kept: list[Fragment] = []
        fault = ""
        for fragment in entry.fragments:
            try:
                found = self.pipeline.scan(fragment, off)
            except PartialScanError as error:
                found, fault = list(error.findings), f"scanned in part only: {error}"
            findings += found
            if (found or not kept) and len(kept) < MOST_FRAGMENTS:
                kept.append(fragment)
        return FileLook(path, tuple(findings), tuple(kept), note=fault)

    def _leads_out(self, path: str) -> bool:
        """Whether the path, which a stranger may have written, is not one of a file in the work tree."""
        parts = path.split("/")
        if os.path.isabs(path) or "\0" in path or ".." in parts or parts[0].lower() == ".git":
            return True
        root = os.path.realpath(self.root)
        parent = os.path.realpath(os.path.dirname(os.path.join(root, path)))
        return parent != root and not parent.startswith(os.path.join(root, ""))
