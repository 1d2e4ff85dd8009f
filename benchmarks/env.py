"""Times `keysieve env`, `keysieve gitignore` and `load_env` on generated files, in CPU seconds of whole processes.

    python benchmarks/env.py [--runs N] [--only PART] [--files N] [--bin DIRECTORY] [--before DIRECTORY]

The environment files have 10,000 lines, and the repository 20,000 files, one of them staged. Printed are median and
least of user and system time in milliseconds, Python's start and git's own included. `--bin` is where the `keysieve`
and the `python` to be timed are: install a wheel there, since a checkout reads its rules anew. With `--before`, each
run is paired with one of another installation, and the median of the ratios is printed too.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

HERE = Path(sys.executable).parent
TYPES = (
    ("url(schemes=[https])", "https://host{n}.example.com/path"),
    ("port", "{port}"),
    ("string(minLength=8)", "some-value-{n}"),
    ("enum(dev, production)", "dev"),
    ("boolean", "true"),
    ("int(min=0)", "{n}"),
    ("email", "someone{n}@example.com"),
    ("hex(bytes=8)", "{n:016x}"),
)
LOAD = "from scanner.runtime import load_env; load_env('.env.schema')"
PLAIN = "# @defaultSensitive=false\n# ---\n\n"


class Case(NamedTuple):
    """What is timed: a command in a directory."""

    name: str
    directory: Path
    command: tuple[str, ...]


def main() -> int:
    """Generate the files, run the cases, print the table."""
    parser = argparse.ArgumentParser(description="Time env, gitignore and misuse.")
    parser.add_argument("--runs", type=int, default=11)
    parser.add_argument("--only", default="", help="cases whose names hold this text")
    parser.add_argument("--files", type=int, default=20000, help="files of the repository")
    parser.add_argument("--bin", type=Path, default=HERE, help="where `keysieve` and `python` are")
    parser.add_argument("--before", type=Path, help="where those of another version are, run in turn with these")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        cases = [case for case in made_cases(Path(directory), options.files) if options.only in case.name]
        print(f"{'case':44} {'ms':>7} {'least':>7}" + (f" {'before':>7} {'ratio':>6}" if options.before else ""))
        for case in cases:
            report(case, options.runs, options.bin, options.before)
    return 0


def made_cases(root: Path, files: int) -> list[Case]:
    """Write everything, and return the cases."""
    check = ("keysieve", "env", "check")
    cases = [Case("python -c pass", root, ("python", "-c", "pass"))]
    for name, variables, items, sensitive in (
        ("10,000 lines, 2,500 variables", 2500, 2500, False),
        ("10,000 lines, 2,500 variables, half secret", 2500, 2500, True),
        ("10,000 variables, 10,000 items", 10000, 10000, False),
        ("10,000 variables, 10 items", 10000, 10, False),
    ):
        directory = root / name
        directory.mkdir()
        write_environment(directory, variables, items, sensitive)
        cases.append(Case(f"env check: {name}", directory, (*check, ".env")))
    small = root / "small"
    small.mkdir()
    write_environment(small, 20, 20, sensitive=True)
    cases.append(Case("load_env: 20 items", small, ("python", "-c", LOAD)))
    cases.append(Case("(import of scanner.errors alone)", small, ("python", "-c", "import scanner.errors")))
    repository = root / "repository"
    write_repository(repository, files)
    hooks = ("env check .env.schema", "gitignore check --hook", "hook --only-misuse")
    cases += [Case(f"hook: {hook}", repository, ("keysieve", *hook.split())) for hook in hooks]
    return cases


def write_environment(directory: Path, variables: int, items: int, sensitive: bool) -> None:
    """Write `.env` with that many of the variables in 10,000 lines, and a schema of so many items."""
    chance = random.Random(8)
    schema, lines = [PLAIN], []
    for number in range(max(variables, items)):
        kind, value = TYPES[number % len(TYPES)]
        text = value.format(n=number, port=1000 + number)
        secret = sensitive and number % 2 == 0
        if secret:
            kind, text = "string(minLength=20)", f"{chance.getrandbits(160):040x}"
        if number < items:
            schema.append(f"# What it is for\n# @required @type={kind}{' @sensitive' if secret else ''}\n")
            schema.append(f"NAME_{number}=\n\n")
        if number < variables:
            quote = '"' if number % 3 == 0 else ""
            lines += ["# What it is for", "# and more of that", ""][: 3 if variables < 10000 else 0]
            lines.append(f"NAME_{number}={quote}{text}{quote}")
    (directory / ".env.schema").write_text("".join(schema))
    (directory / ".env").write_text("\n".join(lines) + "\n")


def write_repository(root: Path, files: int) -> None:
    """Write a repository with so many files, one changed in the index."""
    for number in range(files):
        path = root / f"d{number % 200}" / f"f{number}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"x = {number}\n")
    (root / ".gitignore").write_text(".env\n.env.*\n!.env.schema\n!.env.example\n*.pem\n*.key\n")
    write_environment(root, 20, 20, sensitive=True)
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.invalid"]
    commit = ["git", *identity, "commit", "-qm", "all", "--no-verify"]
    for command in (["git", "init", "-q"], ["git", "add", "."], commit):
        subprocess.run(command, cwd=root, check=True, capture_output=True)
    (root / "d0" / "f0.py").write_text("import os\n\n\ndef connect():\n    return os.environ['DATABASE_PASSWORD']\n")
    subprocess.run(["git", "add", "."], cwd=root, check=True, capture_output=True)


def report(case: Case, runs: int, programs: Path, before: Path | None) -> None:
    """Time one case and print its row."""
    ours, theirs = [], []
    for number in range(runs + 1):
        ours.append(seconds(case, programs))
        if before is not None:
            theirs.append(seconds(case, before))
        if not number:  # the first reads the disk
            ours, theirs = [], []
    row = f"{case.name:44} {statistics.median(ours) * 1000:7.1f} {min(ours) * 1000:7.1f}"
    if theirs:
        ratio = statistics.median(one / other for one, other in zip(ours, theirs, strict=True))
        row += f" {statistics.median(theirs) * 1000:7.1f} {ratio:6.2f}"
    print(row, flush=True)


def seconds(case: Case, programs: Path) -> float:
    """Return the user and system seconds of one run and of what it starts."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    name, *arguments = case.command
    began = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [str(programs / name), *arguments]
    run = subprocess.run(command, cwd=case.directory, env=environment, capture_output=True, check=False)
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    if run.returncode not in {0, 1}:
        raise SystemExit(f"{case.name}: exit code {run.returncode}: {run.stderr.decode()[-300:]}")
    return ended.ru_utime + ended.ru_stime - began.ru_utime - began.ru_stime


if __name__ == "__main__":
    sys.exit(main())
