"""The user's cache of compiled rules: keyed by the files' contents and this version, owner-only, written atomically."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

from scanner import __version__
from scanner.atomic import write_atomically
from scanner.regular import contents
from scanner.ruleset.compile import compile_rules, digest_of, read_rules, replaced, rule_files
from scanner.ruleset.keywords import DamagedRulesetError
from scanner.ruleset.layout import FORMAT, KEYWORDS_FILE, RULES_FILE
from scanner.ruleset.load import load_compiled
from scanner.ruleset.schema import RuleError
from scanner.usercache import cache_place, is_own


def compiled_directory(builtin: str, extra: Sequence[str]) -> str:
    """Return a directory with the compiled form of the built-in and the `extra` rule files, compiling if need be.

    An extra rule takes the place of the built-in one with its id. A damaged cache entry is rebuilt. Where the cache
    cannot be written, the form goes to a temporary directory that is removed when the process ends.

    Raises RuleError if a rule file is wrong.
    """
    builtin_files, extra_files = rule_files([Path(builtin)]), rule_files(map(Path, extra))
    key = blake2b(
        f"{FORMAT}\0{__version__}\0{sys.version_info[:2]}\0{os.path.abspath(builtin)}".encode(), digest_size=16
    )
    for file in (*builtin_files, *extra_files):
        try:
            key.update(b"\0" + file.name.encode("utf-8", "surrogateescape") + b"\0" + contents(file))
        except OSError as error:
            raise RuleError(f"{file}: cannot be read: {error.strerror}") from error
    with suppress(OSError, RuntimeError):
        place = Path(cache_place(), "rules", key.hexdigest())
        if not is_intact(place):
            write_entry(place, compile_rules(replaced(read_rules(builtin_files), read_rules(extra_files))))
        return str(place)
    place = Path(tempfile.mkdtemp(prefix="keysieve-rules-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    write_entry(place, compile_rules(replaced(read_rules(builtin_files), read_rules(extra_files))))
    return str(place)


def is_intact(place: Path) -> bool:
    """Whether the entry is there as this user wrote it; half an index would make rules blind without a word."""
    try:
        if not all(is_own(os.lstat(place / name)) for name in (RULES_FILE, KEYWORDS_FILE)):
            return False
        ruleset = load_compiled(str(place))
        rules, keywords = ((place / name).read_bytes().decode() for name in (RULES_FILE, KEYWORDS_FILE))
    except (DamagedRulesetError, OSError, UnicodeDecodeError):
        return False
    return ruleset.digest == digest_of(rules.partition("\n")[2][:-1], keywords.partition("\n")[2][:-1])


def is_of_another_version(place: Path) -> bool:
    """Whether the entry is in the form of another version, which alone can tell whether it is intact."""
    try:
        with open(place / RULES_FILE, encoding="utf-8") as stream:
            form = stream.readline().partition("\t")[0]
    except (OSError, UnicodeDecodeError):
        return False
    return form != FORMAT and form.rpartition("-")[0] == FORMAT.rpartition("-")[0]


def write_entry(place: Path, texts: Mapping[str, str]) -> None:
    """Write the compiled form into the directory `place`, which only its owner can read."""
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in (RULES_FILE, KEYWORDS_FILE):
        write_atomically(str(place / name), texts[name].encode(), mode=0o600)
