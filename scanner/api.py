"""The public Python API: scan texts and paths with the built-in rules or more.

    from scanner.api import load_rules, scan_text

    rules = load_rules()
    for finding in scan_text(text, rules):
        print(finding.rule.id, finding.location.line, finding.confidence)

A finding's secret cannot print itself. Git, the baseline and the configuration belong to the command line.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from scanner.engine.pipeline import Pipeline
from scanner.engine.prefilter.aho import AhoCorasickPrefilter
from scanner.model import CONFIDENCE_RANK, Finding, Fragment, Provenance
from scanner.ruleset.load import Ruleset
from scanner.ruleset.locate import load_ruleset
from scanner.sources.files import FilesSource
from scanner.text.fragments import fragments

if TYPE_CHECKING:
    from scanner.model import Confidence

__all__ = ["Finding", "Ruleset", "load_rules", "scan_paths", "scan_text"]


def load_rules(extra: Sequence[str] = ()) -> Ruleset:
    """Return the built-in rules, and with them those of the rule files or directories in `extra`.

    Raises RuleError if a rule file is wrong.
    """
    return load_ruleset(extra)


def scan_text(text: str | bytes, rules: Ruleset, min_confidence: Confidence = "medium") -> list[Finding]:
    """Return the findings in a text that no mark in it allows, in its order.

    Raises PartialScanError if a pattern takes too long or too much is encoded; it holds what was found.
    """
    data = text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text
    return list(_scan(fragments(b"", Provenance("stdin"), [data]), _pipeline(rules), min_confidence))


def scan_paths(
    paths: Iterable[str | os.PathLike[str]], rules: Ruleset, min_confidence: Confidence = "medium"
) -> Iterator[Finding]:
    """Yield the findings in files and in everything below directories, whether git ignores it or not.

    Raises SourceError for a missing path, OSError for an unreadable file, PartialScanError
    if a pattern takes too long or too much is encoded.
    """
    pipeline = _pipeline(rules)
    for entry in FilesSource([os.fsencode(path) for path in paths], None).entries():
        if not entry.skipped:
            yield from _scan(entry.fragments, pipeline, min_confidence)


def _pipeline(rules: Ruleset) -> Pipeline:
    return Pipeline(rules, AhoCorasickPrefilter(rules.keywords))


def _scan(pieces: Iterable[Fragment], pipeline: Pipeline, min_confidence: Confidence) -> Iterator[Finding]:
    for fragment in pieces:
        for finding in pipeline.scan(fragment):
            if finding.allowed is None and CONFIDENCE_RANK[finding.confidence] >= CONFIDENCE_RANK[min_confidence]:
                yield finding
