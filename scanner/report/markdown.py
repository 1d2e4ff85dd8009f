"""Text where Markdown is expected."""

from __future__ import annotations

SPECIAL = frozenset("\\`*_{}[]<>()#+-.!|~@$&:")
"""All that makes a link, an image, a mention, markup or HTML of a text."""


def plain(text: str) -> str:
    """Return the text so that Markdown shows it as it is: no link, no image, nobody mentioned."""
    return "".join(f"\\{character}" if character in SPECIAL else character for character in text)


def code(text: str) -> str:
    """Return the text as Markdown shows code: exactly."""
    return plain(text) if "`" in text else f"`{text}`"
