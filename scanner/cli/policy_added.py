"""What the work tree would let pass and the trusted commit does not: named, since `--policy-ref` passes over it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from scanner.baseline.kind import is_foreign
from scanner.baseline.model import DEFAULT_NAME
from scanner.baseline.read import read_baseline
from scanner.config.load import load_config
from scanner.errors import KeysieveError
from scanner.model import CONFIDENCE_RANK
from scanner.record import NamedTuple
from scanner.report.interface import NewIgnore

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.config.model import Allow, Config, PathRule

NEVER = "9999-12-31"


class Side(NamedTuple):
    """Where one side has its policy."""

    root: str
    config: str | None
    """The file that was named; None: the one at the root."""
    baseline: str | None


def new_ignores(here: Side, trusted: Side) -> tuple[NewIgnore, ...]:
    """Return what lets findings pass `here` and not in `trusted`; what cannot be read is told as that.

    A value that is allowed is not told: it may be a secret. Raises KeysieveError if `trusted` cannot be read.
    """
    before = load_config(trusted.root, trusted.config)
    try:
        after = load_config(here.root, here.config)
    except KeysieveError as error:
        return (NewIgnore(here.config or "configuration", f"cannot be read: {error}"),)
    found = [NewIgnore(after.origin, entry) for entry in _settings(before, after)]
    old, new = _baseline(trusted, before), _baseline(here, after)
    if new is None:
        return tuple(found)
    name = os.path.relpath(new, here.root).replace(os.sep, "/")
    try:
        found += [NewIgnore(name, entry) for entry in _entries(old, new)]
    except KeysieveError as error:
        found.append(NewIgnore(name, f"cannot be read: {error}"))
    return tuple(found)


def _baseline(side: Side, config: Config) -> str | None:
    path = side.baseline or config.baseline or os.path.join(side.root, DEFAULT_NAME)
    return path if os.path.lexists(path) else None


def _settings(before: Config, after: Config) -> Iterator[str]:
    globs = {glob.pattern for glob in before.exclude}
    yield from (f"exclude {glob.pattern}" for glob in after.exclude if glob.pattern not in globs)
    yield from (f"rules.disable {rule}" for rule in sorted(after.disabled_rules - before.disabled_rules))
    if CONFIDENCE_RANK[after.min_confidence] > CONFIDENCE_RANK[before.min_confidence]:
        yield f"min_confidence {after.min_confidence}, was {before.min_confidence}"
    tables = set(map(_table, before.per_path))
    yield from (_per_path(table) for table in after.per_path if _table(table) not in tables)
    allows = set(map(_criteria, before.allow))
    yield from (_allow(allow) for allow in after.allow if _criteria(allow) not in allows)


def _table(table: PathRule) -> tuple[object, ...]:
    return tuple(glob.pattern for glob in table.paths), table.disabled_rules, table.min_confidence


def _per_path(table: PathRule) -> str:
    what = [*(f"disable {rule}" for rule in sorted(table.disabled_rules))]
    if table.min_confidence is not None:
        what.append(f"min_confidence {table.min_confidence}")
    return f"per_path {', '.join(glob.pattern for glob in table.paths)}: {', '.join(what)}"


def _criteria(allow: Allow) -> tuple[object, ...]:
    value = None if allow.value is None else allow.value.pattern
    return value, None if allow.path is None else allow.path.pattern, allow.rule, allow.expires


def _allow(allow: Allow) -> str:
    parts = [
        *(["a value"] if allow.value is not None else []),
        *([f"path {allow.path.pattern}"] if allow.path is not None else []),
        *([f"rule {allow.rule}"] if allow.rule else []),
        *([f"until {allow.expires}"] if allow.expires else []),
    ]
    return f"allow {', '.join(parts)}{f': {allow.reason}' if allow.reason else ''}"


def _entries(old: str | None, new: str) -> Iterator[str]:
    """Yield the entries of the baseline `new` that `old` has not, or for a shorter time only."""
    if is_foreign(new):
        yield from _foreign_entries(old if is_foreign(old) else None, new)
        return
    after = read_baseline(new)
    before = read_baseline(old) if old is not None and not is_foreign(old) else None
    same = before is not None and before.salt == after.salt
    known = {entry.key: entry for entry in before.entries} if before is not None and same else {}
    for entry in after.entries:
        earlier = known.get(entry.key)
        if earlier is None:
            yield f"{entry.rule} in {entry.path} ({entry.label or 'unaudited'})"
        elif (earlier.expires or NEVER) < (entry.expires or NEVER):
            yield f"{entry.rule} in {entry.path} until {entry.expires or 'ever'}, was {earlier.expires}"


def _foreign_entries(old: str | None, new: str) -> Iterator[str]:
    from scanner.baseline.detect_secrets.read import read_foreign  # few repositories have such a baseline

    after = read_foreign(new)
    before = None if old is None else read_foreign(old)
    known = {entry.key for entry in before.entries} if before is not None else set()
    for key in dict.fromkeys(entry.key for entry in after.entries):
        if key not in known:
            yield f"{key[2]} in {key[0]}"
    if before is None:
        return
    names = {plugin["name"] for plugin in after.plugins}
    yield from (f"plugin {plugin['name']} is gone" for plugin in before.plugins if plugin["name"] not in names)
    # Patterns may hold a value that is none of a report's business: the filter alone is named.
    yield from (
        f"filter {record['path'].rpartition('filters.')[2]}" for record in after.filters if record not in before.filters
    )
