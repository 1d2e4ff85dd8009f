"""Times known values: `keysieve known scan` over a tree, and what fingerprints add to a hook call.

    python benchmarks/known.py [--values N] [--runs N] [TREE]

N random values (10,000 by default) are made up. TREE (a directory with much text) is scanned for them with
`keysieve known scan`; seconds, MB/s and peak memory are printed. Then a commit of 1,000 new lines in 20 files is staged
in a generated repository, and the hook is timed in pairs, with a file of the values' fingerprints and without one.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from hook import generate, run

COMMIT = (20, 1000)
"""Staged files, new lines in all of them together."""


def main() -> int:
    """Make the values, run everything, print the figures."""
    parser = argparse.ArgumentParser(description="Time known values.")
    parser.add_argument("tree", nargs="?", help="directory to scan")
    parser.add_argument("--values", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=21, help="counted runs of the hook")
    options = parser.parse_args()
    keysieve = [sys.executable, "-m", "scanner"]
    with tempfile.TemporaryDirectory() as directory:
        values = Path(directory) / "values"
        values.write_text("\n".join(made_up(options.values)), encoding="ascii")
        if options.tree:
            scan_tree(keysieve, values, options.tree)
        repository = generate(Path(directory) / "repository", *COMMIT)
        command = [*keysieve, "known", "build", "--local", "--values", str(values)]
        subprocess.run(command, cwd=repository, check=True, capture_output=True)
        compare_hooks([*keysieve, "hook"], repository, options.runs)
    return 0


def made_up(number: int) -> list[str]:
    """Return random values of the lengths that secrets have."""
    chance = random.Random(number)
    signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return ["".join(chance.choices(signs, k=chance.choice((12, 20, 32, 43)))) for _ in range(number)]


def scan_tree(keysieve: list[str], values: Path, tree: str) -> None:
    """Scan the tree once to warm the system's cache, and once for the figures."""
    report = values.with_name("report")
    command = [*keysieve, "known", "scan", "--values", str(values), "--include-ignored", "--format", "json"]
    for _ in range(2):
        figures = run([*command, "--output", str(report), tree], Path(tree))
    summary = json.loads(report.read_text(encoding="utf-8"))["summary"]
    size = summary["bytes"] / 1e6
    print(
        f"tree: {summary['fragments']} files, {size:.0f} MB in {figures.wall:.1f} s with the building of the automaton"
        f" ({summary['seconds']:.1f} s, {size / summary['seconds']:.0f} MB/s without), peak {figures.peak:.0f} MiB, "
        f"{summary['new']} findings"
    )


def compare_hooks(hook: list[str], repository: Path, runs: int) -> None:
    """Time the hook with fingerprints and without, in turn."""
    file = repository / ".git" / "keysieve" / "known"
    aside = file.with_name("aside")
    times: dict[str, list[float]] = {"with": [], "without": []}
    for number in range(runs + 1):
        costs = {"with": run(hook, repository)}
        file.rename(aside)
        costs["without"] = run(hook, repository)
        aside.rename(file)
        for name, figures in costs.items():
            times[name] += [1000 * figures.cpu] if number else []
    added = statistics.median(one - other for one, other in zip(times["with"], times["without"], strict=True))
    for name, measured in times.items():
        print(f"hook {name} fingerprints: {statistics.median(measured):.1f} ms of CPU")
    print(f"added: {added:.1f} ms")


if __name__ == "__main__":
    sys.exit(main())
