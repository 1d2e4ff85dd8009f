"""`Check`: one answer on how the repository stands; `Scene`: what a family of checks may look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime, timedelta

    from scanner.doctor.interface import Place
    from scanner.git.repo import Repository
    from scanner.hygiene.survey import Survey
    from scanner.stores.interface import SecretStore

Standing = Literal["ok", "attention", "missing", "cannot be seen from here"]

STANDINGS: tuple[Standing, ...] = ("ok", "attention", "missing", "cannot be seen from here")
UNSEEN: Standing = "cannot be seen from here"


@dataclass(frozen=True, slots=True)
class Check:
    """One answer. It holds no secret; names in it are as they are, and the reports escape them."""

    id: str
    """Names the check, also in `controls.py`."""
    standing: Standing
    evidence: str
    """What was seen."""
    mend: str = ""
    """What to do about it; empty: nothing."""


@dataclass(frozen=True, slots=True)
class StorePlace:
    """The store that is asked, and how it is opened."""

    kind: str
    """Its name in `stores/table.py`."""
    asked: bool
    """Whether the user named it; a store on a server is asked only then."""
    path: str
    """The encrypted file, of a store of that kind."""
    log_path: str
    """Empty: no access log is kept."""
    open: Callable[[], SecretStore]
    """Opens it. Raises StoreError."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that the checks look at."""

    repository: Repository
    surroundings: Place
    """The repository as `keysieve doctor` looks at it."""
    baseline_path: str | None
    history_scopes: Callable[[], tuple[tuple[str, ...], int | None]]
    """Returns the commits whose whole history was seen, and when a scan last noted that (seconds; None: never)."""
    survey: Callable[[], Survey]
    """Returns the files that hold secrets by convention. Raises KeysieveError."""
    place: StorePlace
    rotation: timedelta
    """How old a secret may be."""
    moment: datetime

    @property
    def today(self) -> str:
        """The ISO date."""
        return self.moment.date().isoformat()


class Family(Protocol):
    """Checks of one kind."""

    def __call__(self, scene: Scene) -> Iterator[Check]:
        """Yield the answers. Raises KeysieveError if git fails."""
