"""Which paths are scanned alike: a content in two of them is scanned once."""

from __future__ import annotations

from scanner.engine.context import is_in
from scanner.engine.filters.sample import TESTS, is_below_vectors, is_sample_path
from scanner.engine.syntax.loose import is_settings
from scanner.scan.counting import kind_of
from scanner.sources.commits import Kind
from scanner.text.redact import MISUSE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scanner.model import Rule
    from scanner.scan.policy import Policy


class Kinds:
    """Gives each path its kind. A history names the same paths again and again, so the answers are kept."""

    def __init__(self, policy: Policy, rules: Iterable[Rule], areas: Iterable[tuple[str, ...]] = ()) -> None:
        """`rules`: those that findings may carry. `areas`: the `paths` of others, which need not be parsed for it."""
        self._policy = policy
        self._known: dict[bytes, Kind] = {}
        self._same: dict[Kind, Kind] = {}
        asked = list(rules)
        self._meant = sorted({*areas, *(rule.paths for rule in asked if rule.paths)})
        self._misuse = any(rule.provider == MISUSE for rule in asked)

    def __call__(self, path: bytes) -> Kind:
        """Return the kind of the path."""
        kind = self._known.get(path)
        if kind is None:
            signs = bytes(b"01"[sign] for sign in self._signs(path))
            judged = kind_of(path) + b" " + signs
            made = Kind(bool(self._policy.exclusion(path)), self._policy.rules_off(path), judged)
            kind = self._known[path] = self._same.setdefault(made, made)
        return kind

    def _signs(self, path: bytes) -> Iterator[bool]:
        """Yield all that whoever judges contents asks of a path, beside its extension."""
        yield is_sample_path(path)
        yield is_below_vectors(path)
        yield not TESTS.isdisjoint(path.lower().split(b"/")[:-1])
        yield is_settings(path)
        for patterns in self._meant:
            yield is_in(patterns, path)
        if self._misuse:
            from scanner.misuse.table import ANALYSERS  # most scans look for none
            from scanner.scan.misuse import TRYING_OUT

            yield TRYING_OUT.search(path) is not None
            for pattern, _ in ANALYSERS:
                yield pattern.search(path) is not None
