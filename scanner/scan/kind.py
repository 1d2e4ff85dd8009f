"""Which paths are scanned alike: a content in two of them is scanned once."""

from __future__ import annotations

from scanner.scan.counting import kind_of
from scanner.sources.commits import Kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.scan.policy import Policy


class Kinds:
    """Gives each path its kind. A history names the same paths again and again, so the answers are kept."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._known: dict[bytes, Kind] = {}
        self._same: dict[Kind, Kind] = {}

    def __call__(self, path: bytes) -> Kind:
        """Return the kind of the path."""
        kind = self._known.get(path)
        if kind is None:
            made = Kind(bool(self._policy.exclusion(path)), self._policy.rules_off(path), kind_of(path))
            kind = self._known[path] = self._same.setdefault(made, made)
        return kind
