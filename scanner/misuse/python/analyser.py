"""The analyser of Python: parses a file once for all detectors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.misuse.python import ciphers, output, tls, url
from scanner.misuse.python.module import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scanner.misuse.interface import Hit, Text
    from scanner.misuse.python.module import Module

DETECTORS: tuple[Callable[[Module], Iterator[Hit]], ...] = (
    output.logged,
    output.printed,
    output.raised,
    url.in_query,
    ciphers.base64_for_encryption,
    ciphers.broken_cipher,
    ciphers.fast_hash,
    ciphers.literal_key,
    ciphers.literal_vector,
    ciphers.home_made,
    tls.unchecked,
)


def analyse(text: Text) -> Iterator[Hit]:
    """Yield all misuse in a Python file."""
    module = parse(text.content)
    if module is not None:
        for detector in DETECTORS:
            yield from detector(module)
