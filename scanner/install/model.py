"""What is done to install or remove the hook: steps, which can be told before they are taken."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.atomic import usual_mode, write_atomically
from scanner.errors import KeysieveError
from scanner.regular import contents_if_there

if TYPE_CHECKING:
    from collections.abc import Sequence

EXECUTABLE = 0o111


class InstallError(KeysieveError):
    """The hook cannot be put there, or not taken away; the message says what stands in the way."""


@dataclass(frozen=True, slots=True)
class Write:
    """A file gets these contents."""

    path: str
    data: bytes
    executable: bool = False

    def take(self) -> None:
        """Write it whole. A link is replaced, not followed, if it is to be executable. Raises OSError."""
        os.makedirs(os.path.dirname(self.path), exist_ok=True)
        if not self.executable:
            if os.path.islink(self.path) and not os.path.exists(self.path):
                raise FileNotFoundError(errno.ENOENT, "it is a link to nothing; remove it")
            write_atomically(self.path, self.data)
            return
        new = f"{self.path}.keysieve-new"
        mode = usual_mode(self.path)
        write_atomically(new, self.data, mode | EXECUTABLE & (mode >> 2))
        os.replace(new, self.path)


@dataclass(frozen=True, slots=True)
class Keep:
    """A file is kept under another name, byte for byte, with its permissions."""

    path: str
    kept: str

    def take(self) -> None:
        """Give it the other name; the old one stays until something takes its place. Raises OSError."""
        try:
            os.link(self.path, self.kept, follow_symlinks=False)
        except (NotImplementedError, OSError):
            os.rename(self.path, self.kept)


@dataclass(frozen=True, slots=True)
class Restore:
    """What was kept gets its name back."""

    kept: str
    path: str

    def take(self) -> None:
        """Replace the file. Raises OSError."""
        os.replace(self.kept, self.path)


@dataclass(frozen=True, slots=True)
class Remove:
    """A file goes."""

    path: str

    def take(self) -> None:
        """Remove it. Raises OSError."""
        with suppress(FileNotFoundError):
            os.unlink(self.path)


Step = Write | Keep | Restore | Remove


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done, and what is to be said about it."""

    steps: tuple[Step, ...]
    notes: tuple[str, ...] = ()


def carry_out(steps: Sequence[Step]) -> None:
    """Take the steps. Raises InstallError if one of them fails."""
    for step in steps:
        try:
            step.take()
        except OSError as error:
            raise InstallError(f"{step.path}: cannot be written: {error.strerror}") from error


def contents(path: str) -> bytes | None:
    """Return the contents of a file; None if there is none. Raises InstallError if it cannot be read."""
    try:
        return contents_if_there(path)
    except OSError as error:
        raise InstallError(f"{path}: cannot be read: {error.strerror}") from error
