"""The analyser of JavaScript and TypeScript: parses a file once for all detectors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.misuse.javascript import client, detectors
from scanner.misuse.javascript.module import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scanner.misuse.interface import Hit, Text
    from scanner.misuse.javascript.module import Module

DETECTORS: tuple[Callable[[Module], Iterator[Hit]], ...] = (
    detectors.logged,
    detectors.thrown,
    detectors.in_query,
    detectors.base64_for_encryption,
    detectors.weak_cipher,
    detectors.signed,
    detectors.fast_hash,
    detectors.unchecked,
    detectors.home_made,
    client.in_browser,
    client.bundled,
)
LARGEST = 1 << 20
"""Bytes of a file that is parsed; larger ones are bundles."""

GRAMMARS = {b".ts": "typescript", b".mts": "typescript", b".cts": "typescript", b".tsx": "tsx"}


def analyse(text: Text) -> Iterator[Hit]:
    """Yield all misuse in a JavaScript or TypeScript file, but for bundles."""
    if len(text.content) > LARGEST or is_minified(text.content):
        return
    module = parse(text.path, text.content, GRAMMARS.get(text.path[text.path.rfind(b".") :].lower(), "javascript"))
    for detector in DETECTORS:
        yield from detector(module)


def is_minified(content: bytes) -> bool:
    """Whether the code has few line ends: nobody wrote it like that."""
    return len(content) > 2000 and content.count(b"\n") * 300 < len(content)
