"""Secret files that a source distribution for PyPI would take along, by the settings of hatchling or setuptools.

The backends are not asked: that would run code of the project. Of others, which take packages alone, nothing is said.
"""

from __future__ import annotations

import os
import re
import tomllib
from typing import TYPE_CHECKING, Any

from scanner.config.glob import expression
from scanner.hygiene.model import Remark
from scanner.hygiene.patterns import below, joined, matched
from scanner.regular import regular

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scanner.hygiene.survey import SecretFile, Survey

MANIFEST = b"MANIFEST.in"


def sdist_remarks(survey: Survey, secrets: Sequence[SecretFile]) -> Iterator[Remark]:
    """Yield a remark for each secret file that a source distribution would hold. Raises GitError if git fails."""
    roots = {path.rpartition(b"/")[0] for path in survey.tracked if path.rpartition(b"/")[2] in PROJECT_FILES}
    for directory in sorted(roots):
        found = {secret.path: secret.convention for secret in secrets if below(directory, secret.path)}
        if not found:
            continue
        project = read_project(os.path.join(survey.root, joined(directory, b"pyproject.toml")))
        build = table(project, "build-system")
        backend = str(build.get("build-backend", "setuptools.build_meta"))
        if backend.startswith("hatchling"):
            shipped = by_hatchling(survey, directory, list(found), project)
            mend = "exclude it in [tool.hatch.build.targets.sdist]"
        elif backend.startswith("setuptools"):
            with_tracked = any("setuptools" in str(need) and "scm" in str(need) for need in build.get("requires", ()))
            tracked = frozenset(survey.tracked) if with_tracked else frozenset[bytes]()
            start = frozenset(path for path in found if path in tracked)
            shipped = by_manifest(survey, directory, list(found), start)
            mend = f"write `global-exclude` and its name into {os.fsdecode(joined(directory, MANIFEST))}"
        else:
            continue
        for path in sorted(shipped):
            message = f"the source distribution would ship it ({backend.partition('.')[0]})"
            yield Remark("sdist", "error", path, message, mend, found[path])


PROJECT_FILES = (b"pyproject.toml", b"setup.py", b"setup.cfg")


def read_project(file: bytes) -> dict[str, Any]:
    """Return what a `pyproject.toml` says; nothing if there is none or it cannot be read."""
    try:
        with open(file, "rb", opener=regular) as stream:
            return tomllib.load(stream)
    except (OSError, ValueError):
        return {}


def table(document: dict[str, Any], *names: str) -> dict[str, Any]:
    """Return the table of that name in a TOML document; an empty one if it is not there."""
    found: Any = document
    for name in names:
        found = found.get(name, {}) if isinstance(found, dict) else {}
    return found if isinstance(found, dict) else {}


def by_hatchling(survey: Survey, directory: bytes, paths: Sequence[bytes], project: dict[str, Any]) -> frozenset[bytes]:
    """Return those of the paths that hatchling takes: all that are included and neither excluded nor ignored.

    It reads the one `.gitignore` beside `pyproject.toml`, or the next above, and none in directories below.
    """
    common, target = (
        table(project, "tool", "hatch", "build"),
        table(project, "tool", "hatch", "build", "targets", "sdist"),
    )

    def patterns(key: str) -> list[str]:
        values = target.get(key, common.get(key, []))
        return [from_root(directory, value) for value in values if isinstance(value, str)]

    shipped = frozenset(paths)
    if only := patterns("only-include"):
        shipped &= matched(shipped, [_anchored(pattern) for pattern in only])
    if include := patterns("include"):
        shipped &= matched(shipped, include)
    shipped -= matched(shipped, patterns("exclude"))
    if not common.get("ignore-vcs", target.get("ignore-vcs", False)):
        name = next((name for name in (joined(directory, b".gitignore"), b".gitignore") if _is_file(survey, name)), b"")
        if name:
            place = os.path.join(survey.root, name)
            with open(place, encoding="utf-8", errors="surrogateescape", opener=regular) as stream:
                listed = [line.rstrip("\r\n") for line in stream]
            base = name.rpartition(b"/")[0]
            shipped -= matched(shipped, [from_root(base, line) for line in listed if line and line[0] != "#"])
    return shipped


def _is_file(survey: Survey, name: bytes) -> bool:
    return os.path.isfile(os.path.join(survey.root, name))


def _anchored(pattern: str) -> str:
    return pattern if pattern.startswith("/") else f"/{pattern}"


def from_root(directory: bytes, pattern: str) -> str:
    """Return a pattern that counts below a directory as one that means the same from the root."""
    if not directory:
        return pattern
    negated, body = ("!", pattern[1:]) if pattern.startswith("!") else ("", pattern)
    base = os.fsdecode(directory)
    if "/" in body.rstrip("/"):
        return f"{negated}/{base}/{body.lstrip('/')}"
    return f"{negated}/{base}/**/{body}"


def by_manifest(survey: Survey, directory: bytes, paths: Sequence[bytes], start: frozenset[bytes]) -> frozenset[bytes]:
    """Return those of the paths that setuptools takes: `start`, and what the commands of MANIFEST.in add or remove."""
    shipped = set(start)
    try:
        place = os.path.join(survey.root, joined(directory, MANIFEST))
        with open(place, encoding="utf-8", errors="replace", opener=regular) as stream:
            commands = stream.read().replace("\\\n", " ").split("\n")
    except OSError:
        commands = []
    relative = {path: os.fsdecode(path[len(directory) :]).lstrip("/") for path in paths}
    for command in commands:
        verb, *words = command.partition("#")[0].split() or [""]
        if not words:
            continue
        expressions = [re.compile(pattern) for pattern in _expressions(verb, words)]
        hit = {path for path, name in relative.items() if any(each.fullmatch(name) for each in expressions)}
        if verb in ("include", "recursive-include", "global-include", "graft"):
            shipped |= hit
        else:
            shipped -= hit
    return frozenset(shipped)


def _expressions(verb: str, words: Sequence[str]) -> Iterator[str]:
    """Yield what a command of MANIFEST.in matches, as expressions over paths; `*` stays inside one part."""
    if verb in ("include", "exclude"):
        yield from map(_glob, words)
    elif verb in ("global-include", "global-exclude"):
        yield from (f"(?:.*/)?{_glob(word)}" for word in words)
    elif verb in ("graft", "prune"):
        yield from (".*" if word.strip("./") == "" else f"{_glob(word.rstrip('/'))}/.*" for word in words)
    elif verb in ("recursive-include", "recursive-exclude"):
        base = "" if words[0].strip("./") == "" else f"{_glob(words[0].rstrip('/'))}/"
        yield from (f"{base}(?:.*/)?{_glob(word)}" for word in words[1:])


def _glob(pattern: str) -> str:
    try:
        return expression(pattern)
    except ValueError:  # a set that runs backwards: no file is in it; or stars that nobody means
        return "(?!)"
