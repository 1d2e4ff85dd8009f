"""`MisusePipeline`: how secrets get misused is found beside the secrets, or alone, and both are findings alike."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.engine.claims import Claim
from scanner.engine.judge import findings
from scanner.engine.pipeline import Pipeline
from scanner.misuse.interface import Text
from scanner.misuse.rules import misuse_rules
from scanner.misuse.table import hits

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from scanner.engine.prefilter.interface import Prefilter
    from scanner.model import Confidence, Finding, Fragment, Rule
    from scanner.ruleset.load import Ruleset

TRYING_OUT = re.compile(
    rb"(?:^|/)(?:tests?|testing|specs?|__tests__|fixtures?|examples?|samples?|demos?|docs?)/|"
    rb"(?:^|/)(?:test_|conftest)[^/]*$|[._-](?:test|spec)s?\.[a-z]+$",
    re.IGNORECASE,
)
"""Paths of tests and examples, whose secrets are made up: what is found there is of low confidence."""


class MisusePipeline(Pipeline):
    """Finds misuse in fragments that are whole files; a file that had to be cut holds none that is looked for."""

    __slots__ = ("_only", "_own")

    def __init__(self, ruleset: Ruleset, prefilter: Prefilter, only: bool) -> None:
        """`only`: whether no secrets are looked for."""
        super().__init__(ruleset, prefilter)
        self._only = only
        self._own = {rule.id: rule for rule in misuse_rules()}

    def own_rules(self) -> Iterator[Rule]:
        """Yield the rules that findings may carry and that are not in the ruleset."""
        yield from self._own.values()

    def scan(self, fragment: Fragment, off: Collection[str] = ()) -> list[Finding]:
        """Return the findings of the fragment, in the order of the text; see `Pipeline.scan`."""
        secrets = [] if self._only else super().scan(fragment, off)
        misuse = findings(self._misuse(fragment, off), fragment)
        if not misuse:
            return secrets
        return sorted([*secrets, *misuse], key=lambda finding: finding.location[:2])

    def _misuse(self, fragment: Fragment, off: Collection[str]) -> list[Claim]:
        if fragment.begin or fragment.line != 1 or fragment.end != len(fragment.content):
            return []
        confidence: Confidence = "low" if TRYING_OUT.search(fragment.path) else "medium"
        claims = [
            Claim(hit.begin, hit.end, self._own[hit.rule], hit.shown.encode(), confidence, ())
            for hit in hits(Text(fragment.path, fragment.content))
            if hit.rule not in off
        ]
        return sorted(claims, key=lambda claim: (claim.begin, claim.end))
