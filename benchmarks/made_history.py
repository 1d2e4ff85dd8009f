"""Repositories that are made for measuring: trees of source files, and histories of commits that edit them.

The text is that of installed packages and the standard library, so that programs meet what they meet in real code. The
same numbers give the same repository on the same machine.
"""

from __future__ import annotations

import random
import subprocess
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ENDINGS = {".py", ".js", ".ts", ".c", ".h", ".json", ".md", ".rst", ".yml", ".yaml", ".toml", ".txt", ".html", ".css"}
LARGEST = 400_000
"""Bytes of a source file that is taken."""


def sources() -> Iterator[bytes]:
    """Yield the contents of source files that are installed with this Python, in the order of their paths."""
    for name in ("stdlib", "purelib"):
        for file in sorted(Path(sysconfig.get_paths()[name]).rglob("*")):
            if file.suffix in ENDINGS and file.is_file() and 200 < file.stat().st_size < LARGEST:
                yield file.read_bytes()


def make_tree(root: Path, files: int, size: int) -> Path:
    """Write a tree of about `files` source files and `size` bytes. Where there are too few, they are taken again."""
    texts = sorted(sources(), key=len)
    chooser = random.Random(1)
    mean = size / files
    while sum(map(len, texts)) / len(texts) > mean and len(texts) > 10:
        texts.pop()  # leave out the largest until the mean is right
    for number in range(files):
        directory = root / f"part{number % 200}"
        directory.mkdir(parents=True, exist_ok=True)
        text = chooser.choice(texts)
        (directory / f"file{number}.py").write_bytes(text + b"# %d\n" % number)
    return root


@dataclass
class Made:
    """A history that can be continued."""

    root: Path
    chooser: random.Random
    lines: list[bytes]
    files: list[list[bytes]]
    commits: int = 0

    def add(self, commits: int, edits: int) -> None:
        """Commit `commits` more times; each edits up to `edits` files in a few lines."""
        stream = subprocess.Popen(["git", "fast-import", "--quiet"], cwd=self.root, stdin=subprocess.PIPE)
        assert stream.stdin is not None
        for _ in range(commits):
            first = self.commits == 0
            chosen = range(len(self.files)) if first else self.chooser.sample(range(len(self.files)), self._few(edits))
            stream.stdin.write(
                b"commit refs/heads/main\ncommitter n <e@example.invalid> %d +0000\ndata 2\nx\n"
                % (1_500_000_000 + self.commits * 600)
            )
            if not first and _ == 0:
                stream.stdin.write(b"from refs/heads/main^0\n")
            for number in chosen:
                if not first:
                    self._edit(self.files[number])
                data = b"\n".join(self.files[number])
                stream.stdin.write(b"M 100644 inline src/part%d/file%d.py\n" % (number % 40, number))
                stream.stdin.write(b"data %d\n%s\n" % (len(data), data))
            self.commits += 1
        stream.stdin.close()
        if stream.wait():
            raise SystemExit("git fast-import failed")

    def pack(self) -> None:
        """Pack everything, as a clone has it."""
        subprocess.run(["git", "repack", "-adq", "--depth=50", "--window=20"], cwd=self.root, check=True)

    def _few(self, most: int) -> int:
        return self.chooser.randint(1, most)

    def _edit(self, file: list[bytes]) -> None:
        for _ in range(self._few(8)):
            file[self.chooser.randrange(len(file))] = self.chooser.choice(self.lines)
        if self.chooser.random() < 0.4:
            file.insert(self.chooser.randrange(len(file)), self.chooser.choice(self.lines))


def make_history(root: Path, commits: int, files: int, edits: int) -> Made:
    """Make a repository of `files` files with that many commits."""
    chooser = random.Random(2)
    texts = [text for text in sources() if 2_000 < len(text) < 40_000]
    lines = [line for text in texts[:2000] for line in text.split(b"\n") if line.strip()]
    root.mkdir(parents=True)
    subprocess.run(["git", "init", "-q", "-b", "main"], cwd=root, check=True)
    made = Made(root, chooser, lines, [chooser.choice(texts).split(b"\n") for _ in range(files)])
    made.add(commits, edits)
    made.pack()
    subprocess.run(["git", "reset", "-q", "--hard"], cwd=root, check=True)
    return made
