from __future__ import annotations

import pytest

from scanner.ruleimport.keywords import derived_keywords
from scanner.ruleimport.re2 import parse
from scanner.ruleimport.spelling import spelt
from scanner.ruleset import pattern as proof


@pytest.mark.parametrize(
    ("pattern", "keywords"),
    [
        ("acme_[0-9a-f]{32}", ["acme_"]),
        ("(?i)ACME[_-]?key=[a-z]{9}", ["acme-key=", "acme_key=", "acmekey="]),
        ("(?:foo|barbaz)[a-z]{9}", ["barbaz", "foo"]),
        ("(?:foo|foobar)x", ["foobarx", "foox"]),
        ("x{3}[0-9]{9}", ["xxx"]),
        ("a[bc]d[0-9]{30}", ["abd", "acd"]),
        ("(?:acme)?[0-9]{9}", []),
        ("[a-z]{32}", []),
        ("a[0-9]{3}", []),
        ("(?:acme|[0-9]{4})z", []),
        ("é[0-9]{3}", []),
        ("ab[0-9]{30}longer_one", ["longer_one"]),
    ],
)
def test_words_that_every_match_holds(pattern: str, keywords: list[str]) -> None:
    found = derived_keywords(parse(pattern))
    assert list(found) == keywords
    if found:
        assert proof.without_keyword(proof.parse(spelt(parse(pattern))), found) is None
