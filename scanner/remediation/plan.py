"""The plan of a repair: everything worked out in memory, with nothing written yet."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scanner.envschema.layers import EXAMPLE_NAME, SCHEMA_NAME
from scanner.git.stage import differs_from_index, is_tracked
from scanner.hygiene.fix import literal_line
from scanner.regular import regular
from scanner.remediation.keeper import ENV_FILE
from scanner.remediation.languages.table import place_of
from scanner.remediation.model import FileChange, FixError, Left, Move, Plan
from scanner.remediation.naming import Names
from scanner.remediation.rewrite import FileRewriter
from scanner.remediation.surroundings import (
    example_change,
    existing,
    ignore_change,
    is_ignored,
    schema_change,
    taken_names,
    toml_names,
)
from scanner.text.redact import redacted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from scanner.model import Finding, Secret
    from scanner.remediation.contents import Contents
    from scanner.remediation.keeper import Keeper
    from scanner.remediation.rescan import Rescan

    Due = Callable[[Sequence[tuple[Finding, str]]], tuple[FileChange, ...]]
    """Gives the changes that enter moved secrets into the baseline."""


@dataclass(frozen=True, slots=True)
class Outside:
    """What a plan rests on beside the findings."""

    root: str
    keeper: Keeper
    rescan: Rescan
    due: Due


class Planner:
    """Works a plan out, file by file."""

    def __init__(self, outside: Outside) -> None:
        self._outside = outside
        self._root = outside.root
        self._names = Names(taken_names(outside.root), outside.keeper.held)
        self._moved: list[tuple[Finding, str]] = []
        self._gone: list[tuple[Finding, str]] = []
        self._sources: dict[str, FileChange] = {}
        self._rewritten: dict[str, tuple[str, str]] = {}
        self._left: list[Left] = []
        self._notes: list[str] = []
        self._ignored: dict[str, None] = {}
        self._hidden: dict[Secret, str] = {}

    def plan(self, wanted: Mapping[str, Sequence[Finding]]) -> Plan:
        """Return the plan for the secrets of these findings, by the paths of their files from the root.

        Raises KeysieveError if what is beside the code, or the store, cannot be read.
        """
        if self._outside.keeper.kind == "env" and is_tracked(self._root, ENV_FILE):
            raise FixError(
                f"git tracks {ENV_FILE}, which is to hold the values; run `git rm --cached {ENV_FILE}` first"
            )
        for path, found in wanted.items():
            why = foreign(self._root, path)
            if why:
                self._left += [Left(path, one.location.line, why, "mend it there") for one in found]
            else:
                self._plan_file(path, frozenset(one.secret for one in found))
        names = list(dict.fromkeys(name for _, name in self._moved))
        if (names or self._ignored) and not is_ignored(self._root) and not is_tracked(self._root, ENV_FILE):
            self._ignored[ENV_FILE] = None
        others = self._others(names)
        moves = {name: Move(name, finding.secret, finding.rule) for finding, name in self._moved}
        return Plan(
            tuple(moves.values()),
            ignore_change(self._root, self._ignored),
            tuple(self._sources.values()),
            others,
            tuple(self._left),
            tuple(self._notes),
            tuple(self._hidden.items()),
        )

    def _plan_file(self, path: str, secrets: frozenset[Secret]) -> None:
        file = os.path.join(self._root, path)
        data = read_own_file(self._root, path)
        findings = self._outside.rescan.everything(path, data)
        self._hidden.update((finding.secret, redacted(finding.secret, finding.rule)) for finding in findings)
        tracked = is_tracked(self._root, path)
        if place_of(path) == "dotenv:DOTENV" and self._is_settled(path, tracked, findings, secrets):
            return
        outcome = FileRewriter(path, file, data, self._outside.rescan, self._names, self._rewritten).rewritten(secrets)
        self._left += outcome.left
        if not outcome.steps or outcome.before is None or outcome.after is None:
            return
        self._moved += outcome.moved
        self._gone += outcome.gone()
        names = tuple(dict.fromkeys(name for _, name in outcome.moved))
        unstaged = tracked and differs_from_index(self._root, file)
        change = FileChange(path, outcome.before, outcome.after, outcome.steps, names, unstaged, tracked, outcome.own)
        self._sources[path] = change
        self._rewritten[file] = outcome.before.text, outcome.after.text

    def _is_settled(self, path: str, tracked: bool, findings: Sequence[Finding], secrets: frozenset[Secret]) -> bool:
        """Whether the environment file needs no rewriting: git need only ignore it, or a person must act first."""
        if not tracked:
            if not is_ignored(self._root, os.fsencode(path)):
                self._ignored[ENV_FILE if path == ENV_FILE else literal_line(os.fsencode(path), b".gitignore")] = None
                self._notes.append(f"{path}: is not tracked, and keeps its values; git ignores it from now on")
            return True
        if self._outside.keeper.kind == "env":
            by_hand = f"`git rm --cached -- {path}`, or use --store file"
            for finding in findings:
                if finding.secret in secrets and self._outside.rescan.counts(finding):
                    self._left.append(Left(path, finding.location.line, "git tracks this file", by_hand))
            return True
        self._notes.append(f"{path}: git tracks it; take it out with `git rm --cached -- {path}`")
        return False

    def _others(self, names: Sequence[str]) -> tuple[FileChange, ...]:
        """Return the changes to files beside the code; what is a source as well changes there, once for both."""
        others = []
        example = example_change(self._contents(EXAMPLE_NAME), names)
        for change in (self._schema(names), example, *self._due()):
            source = self._sources.get(change.path) if change is not None else None
            if change is not None and source is None:
                others.append(change)
            elif change is not None and source is not None and source.after == change.before:
                steps = (*source.steps, *change.steps)
                self._sources[change.path] = replace(source, after=change.after, steps=steps)
            elif change is not None:
                raise FixError(
                    f"{change.path}: holds a secret and is to get an entry; nothing was changed, fix it alone"
                )
        return tuple(others)

    def _contents(self, path: str) -> Contents | None:
        """Return what the file beside the code holds after what is planned so far."""
        source = self._sources.get(path)
        return source.after if source is not None else existing(self._root, path)

    def _schema(self, names: Sequence[str]) -> FileChange | None:
        in_toml = toml_names(self._root)
        if in_toml and names:
            lacking = [name for name in names if name not in in_toml]
            if lacking:
                self._notes.append(f"add to the schema [tool.keysieve.env]: {', '.join(lacking)}")
            return None
        return schema_change(self._contents(SCHEMA_NAME), names) if names else None

    def _due(self) -> tuple[FileChange, ...]:
        return self._outside.due(self._gone) if self._gone else ()


def foreign(root: str, path: str) -> str:
    """Return why a file is none of this work tree; empty: it is a regular file of it."""
    file = os.path.join(root, path)
    if os.path.isabs(path) or path.startswith("../"):
        return "it lies outside of this work tree"
    if os.path.islink(file) or os.path.realpath(os.path.dirname(file)) != os.path.normpath(os.path.dirname(file)):
        return "it is a symbolic link, or behind one"
    parts = path.split("/")[:-1]
    inner = ["/".join(parts[:depth]) for depth in range(1, len(parts) + 1)]
    if any(os.path.lexists(os.path.join(root, directory, ".git")) for directory in inner):
        return "it belongs to another repository"
    return "" if os.path.isfile(file) else "it is no regular file"


def read_own_file(root: str, path: str) -> bytes:
    """Return the contents of a regular file of this work tree. Raises FixError if it is none."""
    why = foreign(root, path)
    if why:
        raise FixError(f"{path}: {why}; nothing more was changed")
    try:
        with open(os.path.join(root, path), "rb", opener=regular) as stream:
            return stream.read()
    except OSError as error:
        raise FixError(f"{path}: cannot be read: {error.strerror}") from error
