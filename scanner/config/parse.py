"""From TOML to `Config`. Off the hook's path unless there is a configuration."""

from __future__ import annotations

import datetime as dt
import os
import tomllib
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, TypeVar

from scanner.config.glob import Glob
from scanner.config.model import Allow, Config, ConfigError, PathRule
from scanner.model import CONFIDENCE_RANK

if TYPE_CHECKING:
    from scanner.model import Confidence

KEYS = (
    *("exclude", "min_confidence", "rules", "per_path", "allow", "baseline", "secret_files", "not_secret_files"),
    "env",  # envschema reads it
)
RULES_KEYS = ("disable", "paths")
PER_PATH_KEYS = ("paths", "disable", "min_confidence")
ALLOW_KEYS = ("value", "path", "rule", "reason", "expires")
T = TypeVar("T")


def read_toml(path: str, text: bytes) -> dict[str, Any]:
    """Return the document. Raises ConfigError if it is not TOML in UTF-8."""
    try:
        return tomllib.loads(text.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: is not TOML: {error}") from error


def parse_config(table: Any, path: str) -> Config:
    """Return the configuration in `table`, which stands in the file `path`. Raises ConfigError for what is wrong."""
    if not isinstance(table, Mapping):
        raise ConfigError(f"{path}: [tool.keysieve] must be a table")
    _known(table, KEYS, path)
    rules = table.get("rules", {})
    if not isinstance(rules, Mapping):
        raise ConfigError(f"{path}: `rules` must be a table; write `[rules]`")
    _known(rules, RULES_KEYS, f"{path}: rules")
    root = os.path.dirname(os.path.abspath(path))
    return Config(
        origin=os.path.basename(path),
        exclude=_globs(table.get("exclude", []), f"{path}: exclude"),
        min_confidence=_confidence(table.get("min_confidence", "medium"), f"{path}: min_confidence"),
        disabled_rules=frozenset(_texts(rules.get("disable", []), f"{path}: rules.disable")),
        rule_paths=tuple(
            os.path.join(root, os.path.expanduser(name))
            for name in _texts(rules.get("paths", []), f"{path}: rules.paths")
        ),
        per_path=_tables(table.get("per_path", []), f"{path}: per_path", _path_rule),
        allow=_tables(table.get("allow", []), f"{path}: allow", _allow),
        baseline=_baseline(table.get("baseline", ""), root, f"{path}: baseline"),
        secret_files=tuple(_texts(table.get("secret_files", []), f"{path}: secret_files")),
        not_secret_files=_globs(table.get("not_secret_files", []), f"{path}: not_secret_files"),
    )


def _path_rule(table: Mapping[str, Any], where: str) -> PathRule:
    _known(table, PER_PATH_KEYS, where)
    globs = _globs(table.get("paths", []), f"{where}: paths")
    if not globs:
        raise ConfigError(f"{where}: lacks `paths`, the globs it holds for")
    floor = table.get("min_confidence")
    return PathRule(
        globs,
        frozenset(_texts(table.get("disable", []), f"{where}: disable")),
        None if floor is None else _confidence(floor, f"{where}: min_confidence"),
    )


def _allow(table: Mapping[str, Any], where: str) -> Allow:
    _known(table, ALLOW_KEYS, where)
    if not any(key in table for key in ("value", "path", "rule")):
        raise ConfigError(f"{where}: would allow everything; give `value`, `path` or `rule`")
    pattern = table.get("value")
    path = table.get("path")
    return Allow(
        None if pattern is None else _pattern(_text(pattern, f"{where}: value"), f"{where}: value"),
        None if path is None else _globs([path], f"{where}: path")[0],
        _text(table["rule"], f"{where}: rule") if "rule" in table else "",
        _text(table["reason"], f"{where}: reason") if "reason" in table else "",
        _date(table["expires"], f"{where}: expires") if "expires" in table else "",
    )


def _pattern(text: str, where: str) -> Any:
    import regex

    try:
        return regex.compile(text.encode())
    except (regex.error, ValueError, OverflowError) as error:  # ValueError: flags that do not go together
        raise ConfigError(f"{where}: is no regular expression: {error}") from error


def _date(value: Any, where: str) -> str:
    try:
        day = value if isinstance(value, dt.date) else dt.date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise ConfigError(f"{where}: must be a date, as 2027-01-31") from error
    return day.isoformat()[:10]


def _baseline(value: Any, root: str, where: str) -> str:
    return os.path.join(root, _text(value, where)) if value != "" else ""


def _confidence(value: Any, where: str) -> Confidence:
    for known in CONFIDENCE_RANK:
        if value == known:
            return known  # type: ignore[return-value]  # the keys are the values of Confidence
    raise ConfigError(f"{where}: is {value!r}; write one of {', '.join(CONFIDENCE_RANK)}")


def _globs(values: Any, where: str) -> tuple[Glob, ...]:
    globs = []
    for text in _texts(values, where):
        try:
            globs.append(Glob(text))
        except ValueError as error:
            raise ConfigError(f"{where}: {text!r}: {error}") from error
    return tuple(globs)


def _tables(values: Any, where: str, read: Callable[[Mapping[str, Any], str], T]) -> tuple[T, ...]:
    if not isinstance(values, list) or not all(isinstance(value, Mapping) for value in values):
        raise ConfigError(f"{where}: must be an array of tables; write `[[{where.rpartition(' ')[2]}]]`")
    return tuple(read(value, f"{where} {number}") for number, value in enumerate(values, 1))


def _texts(values: Any, where: str) -> list[str]:
    if not isinstance(values, list):
        raise ConfigError(f"{where}: must be an array of texts")
    return [_text(value, where) for value in values]


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value.strip() or "\0" in value:
        raise ConfigError(f"{where}: must be text, not empty and without NUL")
    return value


def _known(table: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
    for key in table:
        if key not in known:
            nearest = get_close_matches(key, known, 1)
            hint = f"; did you mean `{nearest[0]}`?" if nearest else f"; known are {', '.join(known)}"
            raise ConfigError(f"{where}: unknown key `{key}`{hint}")
