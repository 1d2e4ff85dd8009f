"""What the process has read of secrets, so that it can be masked: the one list that all parts of a process share."""

from __future__ import annotations

from _thread import allocate_lock  # `threading` is 2 ms more

from scanner.runtime.finder import SHORTEST, Finder, Finders

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Secret


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
        self._newest: dict[Secret, frozenset[str]] = {}
        self._large: Finder | None = None
        self._short: set[str] = set()
        self._warns = False
        self._finder: Finder | Finders | None = None
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
                if self._newest.pop(secret, None) is None:
                    self._large = None
                self.changed = True

    def warn(self) -> None:
        """From now on warn of secrets that are too short to be masked, those before included."""
        self._warns = True
        with self._lock:
            names, self._short = sorted(self._short), set()
        for name in names:
            self._tell_short(name)

    def finder(self) -> Finder | Finders | None:
        """Return what finds all secrets; None: there are none."""
        if self.changed:
            with self._lock:
                self._learn()
        return self._finder

    def _learn(self) -> None:
        if not self.changed:
            return
        while self._unread:
            secret = self._unread[-1]
            if secret in self._spellings:
                self._spellings[secret] = self._newest[secret] = _spelt(secret)
            self._unread.pop()  # behind that: where the stack was too full to spell it, it is tried again
        # the small one is made anew for each new secret: it is kept at the root of all, so that both cost alike
        if self._large is None or len(self._newest) ** 2 > len(self._spellings):
            self._newest.clear()
            known: frozenset[str] = frozenset().union(*self._spellings.values())
            self._large = Finder(known) if known else None
        newest: frozenset[str] = frozenset().union(*self._newest.values())
        self._finder = Finders(self._large, Finder(newest)) if self._large and newest else self._large
        self.changed = False

    def _tell_short(self, name: str) -> None:
        if self._warns:
            import warnings  # a millisecond that most processes do not need

            warnings.warn(f"{name}: shorter than {SHORTEST} bytes, so it is not masked", ShortSecretWarning, 4)
        else:
            self._short.add(name)


def _spelt(secret: Secret) -> frozenset[str]:
    """Return the spellings of a value; of an object that is nested too deeply, those of the texts and numbers in it."""
    from scanner.runtime.spellings import all_spellings

    try:
        return all_spellings(secret)
    except RecursionError:
        from scanner.stores.structured import fields_of

        fields = fields_of(secret)
        if fields is None:
            raise
        return frozenset().union(*(_spelt(part) for part in _leaves(fields)))


def _leaves(value: object) -> Iterator[Secret]:
    from scanner.model import Secret

    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, (dict, list)):
            waiting += one.values() if isinstance(one, dict) else one
        elif one is not None and not isinstance(one, bool):
            yield Secret(str(one).encode("utf-8", "surrogatepass"))


SEEN = SeenSecrets()
"""What this process has read. It is one list because a log does not ask which part of the program read a secret."""
