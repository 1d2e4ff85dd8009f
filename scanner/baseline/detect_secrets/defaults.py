"""A baseline of detect-secrets with nothing in it yet: all its plugins, and the filters that it uses by itself."""

from __future__ import annotations

from scanner.baseline.detect_secrets.model import VERSION, ForeignBaseline
from scanner.baseline.detect_secrets.types import PLUGINS
from scanner.baseline.detect_secrets.upgrade import default_filters

LIMITS = {"Base64HighEntropyString": 4.5, "HexHighEntropyString": 3.0}


def empty_foreign() -> ForeignBaseline:
    """Return a baseline without entries."""
    plugins = []
    for name in sorted(PLUGINS.values(), key=str.lower):
        plugin: dict[str, object] = {"name": name}
        if name in LIMITS:
            plugin["limit"] = LIMITS[name]
        if name == "KeywordDetector":
            plugin["keyword_exclude"] = ""
        plugins.append(plugin)
    return ForeignBaseline(VERSION, tuple(plugins), tuple(default_filters()), ())
