"""Times the pre-commit hook as a whole process, in pairs against `git diff --cached -U0` and against any peer.

    python benchmarks/hook.py [--runs N] [--peer NAME='COMMAND'] ...

    --peer betterleaks='betterleaks git --staged .'

Three repositories of 2,000 committed files each are generated: a) 1 staged file with 10 new lines, b) 50 files with
2,000 new lines, c) 200 files with 5 MB of new lines. The programs run in turn (A B C A B C ...), each after one run
that is not counted; medians are printed, and ratios of keysieve's CPU time to theirs pair by pair. CPU is user +
system time of the process and its children, peak memory the largest process's, both by the system's own accounts.
"""

from __future__ import annotations

import argparse
import os
import random
import shlex
import statistics
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

FILES = 2000
LINES_PER_FILE = 60
CASES = {"a": (1, 10), "b": (50, 2000), "c": (200, 110_000)}
"""Case: staged files, new lines in all of them together."""


@dataclass(frozen=True)
class Figures:
    """One run: seconds of CPU, seconds by the wall clock, peak memory in MiB."""

    cpu: float
    wall: float
    peak: float


def main() -> int:
    """Generate the repositories, run everything, print the table."""
    parser = argparse.ArgumentParser(description="Time the hook.")
    parser.add_argument("--runs", type=int, default=21, help="counted runs of each program")
    parser.add_argument("--case", choices=list(CASES), action="append", help="only this case")
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=COMMAND", help="another program")
    parser.add_argument("--keysieve", default=default_command(), help="the command to time")
    options = parser.parse_args()
    programs = {"keysieve": shlex.split(options.keysieve), "git diff": ["git", "diff", "--cached", "-U0"]}
    for peer in options.peer:
        name, _, command = peer.partition("=")
        programs[name] = shlex.split(command)
    print(f"{'case':5} {'program':14} {'CPU ms':>8} {'wall ms':>8} {'peak MiB':>9} {'keysieve CPU / its CPU':>24}")
    with tempfile.TemporaryDirectory() as directory:
        for case in options.case or CASES:
            repository = generate(Path(directory) / case, *CASES[case])
            report(case, measure(programs, repository, options.runs))
    return 0


def default_command() -> str:
    """Return the installed console script beside this Python."""
    return f"{Path(sysconfig.get_path('scripts')) / 'keysieve'} hook"


def generate(root: Path, staged_files: int, new_lines: int) -> Path:
    """Make a repository whose files are lines of the standard library, with new lines of it staged."""
    chooser = random.Random(1)
    source = [line for line in library_lines() if line.strip()]
    root.mkdir()
    git(root, "init", "-q")
    names = [f"package{number % 40}/module{number}.py" for number in range(FILES)]
    for name in names:
        file = root / name
        file.parent.mkdir(exist_ok=True)
        file.write_text("\n".join(chooser.sample(source, LINES_PER_FILE)) + "\n")
    git(root, "add", "-A")
    git(root, "-c", "user.name=n", "-c", "user.email=e@example.invalid", "commit", "-qm", "all")
    for name in names[:staged_files]:
        with (root / name).open("a") as stream:
            stream.write("\n".join(chooser.choices(source, k=new_lines // staged_files)) + "\n")
    git(root, "add", "-A")
    return root


def library_lines() -> Iterator[str]:
    """Yield the lines of the standard library's top-level modules."""
    for file in sorted(Path(sysconfig.get_paths()["stdlib"]).glob("*.py")):
        yield from file.read_text(encoding="utf-8", errors="replace").splitlines()


def git(root: Path, *arguments: str) -> None:
    """Run git in the repository."""
    subprocess.run(["git", *arguments], cwd=root, check=True, stdout=subprocess.DEVNULL)


def measure(programs: dict[str, list[str]], root: Path, runs: int) -> dict[str, list[Figures]]:
    """Run the programs in turn and return their figures, the first run of each left out."""
    figures: dict[str, list[Figures]] = {name: [] for name in programs}
    for number in range(runs + 1):
        for name, command in programs.items():
            taken = run(command, root)
            if number:
                figures[name].append(taken)
    return figures


def run(command: Sequence[str], root: Path) -> Figures:
    """Run one command to its end in a process of its own and return what it cost.

    A small Python in between keeps the accounts of this command apart from those before it.
    """
    account = subprocess.run(
        [sys.executable, "-S", "-I", __file__, "--account", *command],
        cwd=root,
        capture_output=True,
        check=True,
        text=True,
    )
    return Figures(*map(float, account.stdout.split()[-3:]))


def account(command: Sequence[str]) -> None:
    """Run the command and print CPU seconds, wall seconds and peak MiB."""
    import time

    began = time.perf_counter()
    child = os.posix_spawnp(
        command[0], list(command), os.environ, file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    )
    _, status, usage = os.wait4(child, 0)
    wall = time.perf_counter() - began
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        raise SystemExit(f"{command[0]} ended with {os.waitstatus_to_exitcode(status)}")
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    print(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / unit)


def report(case: str, figures: dict[str, list[Figures]]) -> None:
    """Print the medians of one case."""
    own = figures["keysieve"]
    for name, runs in figures.items():
        cpu = statistics.median(figure.cpu for figure in runs) * 1000
        wall = statistics.median(figure.wall for figure in runs) * 1000
        peak = statistics.median(figure.peak for figure in runs)
        ratio = statistics.median(mine.cpu / other.cpu for mine, other in zip(own, runs, strict=True) if other.cpu)
        print(f"{case:5} {name:14} {cpu:8.1f} {wall:8.1f} {peak:9.1f} {ratio:24.2f}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--account"]:
        account(sys.argv[2:])
    else:
        sys.exit(main())
