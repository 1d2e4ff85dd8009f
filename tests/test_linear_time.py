"""Cost is linear in the input, whatever its shape. Work is counted, not timed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from scanner.api import Ruleset, load_rules, scan_text
from scanner.engine import judge, matcher
from scanner.engine.pipeline import Pipeline
from scanner.engine.prefilter.aho import AhoCorasickPrefilter
from scanner.model import Fragment, Provenance
from scanner.text.fragments import FRAGMENT_SIZE, OVERLAP, fragments
from scanner.text.lines import Locator

MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def rules() -> Ruleset:
    return load_rules()


@pytest.mark.parametrize(
    ("shape", "filler"),
    [
        ("one character", lambda: "a" * (10 * MEGABYTE)),
        ("keyword hits", lambda: "password " * 100_000),
        ("prefixes of tokens", lambda: "ghp_" * 100_000),
        ("one long line of code", lambda: "var a=function(b){return b.c};" * 100_000),
        ("one long line beyond ASCII", lambda: "größe=中;" * 300_000),
        ("opening quotes", lambda: "'\"`" * MEGABYTE),
        ("line ends", lambda: "\n" * (3 * MEGABYTE)),
        ("beginnings of a key", lambda: "-----BEGIN PRIVATE KEY-----\n" * 3_000),
        ("beginnings of a JSON key", lambda: '"kty":' * 20_000),
        ("headers", lambda: "eyJ" * 300_000),
        ("names without a value", lambda: "secret=" * 20_000),
        ("addresses without an end", lambda: "https://" * 50_000),
    ],
)
def test_secret_at_the_end_is_found(rules: Ruleset, github_token: str, shape: str, filler: Callable[[], str]) -> None:
    found = scan_text(f"{filler()} \nT = {github_token}", rules)
    assert found
    assert found[-1].secret.reveal_in_clear().decode() == github_token


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch, rules: Ruleset) -> Callable[[bytes], dict[str, int]]:
    """Scan a content and return how much was done: bytes given to patterns, matches judged, bytes located."""
    done: dict[str, int] = {}
    windows, candidate, advance = matcher.windows, judge.candidate, Locator._advance

    def counted_windows(hits: list[int], lead: int, width: int, length: int) -> Iterator[tuple[int, int]]:
        done["runs"] += 1
        for begin, end in windows(hits, lead, width, length):
            done["searched"] += end - begin
            yield begin, end

    def counted_candidate(match: object, fragment: Fragment) -> object:
        made = candidate(match, fragment)  # type: ignore[arg-type]
        done["judged"] += 1
        done["context"] += made.line_end - made.line_begin
        return made

    def counted_advance(self: Locator, offset: int) -> tuple[int, int]:
        done["located"] += offset - self._offset
        return advance(self, offset)

    monkeypatch.setattr(matcher, "windows", counted_windows)
    monkeypatch.setattr(judge, "candidate", counted_candidate)
    monkeypatch.setattr(Locator, "_advance", counted_advance)

    def run(content: bytes) -> dict[str, int]:
        done.update(runs=0, searched=0, judged=0, context=0, located=0)
        pipeline = Pipeline(rules, AhoCorasickPrefilter(rules.keywords))
        pipeline.scan(Fragment(b"f", content, Provenance("stdin"), 0, len(content), 1, 1))
        return dict(done)

    return run


@pytest.mark.parametrize(
    "unit",
    [b"password ", b"ghp_", b"token = 'x'; ", b"password: hunter2hunter2 ", b"Authorization: Bearer \n", b"a"],
    ids=["keywords", "prefixes", "assignments", "matches", "headers", "nothing"],
)
def test_twice_the_input_is_no_more_than_twice_the_work(work: Callable[[bytes], dict[str, int]], unit: bytes) -> None:
    once, twice = work(unit * 5_000), work(unit * 10_000)
    assert once["runs"] == twice["runs"]
    for name, count in twice.items():
        assert count <= 2.1 * once[name] + 10_000, name


def test_long_line_costs_each_match_a_bounded_context(
    work: Callable[[bytes], dict[str, int]], github_token: str
) -> None:
    done = work((github_token + " ").encode() * 2_000)
    assert done["judged"] == 4_000  # once to judge, once to place
    assert done["context"] <= done["judged"] * 2 * (4096 + 40)
    assert done["located"] <= 2 * len(github_token) * 2_000 + 10_000


def test_pattern_sees_no_byte_twice(work: Callable[[bytes], dict[str, int]]) -> None:
    content = b"password " * 20_000
    done = work(content)
    assert done["searched"] <= len(content) * done["runs"]


def test_memory_of_fragments_is_bounded() -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(20):
            yield b"a" * MEGABYTE

    sizes = [len(piece.content) for piece in fragments(b"f", Provenance("stdin"), chunks())]
    assert max(sizes) <= FRAGMENT_SIZE + 2 * OVERLAP + MEGABYTE
    assert sum(sizes) <= 20 * MEGABYTE + len(sizes) * 2 * OVERLAP
