"""Times `keysieve audit` in a pseudo-terminal: the start, and the answer to each key.

    python benchmarks/audit.py [--entries N] [--files N] [--keys N]

A repository is generated with that many entries in a native baseline and in one of detect-secrets. The start is the
time until the first entry is on the screen; a key is answered when the screen shows the next entry, the label of the
last one being on disk. Medians, 95th percentiles and the longest are printed, in milliseconds.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import pty
import random
import re
import select
import statistics
import string
import struct
import subprocess
import sys
import tempfile
import termios
import time
from hashlib import sha1
from pathlib import Path

FOREIGN = ".secrets.baseline"
POSITION = re.compile(rb"  (\d+) of \d+")
PATIENCE = 30.0


def main() -> int:
    """Generate the repository, run both formats, print the table."""
    parser = argparse.ArgumentParser(description="Time the audit.")
    parser.add_argument("--entries", type=int, default=4000)
    parser.add_argument("--files", type=int, default=800)
    parser.add_argument("--keys", type=int, default=60, help="keys of each kind")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        generate(Path(directory), options.entries, options.files)
        print(f"{'baseline':20} {'start':>7} {'key':>14} {'median':>7} {'95 %':>7} {'longest':>8}")
        for name in (".keysieve.baseline", FOREIGN):
            report(directory, name, options.keys)
    return 0


def generate(root: Path, entries: int, files: int) -> None:
    """Write the files, commit them, and make both baselines."""
    chance = random.Random(7)
    results: dict[str, list[dict[str, object]]] = {}
    per_file = max(1, entries // files)
    for number in range(files):
        lines: list[str] = []
        path = root / f"d{number % 40}" / f"f{number}.py"
        for _ in range(per_file):
            value = "".join(chance.choices(string.ascii_letters + string.digits, k=20))
            lines += [f"x{chance.random()} = compute({chance.random()})" for _ in range(30)]
            lines.append(f'db_password = "{value}"')
            name = str(path.relative_to(root))
            record = {"type": "Secret Keyword", "filename": name, "hashed_secret": sha1(value.encode()).hexdigest()}
            results.setdefault(name, []).append({**record, "is_verified": False, "line_number": len(lines)})
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n".join(lines) + "\n")
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.invalid"]
    for command in (
        ["git", "init", "-q"],
        ["git", "add", "."],
        ["git", *identity, "commit", "-qm", "all"],
        [sys.executable, "-m", "scanner", "baseline", "create"],
    ):
        subprocess.run(command, cwd=root, check=True, capture_output=True, env=environment())
    plugins = [{"name": "KeywordDetector"}]
    document = {"version": "1.5.0", "plugins_used": plugins, "filters_used": [], "results": results}
    (root / FOREIGN).write_text(json.dumps(document, indent=2))


def environment() -> dict[str, str]:
    """Return the environment of the command: this checkout."""
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent), "TERM": "xterm"}


def report(directory: str, name: str, keys: int) -> None:
    """Time one baseline and print its rows."""
    began = time.perf_counter()
    child, master = pty.fork()
    if child == 0:
        os.chdir(directory)
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
        os.execve(sys.executable, [sys.executable, "-m", "scanner", "audit", name], environment())
    position, _ = shown(master, 0)
    start = time.perf_counter() - began
    for title, key in (("skip", b"s"), ("false positive", b"f"), ("back", b"b")):
        taken = []
        for _ in range(keys):
            time.sleep(0.1)  # as fast as nobody reads
            drain(master)
            began = time.perf_counter()
            os.write(master, key)
            position, at = shown(master, position)
            taken.append((at - began) * 1000)
        taken.sort()
        row = f"{statistics.median(taken):7.1f} {taken[len(taken) * 95 // 100]:7.1f} {taken[-1]:8.1f}"
        print(f"{name:20} {start * 1000:7.0f} {title:>14} {row}")
    os.write(master, b"q")
    drain(master)
    os.close(master)
    os.waitpid(child, 0)


def shown(master: int, before: int) -> tuple[int, float]:
    """Wait until another entry is on the screen; return its number and when that was."""
    seen = b""
    until = time.perf_counter() + PATIENCE
    while time.perf_counter() < until:
        if select.select([master], [], [], 0.5)[0]:
            seen = (seen + os.read(master, 65536))[-65536:]
            found = [int(number) for number in POSITION.findall(seen)]
            if found and found[-1] != before:
                return found[-1], time.perf_counter()
    raise SystemExit(f"nothing was shown: {seen[-500:]!r}")


def drain(master: int) -> None:
    """Read what is left."""
    while select.select([master], [], [], 0)[0]:
        try:
            if not os.read(master, 65536):
                return
        except OSError:
            return


if __name__ == "__main__":
    sys.exit(main())
