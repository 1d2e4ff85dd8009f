"""What `git secrets` is told to look for: in a file of git's configuration, or in `.gitallowed`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.git.run import answer, split_nul
from scanner.regular import contents
from scanner.ruleimport.foreign import ForeignAllow, ForeignFile, ForeignRule
from scanner.ruleimport.posix import in_go_syntax
from scanner.ruleimport.re2 import PatternRefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

ALLOWED_FILE = ".gitallowed"
TITLE = "git secrets"


def read_git_secrets(path: Path) -> ForeignFile | None:
    """Return what the file says to `git secrets`; None: it is no file of its. Raises GitError if git is missing."""
    try:
        data = contents(path)
    except OSError:
        return None
    if path.name == ALLOWED_FILE:
        lines = [line.strip() for line in data.decode("utf-8", "replace").splitlines()]
        return _file([], [line for line in lines if line and not line.startswith("#")], [])
    if b"[secrets" not in data.lower():
        return None
    return _file(*(_values(data, f"secrets.{key}") for key in ("patterns", "allowed", "providers")))


def _values(data: bytes, key: str) -> list[str]:
    listed = (entry.partition(b"\n") for entry in split_nul(answer(["config", "--file", "-", "--list", "-z"], data)))
    return [value.decode("utf-8", "replace") for name, _, value in listed if name == key.encode() and value]


def _file(patterns: Iterable[str], allowed: Iterable[str], providers: Iterable[str]) -> ForeignFile:
    rules: list[ForeignRule] = []
    regexes: list[str] = []
    broken: list[tuple[str, str]] = []
    for number, pattern in enumerate(patterns, 1):
        name = f"git-secrets-pattern-{number}"
        try:
            regex = f"(?m)(?:^|\\W)({in_go_syntax(pattern)})(?:$|\\W)"  # it is looked for as a whole word
        except PatternRefusedError as error:
            broken.append((name, f"its pattern has {error}"))
        else:
            rules.append(ForeignRule(name, f"Pattern {number} of git secrets", regex, "", 1, (), 0.0, (), ()))
    for pattern in allowed:
        try:
            regexes.append(in_go_syntax(pattern))
        except PatternRefusedError as error:
            broken.append((f"the allowed pattern {pattern!r}", f"it has {error}"))
    notes = [f"secrets.providers: {command!r} is not run; `keysieve known` looks for values" for command in providers]
    if regexes:
        notes.append("allowed patterns are held against the secret; git secrets holds them against its path and line")
    allow = ForeignAllow(TITLE, False, tuple(regexes), "secret", (), (), (), (), ())
    return ForeignFile(TITLE, tuple(rules), (allow,) if regexes else (), tuple(broken), tuple(notes))
