"""Everything that is looked up about an entry, and the threads that do it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.audit.choice import Facts
from scanner.audit.inspect import Inspector
from scanner.audit.lookups import Lookup
from scanner.audit.origin import Origin, Origins

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from scanner.audit.evidence import Evidence
    from scanner.audit.look import Scene
    from scanner.audit.model import Item, Key
    from scanner.audit.reasons import Reasons
    from scanner.audit.recognise import Recogniser


MANY = 8
"""Paths for which one walk through the whole history takes less than a question each."""


@dataclass(frozen=True, slots=True)
class Background:
    """What takes longer than the look into the file."""

    origin: Origin
    why: tuple[str, ...] | None = None
    """What made the confidence what it is; None: that was not asked, for the entry was not on the screen."""


class Details:
    """Looks entries up in two threads: one reads files, the other asks git and the engine's reasons."""

    def __init__(
        self,
        scene: Callable[[], Scene],
        recogniser: Recogniser,
        reasons: Callable[[], Reasons],
        paths: Callable[[], Collection[str]],
    ) -> None:
        """`scene` and `reasons`: make what is looked with; each is called once, in the thread that needs it.

        `paths`: gives those of all entries.
        """
        self._scene = scene
        self._recogniser = recogniser
        self._make_reasons = reasons
        self._paths = paths
        self._is_of_many = False
        """Whether the history of many paths is asked for."""
        self._inspector: Inspector | None = None
        self._slow_inspector: Inspector | None = None
        self._reasons: Reasons | None = None
        self._origins: Origins | None = None
        self._shown: set[Key] = set()
        self._confidence: dict[Key, str] = {}
        self._day: dict[Key, str] = {}
        self.shapes: dict[Key, str] = {}
        """The shapes of the values that were looked at."""
        self._near = Lookup("keysieve-files", self._evidence)
        self._far = Lookup("keysieve-history", self._background, self._close)

    def start(self) -> None:
        """Start the threads."""
        self._near.start()
        self._far.start()

    def end(self) -> None:
        """End the threads; they are not waited for."""
        self._near.end()
        self._far.end()

    @property
    def version(self) -> int:
        """Grows with every answer. Raises RuntimeError if a thread has died."""
        if self._near.is_dead or self._far.is_dead:
            raise RuntimeError("a lookup has failed")
        return self._near.version + self._far.version

    def want(self, shown: Sequence[Item], files: Sequence[Item], history: Sequence[Item]) -> None:
        """Say what is of interest: the shown entry first, then what is asked of files, and what of the history."""
        self._shown = {item.key for item in shown}
        for item in shown:
            background = self._far.get(item.key)
            if background is not None and background.why is None:
                self._far.forget(item.key)
        self._is_of_many = len({item.path for item in history}) >= MANY
        self._near.want([*shown, *files])
        self._far.want([*shown, *history])

    def evidence(self, item: Item) -> Evidence | None:
        """Return what the work tree says; None as long as it is not known."""
        return self._near.get(item.key)

    def background(self, item: Item) -> Background | None:
        """Return the first commit and the reasons; None as long as they are not known."""
        return self._far.get(item.key)

    def facts(self, key: Key) -> Facts:
        """Return what filters may ask, as far as it is known; it is never forgotten."""
        return Facts(self._confidence.get(key), self._day.get(key))

    def forget(self, item: Item) -> None:
        """Forget an entry whose file may have been changed."""
        for inspector in (self._inspector, self._slow_inspector):
            if inspector is not None:
                inspector.forget(item.path)
        self._confidence.pop(item.key, None)
        self._day.pop(item.key, None)
        self.shapes.pop(item.key, None)
        self._near.forget(item.key)
        self._far.forget(item.key)

    def _evidence(self, item: Item, is_wanted: Callable[[], bool]) -> Evidence:
        if self._inspector is None:
            self._inspector = Inspector(self._scene(), self._recogniser)
        evidence = self._inspector.evidence(item)
        self._confidence[item.key] = evidence.confidence or ""
        self.shapes[item.key] = evidence.shape
        return evidence

    def _background(self, item: Item, is_wanted: Callable[[], bool]) -> Background:
        """Look into the file again, with an inspector of this thread's own, then into the history."""
        if self._slow_inspector is None or self._reasons is None or self._origins is None:
            scene = self._scene()
            self._origins = Origins(scene.repository)
            self._slow_inspector = Inspector(scene, self._recogniser)
            self._reasons = self._make_reasons()
        evidence = self._slow_inspector.evidence(item)
        origin = Origin()
        if evidence.needle is not None:
            if self._is_of_many:
                self._origins.walk(self._paths(), is_wanted)
            origin = self._origins.first_commit(item.path, evidence.needle, is_wanted)
        if is_wanted():
            self._day[item.key] = origin.day
        if item.key not in self._shown:
            return Background(origin)
        why: tuple[str, ...] = ()
        if evidence.place is not None and evidence.confidence is not None:
            why = self._reasons.why(self._slow_inspector.look(item.path), evidence.place)
        return Background(origin, why or evidence.why)

    def _close(self) -> None:
        if self._origins is not None:
            self._origins.close()
