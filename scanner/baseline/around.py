"""What pipelines have in common that scan with another one."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.baseline.lookup import Scanner
    from scanner.model import Rule
    from scanner.ruleset.load import Ruleset


class Around:
    """Scans with a pipeline, by its rules, and does more with what that finds."""

    def __init__(self, pipeline: Scanner) -> None:
        self._pipeline = pipeline

    @property
    def ruleset(self) -> Ruleset:
        """The rules that the pipeline scans with."""
        return self._pipeline.ruleset

    def rules(self) -> Iterator[Rule]:
        """Yield the rules that findings of the pipeline may carry."""
        return self._pipeline.rules()

    def own_rules(self) -> Iterator[Rule]:
        """Yield those of them that are not in the ruleset."""
        return self._pipeline.own_rules()
