"""Allow marks that count only where they stood already: a change must not allow its own secret."""

from __future__ import annotations

from scanner.baseline.around import Around
from scanner.model import PartialScanError, Provenance
from scanner.scan.counting import place
from scanner.text.fragments import Content

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from typing import Any

    from scanner.baseline.lookup import Scanner
    from scanner.model import Finding, Fragment


class TrustedMarks(Around):
    """A pipeline that passes over allow marks which are not in the trusted contents, in the same line."""

    def __init__(self, pipeline: Scanner, trusted: Callable[[bytes], bytes | None]) -> None:
        """`trusted`: the contents of a path as the trusted commit has it; None: it has no such path."""
        super().__init__(pipeline)
        self._trusted = trusted
        self._allowed: dict[bytes, frozenset[Any]] = {}

    def scan(self, fragment: Fragment, off: Collection[str] = ()) -> list[Finding]:
        """Return the findings of the fragment; see `Pipeline.scan`."""
        try:
            return self._judged(self._pipeline.scan(fragment, off))
        except PartialScanError as error:
            raise PartialScanError(str(error), self._judged(error.findings)) from None

    def _judged(self, findings: list[Finding]) -> list[Finding]:
        return [
            finding
            if finding.allowed is None or place(finding) in self._allowed_in(finding.path)
            else finding._replace(allowed=None)
            for finding in findings
        ]

    def _allowed_in(self, path: bytes) -> frozenset[Any]:
        """Return the places in the trusted contents of the path that a mark allows."""
        if path not in self._allowed:
            contents = self._trusted(path)
            fragments = Content(path, Provenance("commit"), [contents or b""])
            found = [finding for fragment in fragments for finding in self._pipeline.scan(fragment)]
            self._allowed[path] = frozenset(place(finding) for finding in found if finding.allowed is not None)
        return self._allowed[path]
