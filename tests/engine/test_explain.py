"""An explanation says what the scan does, nothing else."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

import pytest

from scanner.api import load_rules
from scanner.engine.explain import Attempt, Explainer, MatchTrace, Place
from scanner.engine.pipeline import Pipeline
from scanner.engine.prefilter.aho import AhoCorasickPrefilter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scanner.engine.explain import FragmentTrace
    from scanner.model import Fragment

RULES = load_rules()
PREFILTER = AhoCorasickPrefilter(RULES.keywords)


@pytest.fixture
def explained(make_fragment: Callable[..., Fragment]) -> Callable[..., FragmentTrace]:
    """Return the trace of the whole text, or of the part `begin` to `end`."""

    def run(text: str, begin: int = 0, end: int | None = None, off: tuple[str, ...] = ()) -> FragmentTrace:
        fragment = make_fragment(text.encode())
        return Explainer(RULES, PREFILTER, off).explain(fragment, Place(begin, len(text) if end is None else end))

    return run


def matched(traced: FragmentTrace) -> Iterator[tuple[Attempt, MatchTrace]]:
    for text in traced.texts:
        for attempt in text.attempts:
            for trace in attempt.matches:
                yield attempt, trace


TEMPLATES = [
    'token = "{github_token:ghp_}"\n',
    'password = "changeme"\n',
    'db_password = "{password:16}"  # keysieve: allow[generic-secret] made up\n',
    "{pem:RSA PRIVATE KEY}\n",
    "x: {base64_of:key {{github_token:ghp_}}}\n",
    'secret: "{base64_of:token = {{base62:40}}}"\n',
    "export AWS_ACCESS_KEY_ID={aws_key_id:AKIA} password={password:12}\n",
    "nothing to see here\n",
]


def test_explanation_and_scan_never_differ(
    explained: Callable[..., FragmentTrace], make_fragment: Callable[..., Fragment], sample: Callable[..., str]
) -> None:
    text = "".join(sample(template, seed) for template in TEMPLATES for seed in range(3))
    found = Pipeline(RULES, PREFILTER).scan(make_fragment(text.encode()))
    traced = explained(text)
    assert list(traced.findings) == found
    assert {trace.finding for _, trace in matched(traced) if trace.finding} == set(found)
    for attempt, trace in matched(traced):
        if trace.finding is None:
            assert trace.winner is not None or trace.steps[-1].confidence is None
        else:
            assert trace.winner is None
            assert trace.finding.rule == attempt.rule
            assert trace.finding.confidence == (trace.steps[-1].confidence if trace.steps else attempt.rule.confidence)


def test_rule_that_lost_its_claim_names_the_winner(explained: Callable[..., FragmentTrace], github_token: str) -> None:
    winners = {a.rule.id: t.winner and t.winner.id for a, t in matched(explained(f'token = "{github_token}"'))}
    assert winners == {"github-pat": None, "generic-secret": "github-pat"}


def test_keyword_with_the_wrong_text_behind_it_is_told(explained: Callable[..., FragmentTrace]) -> None:
    [text] = explained("ghp_short").texts
    hits = {attempt.rule.id: attempt.hits for attempt in text.attempts}["github-pat"]
    assert [(hit.keyword, hit.announces) for hit in hits] == [("ghp_", False)]


def test_encoded_secret_is_explained_in_the_text_that_it_decodes_to(
    explained: Callable[..., FragmentTrace], github_token: str
) -> None:
    inner = b64encode(f"key {github_token}".encode())
    traced = explained(f"a\nx: {b64encode(b'more: ' + inner).decode()}\n", 2)
    found = [(text.encoding, t.finding) for text in traced.texts for a in text.attempts for t in a.matches]
    [(encoding, finding)] = [pair for pair in found if pair[1]]
    assert encoding == "encoded once more in base64"
    assert finding is not None
    assert dict(finding.checks)["encoding"] == "base64 in base64"
    assert finding.location.line == 2


def test_match_from_lines_above_is_explained_with_its_keyword(
    explained: Callable[..., FragmentTrace], sample: Callable[..., str]
) -> None:
    text = sample("x\n{pem:RSA PRIVATE KEY}\ny\n")
    middle = text.index("\n", 200) + 1
    found = {attempt.rule.id: (attempt, trace) for attempt, trace in matched(explained(text, middle, middle + 5))}
    attempt, trace = found["private-key-pem"]
    assert attempt.hits[0].location.line == 2
    assert trace.finding is not None


def test_neighbouring_line_is_not_explained(explained: Callable[..., FragmentTrace], github_token: str) -> None:
    first = f"a = '{github_token}'"
    traced = explained(f"{first}\nnothing\nb = '{github_token}'\n", len(first) + 1, len(first) + 8)
    assert [text.attempts for text in traced.texts] == [()]
    assert len(traced.findings) == 2


def test_rule_that_is_off_is_explained_and_claims_nothing(
    explained: Callable[..., FragmentTrace], github_token: str
) -> None:
    traced = explained(f'token = "{github_token}"', off=("github-pat",))
    findings = {attempt.rule.id: trace.finding for attempt, trace in matched(traced)}
    assert findings["github-pat"] is None
    assert findings["generic-secret"] is not None


def test_place_that_is_elsewhere_gives_the_findings_alone(
    make_fragment: Callable[..., Fragment], github_token: str
) -> None:
    traced = Explainer(RULES, PREFILTER, ()).explain(make_fragment(f"k = '{github_token}'".encode()), None)
    assert (traced.texts, len(traced.findings)) == ((), 1)


def test_trace_shows_no_secret(explained: Callable[..., FragmentTrace], github_token: str) -> None:
    assert github_token not in repr(explained(f'token = "{github_token}"').texts)
