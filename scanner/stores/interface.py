"""What a secret store is: names, versions, values, and the errors that every store raises alike."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from scanner.errors import KeysieveError

if TYPE_CHECKING:
    from datetime import datetime

    from scanner.model import Secret

CURRENT = "current"
"""Stage of the version that is in use."""

PREVIOUS = "previous"
"""Stage of the version before it, as long as it is there."""

PENDING = "pending"
"""Stage of a version that is written and not yet in use; only some stores know it."""

ABSENT = ""
"""As `expect`: there must be no secret of that name yet."""

LARGEST_VALUE = 65_536
"""Most bytes of a value: the least of the stores' own limits, so that every value can move to every store."""

LONGEST_NAME = 253
NAME = re.compile(r"[A-Za-z0-9_+=@.-]+(?:/[A-Za-z0-9_+=@.-]+)*")


class StoreError(KeysieveError):
    """A store could not do what it was asked; the message never holds a value."""


class NotFoundError(StoreError):
    """There is no such secret, or no such version of it."""


class DeniedError(StoreError):
    """The store knows us not, or does not let us."""


class ConflictError(StoreError):
    """The secret is not what it was expected to be: another writer came first."""


class UnavailableError(StoreError):
    """The store gave no answer that can be used; later it may."""


class DamagedStoreError(StoreError):
    """What is stored is not what was written."""


class StoreKeyError(StoreError):
    """The key of the store is missing, wrong, or not kept safely."""


class RefusedValueError(StoreError):
    """The store cannot take this name, value or wish."""


class MissingExtraError(StoreError):
    """The library that the store needs is not installed."""


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a secret, without its value."""

    id: str
    """As the store names it: a number, or AWS's version id."""
    created: datetime | None
    """In UTC; None: the store does not say."""
    stages: tuple[str, ...] = ()
    """`current`, `previous`, `pending`, as far as they stand for this version."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A value with the version that it is."""

    name: str
    secret: Secret
    version: Version


class SecretStore(Protocol):
    """Keeps secrets by name, in versions. Every method raises StoreError; every call ends within a bounded time."""

    @property
    def kind(self) -> str:
        """Name of the store in `table.py`."""

    @property
    def recoverable(self) -> bool:
        """Whether the store knows `withdraw` and `restore`; one that does not refuses them."""

    def get(self, name: str, version: str | None = None) -> Stored:
        """Return the value of the version: its id, `current` (the default) or `previous`."""

    def put(self, name: str, secret: Secret, expect: str | None = None) -> Version:
        """Write a new version, which becomes the current one.

        `expect`: the id that the current version must have, or `ABSENT`; None: whatever it is. Raises ConflictError.
        """

    def versions(self, name: str) -> tuple[Version, ...]:
        """Return the versions whose values can still be read, the newest first."""

    def delete(self, name: str) -> None:
        """Delete the secret with all of its versions."""

    def withdraw(self, name: str) -> None:
        """Delete the secret so that `restore` can bring it back for a while."""

    def restore(self, name: str) -> None:
        """Bring a withdrawn secret back."""

    def forget(self, name: str, version: str) -> None:
        """Make one version unreadable: its id, or `previous`. The current one is refused."""

    def list(self) -> tuple[str, ...]:
        """Return the names of all secrets, sorted."""


class Unrecoverable:
    """What a store inherits that deletes for good only."""

    @property
    def recoverable(self) -> bool:
        """It is not."""
        return False

    def withdraw(self, name: str) -> None:
        """Refuse. Raises RefusedValueError."""
        raise RefusedValueError(f"{name}: this store deletes for good only")

    def restore(self, name: str) -> None:
        """Refuse. Raises RefusedValueError."""
        raise RefusedValueError(f"{name}: this store deletes for good; restore its file from a copy")


def check_name(name: str) -> None:
    """Raise RefusedValueError for a name that some store cannot hold or would read as a path of another."""
    if not NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        raise RefusedValueError(
            f"{name[:80]!r} is no name for a secret: use letters, digits and _ + = @ . - in parts with / between them, "
            f"{LONGEST_NAME} characters at most"
        )
    if any(part.strip(".") == "" for part in name.split("/")):
        raise RefusedValueError(f"{name!r} is no name for a secret: a part of dots only would climb in a path")


def check_value(name: str, secret: Secret) -> None:
    """Raise RefusedValueError for a value that some store cannot hold."""
    if not len(secret):
        raise RefusedValueError(f"{name}: the value is empty, and nothing was written")
    if len(secret) > LARGEST_VALUE:
        raise RefusedValueError(f"{name}: the value has {len(secret)} bytes; a store takes {LARGEST_VALUE} at most")


def chosen(name: str, versions: tuple[Version, ...], wanted: str | None) -> Version:
    """Return the version that an id or a stage names, None being `current`. Raises NotFoundError."""
    word = wanted or CURRENT
    for version in versions:
        if version.id == word or word in version.stages:
            return version
    if not versions:
        raise NotFoundError(f"{name}: there is no such secret")
    raise NotFoundError(f"{name}: has no version {word!r}; it has {', '.join(version.id for version in versions)}")


def staged(versions: tuple[Version, ...]) -> tuple[Version, ...]:
    """Return the versions, the newest first, with the stages that follow from their order alone."""
    stages = ((CURRENT,), (PREVIOUS,))
    return tuple(
        Version(version.id, version.created, stages[place] if place < len(stages) else ())
        for place, version in enumerate(versions)
    )
