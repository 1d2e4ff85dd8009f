"""Measures what is found and what is found wrongly, and writes `docs/accuracy.md`.

    python benchmarks/accuracy.py --corpus NAME=DIR ... [--peer NAME='COMMAND'] [--fraction 0.1]
    python benchmarks/accuracy.py --fetch DIR

    --peer betterleaks='betterleaks --silent --exit-code 0 --output {report} {dir}'
    --peer kingfisher='kingfisher scan --no-validate --no-update-check --format json --output {report} {dir}'
    --peer detect-secrets='detect-secrets -C {dir} scan --all-files .'

Recall is taken from the rules' own positive templates and from the labelled set of `tests/accuracy/`; false alarms are
counted on package sources, where every credential is a test vector or an example. `--fetch` downloads packages from
PyPI and npm for that. `--fraction` takes a part of each corpus, chosen by the files' paths; the peers get the same.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from corpora import OTHER, fetch, files_below
from labelled import Judge, at_least, read_cases
from peers import run_peer

from scanner import __version__
from scanner.engine.candidate import candidate
from scanner.engine.companion import Companions
from scanner.engine.judge import steps
from scanner.engine.pipeline import Pipeline
from scanner.engine.prefilter.aho import AhoCorasickPrefilter
from scanner.model import Fragment, PartialScanError, Provenance
from scanner.rulecheck.template import fill
from scanner.ruleset.compile import read_rules, rule_files
from scanner.ruleset.load import Ruleset
from scanner.ruleset.locate import data_directory, load_ruleset
from scanner.text.fragments import fragments

if TYPE_CHECKING:
    from collections.abc import Collection

    from scanner.errors import KeysieveError
    from scanner.model import Confidence, Match

REPORT = Path(__file__).parent.parent / "docs" / "accuracy.md"
FILLINGS = 5
MEGABYTE = 1_000_000
FLOORS = ("low", "medium", "high")
OWN = tuple(f"keysieve, {floor}" for floor in FLOORS)


@dataclass
class Tally:
    """Findings on a corpus: (program, kind of file) to their number, megabytes by kind, decisions of the filters."""

    findings: Counter[tuple[str, str]] = field(default_factory=Counter)
    bytes: Counter[str] = field(default_factory=Counter)
    files: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    decisions: Counter[tuple[str, str]] = field(default_factory=Counter)
    partial: int = 0
    seconds: dict[str, float] = field(default_factory=dict)


class Watched(Pipeline):
    """A pipeline that counts, for every match, which filter or check decided it and how."""

    __slots__ = ("decisions",)

    def __init__(self, ruleset: Ruleset) -> None:
        super().__init__(ruleset, AhoCorasickPrefilter(ruleset.keywords))
        self.decisions: Counter[tuple[str, str]] = Counter()

    def matches(self, fragment: Fragment, off: Collection[str], failures: list[KeysieveError]) -> list[Match]:
        found = super().matches(fragment, off, failures)
        companions = Companions(fragment, [])
        for match in found:
            self.decisions[decision(match, fragment, companions)] += 1
        return found


def decision(match: Match, fragment: Fragment, companions: Companions) -> tuple[str, str]:
    """Return the stage that decided a match and what it decided: dropped, lowered, or nothing against it."""
    told = ("none", "kept")
    before = match.rule.confidence
    for step in steps(candidate(match, fragment), companions):
        if step.confidence is None:
            return step.name, "dropped"
        if step.confidence != before:
            told = (step.name, f"{before} to {step.confidence}")
            before = step.confidence
    return told


def main() -> int:
    """Measure and write the report."""
    parser = argparse.ArgumentParser(description="Measure accuracy.")
    parser.add_argument("--corpus", action="append", default=[], metavar="NAME=DIR", help="package sources to scan")
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=COMMAND", help="another program")
    parser.add_argument("--fetch", metavar="DIR", help="download packages into DIR and scan them")
    parser.add_argument("--fraction", type=float, default=1.0, help="part of each corpus's files, 0 to 1")
    parser.add_argument("--jobs", type=int, default=1, help="processes of keysieve")
    parser.add_argument("--places", metavar="FILE", help="write where the findings on the corpora stand")
    parser.add_argument("--output", default=str(REPORT), help="the report; - for standard output")
    options = parser.parse_args()
    named = {**dict(corpus.split("=", 1) for corpus in options.corpus)}
    if options.fetch:
        named |= fetch(Path(options.fetch))
    peers = dict(peer.split("=", 1) for peer in options.peer)
    tallies = {}
    places: list[str] = []
    for name, directory in named.items():
        with chosen(os.path.realpath(directory), options.fraction) as root:
            tallies[name] = tally(root, peers, options.jobs, places)
    text = "\n".join(report(tallies, list(peers), options.fraction))
    if options.places:
        Path(options.places).write_text("".join(f"{place}\n" for place in places), encoding="utf-8")
    if options.output == "-":
        print(text)
    else:
        Path(options.output).write_text(text + "\n", encoding="utf-8")
    return 0


class chosen:  # noqa: N801  used as a `with` statement's function
    """Context: a directory with the chosen part of the files, as hard links or copies; the whole is taken as it is."""

    def __init__(self, directory: str, fraction: float) -> None:
        self._directory, self._fraction = directory, fraction
        self._copy: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> str:
        if self._fraction >= 1:
            return self._directory
        self._copy = tempfile.TemporaryDirectory()
        for path, _, _ in files_below(self._directory):
            name = os.path.relpath(path, self._directory)
            if zlib.crc32(os.fsencode(name)) < self._fraction * 2**32:
                target = os.path.join(self._copy.name, name)
                os.makedirs(os.path.dirname(target), exist_ok=True)
                Path(target).write_bytes(Path(path).read_bytes())
        return self._copy.name

    def __exit__(self, *error: object) -> None:
        if self._copy:
            self._copy.cleanup()


def tally(root: str, peers: Mapping[str, str], jobs: int, places: list[str]) -> Tally:
    """Scan a directory with keysieve and the peers."""
    result = Tally()
    kinds = {}
    for path, size, kind in files_below(root):
        kinds[path] = kind
        result.bytes[kind] += size
        result.files[kind] += 1
    began = time.perf_counter()
    with ProcessPoolExecutor(jobs) as pool:
        for path, found, decisions, partial in pool.map(scan_file, kinds, chunksize=50):
            result.decisions += decisions
            result.partial += partial
            for rule, confidence, line in found:
                for floor, program in zip(FLOORS, OWN, strict=True):
                    result.findings[program, kinds[path]] += FLOORS.index(confidence) >= FLOORS.index(floor)
                result.rules[rule] += confidence != "low"
                places.append(f"{confidence}\t{rule}\t{kinds[path]}\t{path}:{line}")
    result.seconds["keysieve"] = time.perf_counter() - began
    for name, command in peers.items():
        found_by, result.seconds[name] = run_peer(command, root)
        for path, number in found_by.items():
            result.findings[name, kinds.get(os.path.join(root, path), OTHER)] += number
    return result


@cache
def watched() -> Watched:
    """Return this process's pipeline."""
    return Watched(load_ruleset())


def scan_file(path: str) -> tuple[str, list[tuple[str, Confidence, int]], Counter[tuple[str, str]], bool]:
    """Scan a file; return its path, rule, confidence and line of the findings, the decisions, and whether in part."""
    pipeline = watched()
    pipeline.decisions = Counter()
    found, partial = [], False
    for fragment in fragments(os.fsencode(path), Provenance("work tree"), [Path(path).read_bytes()]):
        try:
            findings = pipeline.scan(fragment)
        except PartialScanError as error:
            findings, partial = error.findings, True
        found += [(one.rule.id, one.confidence, one.location.line) for one in findings if one.allowed is None]
    return path, found, pipeline.decisions, partial


def report(tallies: Mapping[str, Tally], peers: Sequence[str], fraction: float) -> Iterator[str]:
    """Yield the lines of the report."""
    yield "# Accuracy\n"
    yield (
        f"Written by `benchmarks/accuracy.py` with Keysieve {__version__} on Python {platform.python_version()}. "
        "Do not edit it, run the benchmark again: its help says what the figures are taken from."
    )
    yield from recall_of_rules()
    yield from recall_on_labelled()
    for name, one in tallies.items():
        yield from on_corpus(name, one, peers, fraction)
    if tallies:
        yield from decisions_of(tallies.values())


def recall_of_rules() -> Iterator[str]:
    """Yield how many of the rules' positives are found by their own rule, at which floor."""
    judge = Judge(load_ruleset())
    found: Counter[tuple[str, str]] = Counter()
    total: Counter[str] = Counter()
    short = []
    rules = read_rules(rule_files([Path(data_directory())]))
    for rule in rules:
        hits = tries = 0
        for template in rule.positive:
            for number in range(FILLINGS):
                text = fill(template, Random(f"accuracy {rule.id} {template} {number}")).encode()
                own = [one for one in judge.findings("sample", text) if one.rule.id == rule.id]
                tries += 1
                hits += bool(own)
                for floor in FLOORS:
                    found[rule.confidence, floor] += any(at_least(one, floor) for one in own)
        total[rule.confidence] += tries
        if hits < tries:
            short.append(f"`{rule.id}` {hits} of {tries}")
    yield "\n## Recall on generated positives\n"
    yield f"{len(rules)} rules, every positive template filled {FILLINGS} times.\n"
    yield from table(
        ("rules of confidence", "samples", *(f"found at `{floor}`" for floor in FLOORS)),
        ((c, total[c], *(share(found[c, floor], total[c]) for floor in FLOORS)) for c in FLOORS),
    )
    yield f"\nRules that miss a sample: {', '.join(short) or 'none'}."


def recall_on_labelled() -> Iterator[str]:
    """Yield how the labelled set of `tests/accuracy/` comes out, family by family."""
    judge = Judge(load_ruleset())
    rows: dict[str, Counter[str]] = {}
    for case in read_cases():
        row = rows.setdefault(case.family, Counter())
        right = not judge.fault(case)
        row["secrets" if case.is_secret else "innocent"] += 1
        row["found" if case.is_secret else "silent"] += right
    rows["all"] = sum(rows.values(), Counter())
    yield "\n## The labelled set\n\nTexts of `tests/accuracy/`, each right only if it comes out as its mark says.\n"
    names = ("secrets", "found", "innocent", "silent")
    yield from table(("family", *names), ((family, *(row[name] for name in names)) for family, row in rows.items()))
    every = rows["all"]
    false = every["innocent"] - every["silent"]
    yield (
        f"\nRecall {share(every['found'], every['secrets'])}, "
        f"precision {share(every['found'], every['found'] + false)} at the floors the marks name."
    )


def on_corpus(name: str, one: Tally, peers: Sequence[str], fraction: float) -> Iterator[str]:
    """Yield the findings per megabyte on one corpus, by kind of file and by program."""
    size = sum(one.bytes.values())
    part = "" if fraction >= 1 else f" ({fraction:.0%} of its files)"
    yield f"\n## {name}{part}: {size / MEGABYTE:,.0f} MB in {sum(one.files.values()):,} files\n"
    yield "Findings, and in brackets findings per MB.\n"
    programs = (*OWN, *peers)
    rows: list[tuple[Any, ...]] = [
        (kind, f"{size / MEGABYTE:.1f}", *(rate(one.findings[program, kind], size) for program in programs))
        for kind, size in one.bytes.most_common()
    ]
    sums = (rate(sum(n for (p, _), n in one.findings.items() if p == program), size) for program in programs)
    yield from table(("kind of file", "MB", *programs), [*rows, ("all", f"{size / MEGABYTE:.1f}", *sums)])
    yield "\nSeconds: " + ", ".join(f"{program} {took:.0f}" for program, took in one.seconds.items()) + "."
    loud = ", ".join(f"`{rule}` {number}" for rule, number in one.rules.most_common(12) if number)
    yield f"\nRules with findings at `medium`: {loud or 'none'}. Files scanned in part: {one.partial}."


def decisions_of(tallies: Collection[Tally]) -> Iterator[str]:
    """Yield which filter or check decided how often, on all corpora."""
    decisions = sum((one.decisions for one in tallies), Counter[tuple[str, str]]())
    total = sum(decisions.values())
    yield f"\n## What decided\n\n{total:,} matches of patterns on all corpora, before claims are settled.\n"
    rows = ((stage, what, f"{number:,}", share(number, total)) for (stage, what), number in decisions.most_common())
    yield from table(("filter or check", "decision", "matches", "share"), rows)


def table(head: Sequence[str], rows: Iterator[Sequence[Any]] | Sequence[Sequence[Any]]) -> Iterator[str]:
    """Yield a Markdown table."""
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(map(str, row))} |"


def share(part: int, whole: int) -> str:
    """Return a percentage."""
    return f"{100 * part / whole:.1f} %" if whole else "-"


def rate(findings: int, size: int) -> str:
    """Return a number of findings and their number per megabyte."""
    return f"{findings} ({findings * MEGABYTE / size:.3f})" if size and findings else "0"


if __name__ == "__main__":
    sys.exit(main())
