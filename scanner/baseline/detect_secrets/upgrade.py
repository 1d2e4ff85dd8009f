"""Documents of versions 0.12 to 1.4 brought into the form of version 1.5."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

PREFIX = "detect_secrets.filters."
FILTERS_OF_1_0 = (
    "allowlist.is_line_allowlisted",
    "heuristic.is_sequential_string",
    "heuristic.is_potential_uuid",
    "heuristic.is_likely_id_string",
    "heuristic.is_templated_secret",
    "heuristic.is_prefixed_with_dollar_sign",
    "heuristic.is_indirect_reference",
)
FILTERS_OF_1_1 = ("heuristic.is_lock_file", "heuristic.is_not_alphanumeric_string", "heuristic.is_swagger_file")
VERIFICATION = PREFIX + "common.is_ignored_due_to_verification_policies"
FILES = PREFIX + "regex.should_exclude_file"
LINES = PREFIX + "regex.should_exclude_line"
WORDS = PREFIX + "wordlist.should_exclude_secret"
LIMITS = {"Base64HighEntropyString": "base64_limit", "HexHighEntropyString": "hex_limit"}


def default_filters() -> list[dict[str, Any]]:
    """Return the filters that detect-secrets uses where nothing else is asked for."""
    names = [*FILTERS_OF_1_0, *FILTERS_OF_1_1]
    return [{"path": VERIFICATION, "min_level": 2}, *({"path": PREFIX + name} for name in sorted(names))]


def upgraded(document: dict[str, Any], version: tuple[int, ...]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the document in the newest form, and what could not be brought along, as sentences."""
    new = dict(document)
    notes: list[str] = []
    if version < (1, 0):
        new["plugins_used"] = [_renamed(plugin) for plugin in document.get("plugins_used", [])]
        new["filters_used"] = _filters_of_0(document)
        notes = [
            f"custom plugins in {path} are named without their classes; name them again with `--plugin {path}`"
            for path in document.get("custom_plugin_paths") or ()
        ]
    if version < (1, 1):
        known = {entry.get("path") for entry in new.get("filters_used", []) if isinstance(entry, dict)}
        added = [{"path": PREFIX + name} for name in FILTERS_OF_1_1 if PREFIX + name not in known]
        new["filters_used"] = [*new.get("filters_used", []), *added]
    return new, tuple(notes)


def _renamed(plugin: Any) -> Any:
    if not isinstance(plugin, dict):
        return plugin
    old = LIMITS.get(str(plugin.get("name")), "")
    return {"limit" if key == old else key: value for key, value in plugin.items()}


def _filters_of_0(document: dict[str, Any]) -> list[dict[str, Any]]:
    filters: list[dict[str, Any]] = [{"path": PREFIX + name} for name in FILTERS_OF_1_0]
    filters.append({"path": VERIFICATION, "min_level": 2})
    exclude = document.get("exclude")
    exclude = exclude if isinstance(exclude, dict) else {"files": document.get("exclude_regex")}
    filters += [
        {"path": path, "pattern": [exclude[key]]}
        for key, path in (("files", FILES), ("lines", LINES))
        if exclude.get(key)
    ]
    words = document.get("word_list")
    if isinstance(words, dict) and words.get("file"):
        filters.append({"path": WORDS, "min_length": 3, "file_name": words["file"], "file_hash": words.get("hash")})
    return filters
