"""`Baseline` and its entries. The file never holds a secret, a line number or a time of a run."""

from __future__ import annotations

import os

from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from scanner.model import Secret

    Label = Literal["real", "false-positive", "accepted", ""]

LABELS = ("real", "false-positive", "accepted")
GRAVITY = ("", "false-positive", "accepted", "real")
"""The labels, the gravest last: what may be a secret wins over what is none."""

FORMAT = 1
"""Version of the file format; a reader refuses a higher one."""

DEFAULT_NAME = ".keysieve.baseline"
HASH_BYTES = 16


class BaselineEntry(NamedTuple):
    """One secret in one path."""

    path: str
    """Relative to the root, `/` between parts, undecodable bytes as `surrogateescape`."""
    hash: str
    """Keyed BLAKE2b of the secret, in hex."""
    rule: str
    label: Label = ""
    """What a person said; empty: unaudited."""
    by: str = ""
    when: str = ""
    reason: str = ""
    expires: str = ""
    """ISO date after which the entry no longer holds; empty: never."""
    moved: str = ""
    """The variable that the secret was moved to: what is left is to revoke it. Such an entry covers history only."""

    @property
    def key(self) -> tuple[str, str]:
        """The identity: the path and the hash."""
        return self.path, self.hash

    @property
    def weight(self) -> tuple[bool, str, int]:
        """What ranks entries for the same secret: the later label, and without dates the graver one."""
        return self.label != "", self.when, GRAVITY.index(self.label)


class Baseline(NamedTuple):
    """A baseline file's contents."""

    salt: str
    """Key of the hashes: the repository's root commit, or random hex."""
    entries: tuple[BaselineEntry, ...]
    """Sorted by path and hash, each key once."""


def entry_path(path: str | bytes) -> str:
    r"""Return the path as entries carry it. A `\` is a `/` of another system, even where a name may hold one."""
    return (os.fsdecode(path) if isinstance(path, bytes) else path).replace("\\", "/")


def secret_hash(secret: Secret, salt: str) -> str:
    """Return the keyed hash under which a secret stands in a baseline."""
    from hashlib import blake2b

    return blake2b(secret.reveal_in_clear(), key=salt.encode()[:64], digest_size=HASH_BYTES).hexdigest()
