"""A scan under a baseline of detect-secrets: its filters and its custom plugins around our own pipeline."""

from __future__ import annotations

import os

from scanner.baseline.around import Around
from scanner.baseline.detect_secrets.custom import custom_findings, custom_plugins
from scanner.baseline.detect_secrets.filters import ForeignFilters
from scanner.baseline.detect_secrets.locate import located
from scanner.baseline.detect_secrets.lookup import ForeignLookup
from scanner.baseline.detect_secrets.sightings import CUSTOM, Sightings
from scanner.baseline.model import entry_path
from scanner.baseline.read import BaselineError
from scanner.engine.allow import FOREIGN, NEXT_LINE_PRAGMAS, PRAGMAS
from scanner.git.inside import path_inside
from scanner.model import PartialScanError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from scanner.baseline.detect_secrets.locate import Meaning
    from scanner.baseline.detect_secrets.model import ForeignBaseline
    from scanner.baseline.lookup import Scanner
    from scanner.model import Finding, Fragment
    from scanner.sources.interface import Source


class ForeignSetup:
    """What a baseline of detect-secrets changes in a scan."""

    def __init__(
        self,
        baseline: ForeignBaseline,
        path: str,
        root: str,
        run_plugins: bool | frozenset[str] = False,
        name: str = "",
    ) -> None:
        """`path`: the baseline's file; `root`: where the names in it begin; `name`: what messages call the baseline.

        `run_plugins`: whether its custom plugins are run, or which, by their `path`. Raises BaselineError, PluginError.
        """
        check_begin(baseline, path, root)
        self.baseline = baseline
        self.path = path
        name = name or os.path.basename(path)
        self._own = path_inside(path, root)
        self._filters = ForeignFilters(baseline, name, root)
        self.plugins, hints = custom_plugins(baseline, name, root, run_plugins)
        self.notes = tuple(f"{name}: {note}" for note in (*self._filters.notes, *hints))
        """What of the baseline does not apply, for people."""
        self.sightings = Sightings({record["name"]: record for record in baseline.plugins})
        self.lookup = ForeignLookup(baseline, self.sightings, name)

    def exclusion(self, path: bytes) -> str:
        """Return why the path is not to be scanned; empty if it is."""
        if os.fsdecode(path) == self._own:
            return "the baseline itself"
        return self._filters.excludes(path)

    def around(self, pipeline: Scanner) -> Scanner:
        """Return the pipeline with the baseline's filters and plugins."""
        return ForeignPipeline(pipeline, self)

    def judged(self, finding: Finding, line: str) -> Finding:
        """Note the finding and return it, allowed if the baseline's settings allow it; `line`: its first line."""
        self.sightings.add(finding, line)
        allowed = finding.allowed or self._filters.allowance(finding, line)
        return finding._replace(allowed=allowed) if allowed else finding


def check_begin(baseline: ForeignBaseline, path: str, root: str) -> None:
    """Raise BaselineError if the paths in the baseline begin in its own directory, and not at `root`.

    All its files would count as gone otherwise, and an update would drop every label.
    """
    directory = os.path.dirname(os.path.abspath(path))
    if os.path.realpath(directory) == os.path.realpath(root):
        return
    names = {entry.path for entry in baseline.entries}
    if any(os.path.lexists(os.path.join(root, name)) for name in names):
        return
    if any(os.path.lexists(os.path.join(directory, name)) for name in names):
        inside = path_inside(directory, root)
        raise BaselineError(
            f"{path}: its paths begin in {inside}, and not at the root of the repository; put `{inside}/` before each "
            "of them, in the keys of `results` and in `filename`"
        )


class ForeignPipeline(Around):
    """A pipeline that asks the settings of a baseline about each finding, and runs its plugins."""

    def __init__(self, pipeline: Scanner, setup: ForeignSetup) -> None:
        super().__init__(pipeline)
        self._setup = setup

    def scan(self, fragment: Fragment, off: Collection[str] = ()) -> list[Finding]:
        """Return the findings of the fragment, in the order of the text; see `Pipeline.scan`."""
        try:
            findings = self._pipeline.scan(fragment, off)
        except PartialScanError as error:
            raise PartialScanError(str(error), self._judged(error.findings, fragment)) from None
        if self._setup.plugins:
            custom = custom_findings(self._setup.plugins, fragment, os.fsdecode(fragment.path))
            findings = sorted((*findings, *custom), key=lambda finding: finding.location)
        return self._judged(findings, fragment)

    def _judged(self, findings: Collection[Finding], fragment: Fragment) -> list[Finding]:
        if not findings:
            return []
        lines = fragment.content.split(b"\n")
        judged = []
        for finding in findings:
            number = finding.location.line - fragment.line
            line = lines[number] if 0 <= number < len(lines) else b""
            if finding.rule.provider == CUSTOM:
                mark = mark_in(line, lines[number - 1] if number > 0 else b"")
                finding = finding._replace(allowed=mark)  # noqa: PLW2901  the same finding, with its mark
            judged.append(self._setup.judged(finding, line.decode("utf-8", "surrogateescape").rstrip("\r")))
        return judged


def mark_in(line: bytes, above: bytes) -> str | None:
    """Return the mark that allows what a custom plugin found in the line; None if there is none."""
    near = [mark for mark in (*FOREIGN, *PRAGMAS) if mark in line.lower()]
    near += [mark for mark in NEXT_LINE_PRAGMAS if mark in above.lower()]
    return near[0].decode() if near else None


def places(source: Source, baseline: ForeignBaseline, meant_in: Meaning) -> dict[str, dict[str, list[int]]]:
    """Return, for each path of the source that the baseline names, in which lines its hashes are found; see `located`.

    Raises KeysieveError if the source cannot be read.
    """
    wanted: dict[str, set[str]] = {}
    for entry in baseline.entries:
        wanted.setdefault(entry.path, set()).add(entry.hash)
    found: dict[str, dict[str, list[int]]] = {}
    for item in source.entries():
        path = entry_path(item.path)
        if path not in wanted or item.skipped:
            continue
        here = found.setdefault(path, {})
        for fragment in item.fragments:
            text = fragment.content.decode("utf-8", "surrogateescape")
            for digest, lines in located(text, wanted[path], fragment.line, meant_in).items():
                here[digest] = sorted({*here.get(digest, ()), *lines})
    return found
