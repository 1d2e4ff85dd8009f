"""The filters that a baseline of detect-secrets names, held against paths, lines and secrets."""

from __future__ import annotations

import os

import regex

from scanner.baseline.detect_secrets.judged import found_by
from scanner.baseline.detect_secrets.types import PLUGINS, SINCE, TYPES
from scanner.baseline.detect_secrets.upgrade import (
    FILES,
    FILTERS_OF_1_0,
    FILTERS_OF_1_1,
    LINES,
    PREFIX,
    VERIFICATION,
    WORDS,
)
from scanner.baseline.read import BaselineError
from scanner.regular import regular

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from scanner.baseline.detect_secrets.model import ForeignBaseline
    from scanner.model import Finding

SECRETS = PREFIX + "regex.should_exclude_secret"
OWN = frozenset(
    PREFIX + name
    for name in (
        *FILTERS_OF_1_0,
        *FILTERS_OF_1_1,
        "common.is_invalid_file",
        "common.is_baseline_file",
        "heuristic.is_non_text_file",
    )
)
"""Filters that keysieve has better ones for, or that say only which files there are."""

SECONDS = 1.0
"""Time that a pattern of the baseline may take on one line; one that takes longer excludes nothing."""

ONLY_VERIFIED = 3


class ForeignFilters:
    """What the filters and the missing plugins of a baseline allow."""

    def __init__(self, baseline: ForeignBaseline, name: str, root: str) -> None:
        """`name`: how the file is called in messages; `root`: where relative names of word lists begin.

        Raises BaselineError if a pattern is wrong or a word list cannot be read.
        """
        self._name = name
        self._files: list[Any] = []
        self._lines: list[Any] = []
        self._secrets: list[Any] = []
        self._words: tuple[str, ...] = ()
        notes = list(baseline.notes)
        lists = {FILES: self._files, LINES: self._lines, SECRETS: self._secrets}
        for record in baseline.filters:
            path = record["path"]
            if path in lists:
                lists[path].extend(self._patterns(record))
            elif path == WORDS:
                self._words += self._read_words(record, root)
            elif path == VERIFICATION and record.get("min_level") == ONLY_VERIFIED:
                notes.append("`--only-verified` does not apply: nothing is verified over the network")
            elif path not in OWN and path != VERIFICATION:
                notes.append(f"the filter {path} is unknown and does not apply")
        self.notes = tuple(notes)
        """What of the baseline does not apply, in sentences for people."""
        self._off = plugins_off(baseline)
        self._plugins = {record["name"]: record for record in baseline.plugins}

    def excludes(self, path: bytes) -> str:
        """Return why a path is not to be scanned; empty if it is."""
        found = self._matching(self._files, os.fsdecode(path))
        return f"excluded by {found!r} in {self._name}" if found else ""

    def allowance(self, finding: Finding, line: str) -> str | None:
        """Return why the baseline's settings allow a finding in this line; None if they do not."""
        kind = TYPES.get(finding.rule.id)
        if kind is not None and PLUGINS[kind] in self._off and not self._found_by_another(finding, line):
            return f"{PLUGINS[kind]} is off in {self._name}"
        found = self._matching(self._lines, line)
        if found:
            return f"line excluded by {found!r} in {self._name}"
        if not self._secrets and not self._words:
            return None
        secret = finding.secret.reveal_in_clear().decode("utf-8", "replace")
        if self._matching(self._secrets, secret):  # the pattern is not named: it may spell the secret out
            return f"secret excluded in {self._name}"
        lower = secret.lower()
        if any(word in lower for word in self._words):
            return f"in the word list of {self._name}"
        return None

    def _found_by_another(self, finding: Finding, line: str) -> bool:
        """Whether a plugin that is on finds the secret too, by its entropy or by the name that it is given to."""
        secret = finding.secret.reveal_in_clear().decode("utf-8", "replace")
        return bool(found_by(secret, line, os.fsdecode(finding.path), self._plugins))

    def _patterns(self, record: Any) -> Iterable[Any]:
        given = record.get("pattern", [])
        for pattern in [given] if isinstance(given, str) else given:
            try:
                yield regex.compile(pattern)
            except (regex.error, TypeError) as error:
                raise BaselineError(
                    f"{self._name}: the pattern {pattern!r} of {record['path']} is wrong: {error}; mend it there"
                ) from error

    def _read_words(self, record: Any, root: str) -> tuple[str, ...]:
        file, least = record.get("file_name"), record.get("min_length", 3)
        if not isinstance(file, str) or not isinstance(least, int):
            raise BaselineError(f"{self._name}: {record['path']} names no file; mend it there")
        try:
            with open(os.path.join(root, file), encoding="utf-8", errors="replace", opener=regular) as stream:
                words = {line.lower().strip() for line in stream}
        except OSError as error:
            raise BaselineError(f"{self._name}: the word list {file} cannot be read: {error.strerror}") from error
        return tuple(sorted(word for word in words if len(word) >= max(1, least)))

    @staticmethod
    def _matching(patterns: list[Any], text: str) -> str:
        for pattern in patterns:
            try:
                if pattern.search(text, timeout=SECONDS):
                    return str(pattern.pattern)
            except TimeoutError:
                continue
        return ""


def plugins_off(baseline: ForeignBaseline) -> frozenset[str]:
    """Return the plugins that the baseline's version has and the baseline does not use."""
    used = {record["name"] for record in baseline.plugins}
    if not used:
        return frozenset()
    version = tuple(int(part) for part in baseline.version.split("."))
    return frozenset(name for name in PLUGINS.values() if name not in used and SINCE.get(name, (0,)) <= version)
