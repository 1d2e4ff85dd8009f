"""`ForeignBaseline`: what a `.secrets.baseline` of detect-secrets holds."""

from __future__ import annotations

from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

VERSION = "1.5.0"
"""The version of the format that is written; older ones are upgraded when they are read."""

DEFAULT_FOREIGN_NAME = ".secrets.baseline"


class ForeignEntry(NamedTuple):
    """One secret that one of its plugins found in one file."""

    path: str
    """As the file says, `/` between parts; relative to where detect-secrets ran, usually the root."""
    type: str
    """The plugin's name for what it finds, such as `AWS Access Key`."""
    hash: str
    """SHA-1, in hex, of what the plugin's pattern captures."""
    line: int = 0
    """1-based; 0: not told."""
    is_secret: bool | None = None
    """What a person said; None: unaudited."""
    is_verified: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        """The identity in detect-secrets: path, hash and type."""
        return self.path, self.hash, self.type

    @property
    def gravity(self) -> int:
        """What ranks entries of one secret: real over false positive over unaudited."""
        return 0 if self.is_secret is None else 1 + self.is_secret


class ForeignBaseline(NamedTuple):
    """A file's contents, in the form of the newest version."""

    version: str
    """The version that wrote it."""
    plugins: tuple[Mapping[str, Any], ...]
    filters: tuple[Mapping[str, Any], ...]
    entries: tuple[ForeignEntry, ...]
    """Sorted by path, line, hash and type."""
    notes: tuple[str, ...] = ()
    """What could not be upgraded, in sentences for people."""


def in_order(entries: set[ForeignEntry] | list[ForeignEntry]) -> tuple[ForeignEntry, ...]:
    """Return the entries in the order in which detect-secrets writes them."""
    return tuple(sorted(entries, key=lambda entry: (entry.path, entry.line, entry.hash, entry.type)))
