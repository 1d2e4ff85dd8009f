"""What the process has read of secrets, so that it can be masked: the one list that all parts of a process share."""

from __future__ import annotations

from _thread import allocate_lock  # `threading` is 2 ms more

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.model import Secret
    from scanner.runtime.finder import Finder

SHORTEST = 6
"""Fewest bytes of a value, and fewest characters of a spelling, that are masked: shorter ones are in innocent words."""


class ShortSecretWarning(UserWarning):
    """A secret is too short to be masked: it would be found in innocent words."""


class SeenSecrets:
    """Secrets by their values, and the automaton that finds them. Safe for threads.

    They are kept until they are forgotten: a value that was revealed lives on in texts, after its `Secret` is gone.
    """

    def __init__(self) -> None:
        self._lock = allocate_lock()
        self.changed = False
        """Whether the automaton is older than the list."""
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self._spellings: dict[Secret, frozenset[str]] = {}
        self._unread: list[Secret] = []
        self._short: set[str] = set()
        self._warns = False
        self._finder: Finder | None = None
        self.changed = False

    def add(self, secret: Secret, name: str = "") -> None:
        """Mask this value from now on. `name` is what a warning calls it, if it is too short to be masked."""
        if secret in self._spellings:
            return
        if len(secret) < SHORTEST:
            self._tell_short(name or "a secret")
            return
        with self._lock:
            self._spellings[secret] = frozenset()
            self._unread.append(secret)
            self.changed = True

    def forget(self, secret: Secret) -> None:
        """Mask this value no longer, as after it was revoked."""
        with self._lock:
            if self._spellings.pop(secret, None) is not None:
                self.changed = True

    def warn(self) -> None:
        """From now on warn of secrets that are too short to be masked, those before included."""
        self._warns = True
        with self._lock:
            names, self._short = sorted(self._short), set()
        for name in names:
            self._tell_short(name)

    def finder(self) -> Finder | None:
        """Return what finds all secrets; None: there are none."""
        if self.changed:
            with self._lock:
                self._learn()
        return self._finder

    def _learn(self) -> None:
        if not self.changed:
            return
        from scanner.runtime.finder import Finder
        from scanner.runtime.spellings import all_spellings

        for secret in self._unread:
            if secret in self._spellings:
                self._spellings[secret] = all_spellings(secret)
        self._unread.clear()
        known: frozenset[str] = frozenset().union(*self._spellings.values())
        self._finder = Finder(known) if known else None
        self.changed = False

    def _tell_short(self, name: str) -> None:
        if self._warns:
            import warnings  # a millisecond that most processes do not need

            warnings.warn(f"{name}: shorter than {SHORTEST} bytes, so it is not masked", ShortSecretWarning, 4)
        else:
            self._short.add(name)


SEEN = SeenSecrets()
"""What this process has read. It is one list because a log does not ask which part of the program read a secret."""
