"""Which format a baseline file has, told by its first bytes."""

from __future__ import annotations

from scanner.baseline.read import ENTRY_KEYS, HEADER_BEGIN, HEADER_START, BaselineError, file_text
from scanner.regular import regular

KEYS = frozenset(
    b'"%s"' % key
    for key in (
        b"version",
        b"plugins_used",
        b"filters_used",
        b"results",
        b"generated_at",
        b"custom_plugin_paths",
        b"exclude",
        b"exclude_regex",
        b"word_list",
    )
)
"""The keys with which such a document begins; no line of ours begins with one."""

OUR_KEYS = frozenset(b'"%s"' % key.encode() for key in ("keysieve-baseline", *ENTRY_KEYS))


def is_foreign(path: str | None) -> bool:
    """Whether there is a file at `path` and it is a baseline of detect-secrets.

    A baseline of ours is told by its first bytes, without a JSON parser.
    """
    if path is None:
        return False
    try:
        with open(path, "rb", opener=regular) as stream:
            head = stream.read(512)
    except OSError:
        return False
    if head.startswith(HEADER_START):
        return False
    text = head.replace(b"\0", b"").lstrip(b"\xff\xfe\xef\xbb\xbf \t\r\n")
    if not text.startswith(b"{"):
        return False
    first = text[1:].lstrip().split(b":", 1)[0].strip()
    return first in KEYS or (first not in OUR_KEYS and _has_results(path))


def _has_results(path: str) -> bool:
    """Whether the file is one JSON document with `results`: other tools may have put a key of theirs first."""
    import json

    try:
        document = json.loads(file_text(path))
    except (BaselineError, ValueError, RecursionError):
        return False
    return isinstance(document, dict) and isinstance(document.get("results"), dict)


def is_native(path: str) -> bool:
    """Whether there is a file at `path` with a header of ours in any of its lines: merges may move it."""
    try:
        with open(path, "rb", opener=regular) as stream:
            text = stream.read().replace(b"\0", b"").lstrip(b"\xff\xfe\xef\xbb\xbf")
    except OSError:
        return False
    return text.startswith(HEADER_BEGIN.encode()) or b"\n" + HEADER_BEGIN.encode() in text
