"""The values of this package: what a convention says, what git says of a path, and what is remarked."""

from __future__ import annotations

from scanner.errors import KeysieveError
from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    Level = Literal["error", "suggestion"]
    Kind = Literal[
        "tracked",
        "unencrypted",
        "not-ignored",
        "re-included",
        "only-here",
        "template-ignored",
        "docker",
        "npm",
        "sdist",
    ]


class HygieneError(KeysieveError):
    """A file that says what is ignored or shipped cannot be read, or the convention of a secret file is wrong."""


class Convention(NamedTuple):
    """A kind of file that holds secrets."""

    pattern: str
    """In the syntax of .gitignore: a name with `*`, or `**/` and the last parts of a path."""
    probes: tuple[str, ...] = ()
    """Paths from the root that git is asked about though there is no such file."""
    beside: tuple[str, ...] = ()
    """Names, or `*` and the end of one; the probes count where git tracks such a file. Empty: everywhere."""
    only_if: str = ""
    """Name of the contents (`contents.py`) that alone make it a secret file; empty: any."""
    unless: str = ""
    """Name of the contents that make it none."""
    encrypt: str = ""
    """The tool that the name says has encrypted the file: it is to be committed, but not plain. Empty: it says none."""


class Verdict(NamedTuple):
    """What git says of one path: the last pattern that matches it, and where that stands."""

    path: bytes
    """From the root, `/` between parts."""
    source: bytes = b""
    """The file that holds the pattern, as git names it; empty: no pattern matches."""
    line: int = 0
    """1-based; 0: no pattern matches."""
    pattern: bytes = b""

    @property
    def reincluded(self) -> bool:
        """Whether the pattern is one that takes an earlier one back."""
        return self.pattern.startswith(b"!")

    @property
    def ignored(self) -> bool:
        """Whether git ignores the path."""
        return bool(self.pattern) and not self.reincluded


class Remark(NamedTuple):
    """One fault of one file, and how to mend it."""

    kind: Kind
    level: Level
    path: bytes
    """From the root."""
    message: str
    """What is wrong."""
    mend: str
    """What to do about it."""
    convention: Convention | None = None
    """Which convention names the file; None for a template."""
    verdict: Verdict | None = None
    """What git says of it; None: git was not asked."""
    ignore_file: bytes = b""
    """The file (from the root) to which a line must be added; empty: the `.gitignore` that decides, or none."""
