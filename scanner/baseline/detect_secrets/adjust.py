"""The settings of a baseline, changed as the options of a detect-secrets hook ask."""

from __future__ import annotations

import os

from scanner.baseline.detect_secrets.filters import SECRETS
from scanner.baseline.detect_secrets.types import BASE64, HEX, PLUGINS
from scanner.baseline.detect_secrets.upgrade import FILES, LINES, VERIFICATION, WORDS
from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from scanner.baseline.detect_secrets.model import ForeignBaseline

LEAST_WORD = 3
"""Letters of the shortest word that a word list counts with."""


class Adjustments(NamedTuple):
    """What the command line asks for beside the baseline; it wins over the baseline, as in detect-secrets."""

    exclude_files: tuple[str, ...] = ()
    exclude_lines: tuple[str, ...] = ()
    exclude_secrets: tuple[str, ...] = ()
    word_list: str | None = None
    only_verified: bool = False
    disabled_plugins: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    disabled_filters: tuple[str, ...] = ()
    base64_limit: float | None = None
    hex_limit: float | None = None


def adjusted(baseline: ForeignBaseline, asked: Adjustments) -> ForeignBaseline:
    """Return the baseline with the settings that are asked for. Its entries stay as they are."""
    filters = {record["path"]: record for record in baseline.filters}
    for path, patterns in (
        (FILES, asked.exclude_files),
        (LINES, asked.exclude_lines),
        (SECRETS, asked.exclude_secrets),
    ):
        if patterns:
            filters[path] = {"path": path, "pattern": list(patterns)}
    if asked.word_list is not None:
        filters[WORDS] = {"path": WORDS, "min_length": LEAST_WORD, "file_name": os.path.abspath(asked.word_list)}
    filters[VERIFICATION] = {"path": VERIFICATION, "min_level": 3 if asked.only_verified else 2}
    for path in asked.disabled_filters:
        filters.pop(path, None)
    for path in asked.filters:
        filters.setdefault(path, {"path": path})
    limits = {PLUGINS[BASE64]: asked.base64_limit, PLUGINS[HEX]: asked.hex_limit}
    plugins = [
        _limited(record, limits.get(record["name"]))
        for record in baseline.plugins
        if record["name"] not in asked.disabled_plugins
    ]
    return baseline._replace(plugins=tuple(plugins), filters=tuple(filters.values()))


def _limited(record: Mapping[str, Any], limit: float | None) -> Mapping[str, Any]:
    return record if limit is None else {**record, "limit": limit}
