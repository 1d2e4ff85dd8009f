"""The user's cache: whether it can be written, belongs to the user, and is whole."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.doctor.interface import Observation
from scanner.errors import KeysieveError
from scanner.ruleset.cache import is_intact, is_of_another_version
from scanner.ruleset.locate import load_ruleset
from scanner.text.pattern import PatternStore
from scanner.usercache import cache_place, is_own

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.doctor.interface import Place

NAME = "cache"
MOST_FILES = 10_000
"""That are looked at."""

LOCKS = "locks"


def check_cache(place: Place) -> Iterator[Observation]:
    """Say what is wrong with the cache; scans do without what they cannot trust, and make it anew."""
    try:
        directory = cache_place()
    except RuntimeError as error:
        yield Observation(NAME, "warning", f"there is none, since {error}; each run begins anew", "set XDG_CACHE_HOME")
        return
    try:
        os.makedirs(directory, mode=0o700, exist_ok=True)
        with tempfile.TemporaryFile(dir=directory):
            pass
    except OSError as error:
        message = f"{directory}: cannot be written ({error.strerror}); each run begins anew"
        yield Observation(NAME, "warning", message, "make it a directory that you can write, or set XDG_CACHE_HOME")
        return
    damaged = sorted([*damaged_entries(Path(directory)), *damaged_database(place)])
    foreign = [str(path) for path in files(directory) if not is_own(os.lstat(path))]
    if foreign:
        message = f"{foreign[0]}: belongs to somebody else, or others can read it ({len(foreign)} such files)"
        yield Observation(NAME, "warning", f"{message}; it is passed over", f"rm -r {directory}")
    elif damaged:
        message = f"{damaged[0]}: is damaged ({len(damaged)} in all); it is made anew when it is needed"
        yield Observation(NAME, "warning", message, f"rm -r {directory}, if it stays")
    else:
        yield Observation(NAME, "ok", directory)


def files(directory: str) -> Iterator[str]:
    """Yield the files of the cache but those that only hold a lock, up to a limit; links are not followed."""
    left = MOST_FILES
    for place, inner, names in os.walk(directory):
        inner[:] = [name for name in inner if name != LOCKS]
        for name in names[:left]:
            yield os.path.join(place, name)
        left -= len(names)
        if left <= 0:
            return


def damaged_entries(directory: Path) -> Iterator[str]:
    """Yield what in the cache is not as it was written, as far as this version can tell."""
    for entry in directory.glob("rules/*"):
        if not is_intact(entry) and not is_of_another_version(entry):
            yield str(entry)
    patterns = directory / "patterns"
    if patterns.exists() and not PatternStore(str(patterns)).has_any:
        yield str(patterns)
    memory = directory / "scanned.sqlite"
    if memory.exists() and not is_whole_database(memory):
        yield str(memory)


def damaged_database(place: Place) -> Iterator[str]:
    """Yield the compiled patterns of the rules that count here, if they are not as they were written."""
    try:
        from scanner.engine.prefilter.database import PatternCache  # needs Hyperscan, which another check looks at

        ruleset = load_ruleset(place.config.rule_paths if place.config is not None else ())
    except (ImportError, KeysieveError):
        return
    cache = PatternCache(ruleset.digest)
    if cache.path.exists() and cache.load() is None:
        yield str(cache.path)


def is_whole_database(path: Path) -> bool:
    """Whether SQLite reads the file and finds nothing wrong; one that is in use is taken for whole."""
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=1)) as database:
            return bool(database.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except sqlite3.OperationalError as error:
        return "locked" in str(error) or "open" in str(error)
    except sqlite3.DatabaseError:
        return False
