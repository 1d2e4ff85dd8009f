from __future__ import annotations

from collections.abc import Callable

import pytest

from scanner.engine.candidate import Candidate, candidate
from scanner.model import Fragment, Match, Provenance, Rule

RULE = Rule(
    id="example-token",
    provider="Example",
    description="Example token",
    severity="high",
    confidence="high",
    keywords=("key_",),
    regex="(?P<secret>key_[0-9a-z]{4,8})",
    width=12,
    entropy=0.0,
    checksum="",
    filters="distinctive",
    revoke="",
    source="",
)


def fragment(content: bytes, path: bytes = b"a.txt") -> Fragment:
    return Fragment(path, content, Provenance("stdin"), 0, len(content), 1, 1)


@pytest.fixture
def make_rule() -> Callable[..., Rule]:
    """Return a rule that differs from an ordinary one as told."""
    return RULE._replace


@pytest.fixture
def make_fragment() -> Callable[..., Fragment]:
    """Return a whole content as one fragment."""
    return fragment


@pytest.fixture
def marked() -> Callable[..., Candidate]:
    """Return the candidate whose value stands between ⟦ and ⟧ in a text; the match is the value or all before it."""

    def mark(text: str | bytes, path: str = "a.txt", from_start: bool = False, **rule: object) -> Candidate:
        data = text if isinstance(text, bytes) else text.encode()
        before, _, rest = data.partition("⟦".encode())
        value, _, after = rest.partition("⟧".encode())
        begin, end = len(before), len(before) + len(value)
        match = Match(RULE._replace(**rule), 0 if from_start else begin, end, begin, end)
        return candidate(match, fragment(before + value + after, path.encode()))

    return mark
