"""Times scans of trees, ranges and histories as whole processes, and writes `docs/performance.md`.

    python benchmarks/bulk.py [--runs N] [--case tree] [--peer tree:NAME='COMMAND'] [--peer history:NAME='COMMAND'] ...

    --peer tree:kingfisher='kingfisher scan --no-validate --no-update-check --format json --output /dev/null .'
    --peer history:betterleaks='betterleaks git .'

A peer must end with 0 or 1; one that tells findings by another code is wrapped: `sh -c '... || true'`.

The trees and repositories are made (`made_history.py`). The programs run in turn (A B C A B C ...), each after one run
that is not counted; medians are reported, and ratios pair by pair. CPU is user + system time of the process and its
children, peak memory that of the largest process.
"""

from __future__ import annotations

import argparse
import os
import platform
import shlex
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from hook import Figures, account, run
from made_history import Made, make_history, make_tree

from scanner import __version__

REPORT = Path(__file__).parent.parent / "docs" / "performance.md"
TREE = (20_000, 220_000_000)
"""Files and bytes."""
HISTORIES = {"history": (6_500, 400, 4), "long history": (12_000, 900, 5)}
"""Commits, files, and most files that a commit edits."""
CASES = ("tree", "cold", "range", "history", "long history", "again", "growth")
GROWTH = (1, 4, 16)
MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Row:
    """One program on one input."""

    case: str
    program: str
    runs: list[Figures]
    size: int
    """Bytes of contents; 0: not told."""
    own: list[Figures]


def main() -> int:
    """Measure and write the report."""
    parser = argparse.ArgumentParser(description="Time bulk scans.")
    parser.add_argument("--runs", type=int, default=5, help="counted runs of each program")
    parser.add_argument("--case", choices=CASES, action="append", help="only this case")
    parser.add_argument("--peer", action="append", default=[], metavar="tree|history:NAME=COMMAND")
    parser.add_argument("--keysieve", default=str(Path(sysconfig.get_path("scripts")) / "keysieve"))
    parser.add_argument("--scale", type=float, default=1.0, help="a part of the inputs, to try the benchmark out")
    parser.add_argument("--output", default=str(REPORT), help="the report; - for standard output")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        bench = Bench(Path(directory), options)
        rows = [row for case in options.case or CASES for row in bench.case(case)]
    text = "\n".join(report(rows, options)) + "\n"
    if options.output == "-":
        sys.stdout.write(text)
    else:
        Path(options.output).write_text(text, encoding="utf-8")
    return 0


class Bench:
    """Makes the inputs and runs the programs on them."""

    def __init__(self, directory: Path, options: argparse.Namespace) -> None:
        self._directory = directory
        self._runs: int = options.runs
        self._scale: float = options.scale
        self._keysieve = shlex.split(options.keysieve)
        self._peers: dict[str, dict[str, list[str]]] = {"tree": {}, "history": {}}
        for peer in options.peer:
            kind, _, rest = peer.partition(":")
            name, _, command = rest.partition("=")
            self._peers[kind][name] = shlex.split(command)
        self._made: dict[str, Made] = {}
        self._tree: Path | None = None

    def case(self, name: str) -> Iterator[Row]:
        """Yield the rows of a case."""
        if name in HISTORIES:
            made = self.history(name)
            yield from self.rows(name, self.programs("--history", "--no-cache"), made.root, contents(made.root))
        else:
            steps: dict[str, Callable[[], Iterator[Row]]] = {
                "tree": self.tree_rows,
                "cold": self.cold_rows,
                "range": self.range_rows,
                "again": self.again_rows,
                "growth": self.growth_rows,
            }
            yield from steps[name]()

    def tree(self) -> Path:
        """Return the tree, made when it is first asked for."""
        if self._tree is None:
            files, size = TREE
            self._tree = make_tree(self._directory / "tree", int(files * self._scale), int(size * self._scale))
        return self._tree

    def history(self, name: str) -> Made:
        """Return the repository, made when it is first asked for."""
        if name not in self._made:
            commits, files, edits = HISTORIES[name]
            commits = int(commits * self._scale)
            self._made[name] = make_history(self._directory / name.replace(" ", "-"), commits, files, edits)
        return self._made[name]

    def programs(self, *words: str) -> dict[str, list[str]]:
        """Return the programs that scan a history as `words` say, git's own reading among them."""
        cat = "git cat-file --batch --batch-all-objects --buffer --unordered >/dev/null"
        return {
            "keysieve": [*self._keysieve, "scan", *words],
            "git cat-file": ["sh", "-c", cat],
            "git log -p": ["sh", "-c", "git log -p --all >/dev/null"],
            **self._peers["history"],
        }

    def tree_rows(self) -> Iterator[Row]:
        """Yield the rows of the tree with everything in the caches."""
        tree = self.tree()
        programs = {
            "keysieve": [*self._keysieve, "scan", "."],
            "cat": ["sh", "-c", "find . -type f -print0 | xargs -0 cat >/dev/null"],
            **self._peers["tree"],
        }
        yield from self.rows("tree", programs, tree, tree_size(tree))

    def cold_rows(self) -> Iterator[Row]:
        """Yield the row of the tree with no cache of compiled rules at all."""
        tree = self.tree()
        cold, warm = [], []
        for _ in range(self._runs):
            with tempfile.TemporaryDirectory() as cache:
                command = ["env", f"XDG_CACHE_HOME={cache}", *self._keysieve, "scan", "."]
                cold.append(run(command, tree))
                while not list(Path(cache).rglob("hyperscan/*.db")):  # compiled by a process that is not waited for
                    time.sleep(0.1)
                warm.append(run(command, tree))
        yield Row("cold", "keysieve", cold, tree_size(tree), cold)
        yield Row("cold", "keysieve, warm", warm, tree_size(tree), cold)

    def range_rows(self) -> Iterator[Row]:
        """Yield the rows of the last tenth of the commits."""
        made = self.history("history")
        span = f"HEAD~{made.commits // 10}..HEAD"
        programs = {
            "keysieve": [*self._keysieve, "scan", "--range", span],
            "git log -p": ["sh", "-c", f"git log -p {span} >/dev/null"],
        }
        yield from self.rows("range", programs, made.root, 0)

    def again_rows(self) -> Iterator[Row]:
        """Yield what a second scan of a history takes, ten commits later, beside the first."""
        made = self.history("history")
        first, second = [], []
        for _ in range(self._runs):
            with tempfile.TemporaryDirectory() as cache:
                command = ["env", f"XDG_CACHE_HOME={cache}", *self._keysieve, "scan", "--history"]
                run(command, made.root)  # compiles the rules
                for database in Path(cache).rglob("*.sqlite*"):
                    database.unlink()
                first.append(run(command, made.root))
                made.add(10, 4)
                second.append(run(command, made.root))
        yield Row("again", "keysieve, ten commits later", second, 0, second)
        yield Row("again", "keysieve, the first time", first, 0, second)

    def growth_rows(self) -> Iterator[Row]:
        """Yield how time grows with the input."""
        for times in GROWTH:
            files, size = (int(part * times / GROWTH[-1] * self._scale) for part in TREE)
            tree = make_tree(self._directory / f"tree{times}", files, size)
            yield from self.rows(
                f"growth, tree {times}x", {"keysieve": [*self._keysieve, "scan", "."]}, tree, tree_size(tree)
            )
        for times in GROWTH:
            commits, files, edits = HISTORIES["history"]
            commits = int(commits * times / GROWTH[-1] * self._scale)
            made = make_history(self._directory / f"history{times}", commits, files, edits)
            programs = {"keysieve": [*self._keysieve, "scan", "--history", "--no-cache"]}
            yield from self.rows(f"growth, history {times}x", programs, made.root, contents(made.root))

    def rows(self, case: str, programs: dict[str, list[str]], root: Path, size: int) -> Iterator[Row]:
        """Run the programs in turn and yield a row for each."""
        runs: dict[str, list[Figures]] = {name: [] for name in programs}
        for number in range(self._runs + 1):
            for name, command in programs.items():
                taken = run(command, root)
                if number:
                    runs[name].append(taken)
        for name, figures in runs.items():
            yield Row(case, name, figures, size, runs["keysieve"])


def tree_size(root: Path) -> int:
    """Return the bytes of all files."""
    return sum(file.stat().st_size for file in root.rglob("*") if file.is_file())


def contents(root: Path) -> int:
    """Return the bytes of all blobs."""
    names = ["git", "cat-file", "--batch-all-objects", "--batch-check=%(objecttype) %(objectsize)"]
    told = subprocess.run(names, cwd=root, check=True, capture_output=True, text=True).stdout
    return sum(int(line.split()[1]) for line in told.splitlines() if line.startswith("blob"))


def report(rows: Sequence[Row], options: argparse.Namespace) -> Iterator[str]:
    """Yield the lines of the report."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    yield "# Performance\n"
    yield (
        f"Written by `benchmarks/bulk.py` with Keysieve {__version__} on Python {platform.python_version()}, "
        f"{platform.system()} {platform.machine()}, {cores} processors, "
        f"{options.runs} counted runs, inputs of {options.scale:.0%} of the full size. "
        "Do not edit it, run the benchmark again: its help says what is measured and how."
    )
    case = ""
    for row in rows:
        if row.case.partition(",")[0] != case.partition(",")[0]:
            yield f"\n## {HEADINGS[row.case.partition(',')[0]]}\n"
            yield "| case | program | wall s | CPU s | MB/s | peak MiB | keysieve's wall / its | keysieve's CPU / its |"
            yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
        case = row.case
        yield line(row)


HEADINGS = {
    "tree": "A tree of source files",
    "cold": "The same without any cache",
    "range": "A range of commits",
    "history": "Whole histories",
    "long history": "A longer history",
    "again": "A history that was scanned before",
    "growth": "Growth with the input",
}


def line(row: Row) -> str:
    """Return the row of the table."""
    wall, cpu, peak = (statistics.median(getattr(one, name) for one in row.runs) for name in ("wall", "cpu", "peak"))
    pairs = list(zip(row.own, row.runs, strict=True))
    walls = statistics.median(mine.wall / other.wall for mine, other in pairs)
    cpus = statistics.median(mine.cpu / other.cpu for mine, other in pairs)
    speed = f"{row.size / MEGABYTE / wall:.0f}" if row.size else ""
    return f"| {row.case} | {row.program} | {wall:.2f} | {cpu:.2f} | {speed} | {peak:.0f} | {walls:.2f} | {cpus:.2f} |"


if __name__ == "__main__":
    if sys.argv[1:2] == ["--account"]:
        account(sys.argv[2:])
    else:
        sys.exit(main())
