"""Where what a rule requires is looked for, and how near it must stand."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.engine import companion as module
from scanner.engine.companion import REACH, Companions, reach
from scanner.engine.matcher import MatchError
from scanner.engine.pipeline import Pipeline
from scanner.engine.prefilter.aho import AhoCorasickPrefilter
from scanner.errors import KeysieveError
from scanner.model import ANYWHERE, Announcement, Companion, Fragment, Match, Provenance, Rule
from scanner.text.fragments import fragments

ID = Companion("id", "id[0-9]{2}", 4, 2, 2, "low", ("id",))


def whole(content: bytes, line: int = 1) -> Fragment:
    return Fragment(b"f", content, Provenance("stdin"), 0, len(content), line, 1)


@pytest.fixture
def line_of(make_rule: Callable[..., Rule]) -> Callable[..., int | None]:
    """Return the line of the nearest companion of the text between ⟦ and ⟧."""

    def run(text: str, line: int = 1, **changes: object) -> int | None:
        before, _, rest = text.encode().partition("⟦".encode())
        value, _, after = rest.partition("⟧".encode())
        match = Match(make_rule(), len(before), len(before + value), len(before), len(before + value))
        failures: list[KeysieveError] = []
        found = Companions(whole(before + value + after, line), failures).line_of(ID._replace(**changes), match)
        assert failures == []
        return found

    return run


@pytest.mark.parametrize(
    ("text", "within", "line"),
    [
        ("id12 ⟦key⟧", 0, 1),
        ("⟦key⟧ id12", 0, 1),
        ("id12\n⟦key⟧", 0, None),
        ("⟦key⟧\nid12", 0, None),
        ("id12\n⟦key⟧", 1, 1),
        ("⟦key⟧\nid12", 1, 2),
        ("id12\n\n⟦key⟧", 1, None),
        ("⟦key⟧\n\nid12", 1, None),
        ("ID\nid1\n\n⟦key⟧", 9, None),
        ("id12\n" + "\n" * 500 + "⟦key⟧", ANYWHERE, 1),
        ("⟦key⟧" + "\n" * 500 + "id12", ANYWHERE, 501),
        ("", ANYWHERE, None),
    ],
)
def test_companion_counts_as_far_as_the_rule_says(
    line_of: Callable[..., int | None], text: str, within: int, line: int | None
) -> None:
    assert line_of(text, within=within) == line


def test_nearest_companion_is_told(line_of: Callable[..., int | None]) -> None:
    assert line_of("id12\nid34\n⟦key⟧\n\nid56") == 2
    assert line_of("id12\n\n⟦key⟧\nid56") == 4


def test_lines_are_those_of_the_file_not_of_the_fragment(line_of: Callable[..., int | None]) -> None:
    assert line_of("id12\n⟦key⟧", line=70) == 70


def test_text_of_the_secret_is_no_companion_of_itself(line_of: Callable[..., int | None]) -> None:
    assert line_of("⟦xid12x⟧", within=ANYWHERE) is None
    assert line_of("⟦xid12x⟧\nid99", within=ANYWHERE) == 2


@pytest.mark.parametrize(("gap", "found"), [(REACH - 100, True), (REACH + 100, False)])
def test_line_of_megabytes_is_near_only_so_far(line_of: Callable[..., int | None], gap: int, found: bool) -> None:
    assert (line_of("id12" + " " * gap + "⟦key⟧") is not None) is found
    assert (line_of("⟦key⟧" + " " * gap + "id12") is not None) is found


@given(st.text("ab\n", max_size=40), st.integers(0, 4), st.data())
def test_reach_is_what_counting_line_ends_gives(text: str, within: int, data: st.DataObject) -> None:
    content = text.encode()
    begin = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(begin, len(content)))
    low, high = reach(content, within, begin, end)
    for at in range(len(content)):
        if at < begin:
            assert (low <= at) is (content.count(b"\n", at, begin) <= within)
        elif at >= end:
            assert (at < high) is (content.count(b"\n", end, at) <= within)


def test_thousands_of_secrets_are_one_search(make_rule: Callable[..., Rule], monkeypatch: pytest.MonkeyPatch) -> None:
    searched = []
    windows = module.windows

    def counted(hits: list[int], lead: int, width: int, length: int) -> object:
        for begin, end in windows(hits, lead, width, length):
            searched.append(end - begin)
            yield begin, end

    monkeypatch.setattr(module, "windows", counted)
    content = b"id12 key_0a1b2c3d\n" * 5_000
    rule = make_rule(requires=ID)
    pipeline = Pipeline(OneRule(rule), AhoCorasickPrefilter({"key_": (Announcement(0),)}))  # type: ignore[arg-type]
    assert len(pipeline.scan(whole(content))) == 5_000
    assert sum(searched) <= len(content)


def test_search_that_takes_too_long_is_a_failure_and_loses_no_secret(
    make_rule: Callable[..., Rule], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Slow:
        def finditer(self, *_: object, **__: object) -> object:
            raise TimeoutError

    monkeypatch.setattr(module, "compiled", lambda regex: Slow())
    failures: list[KeysieveError] = []
    match = Match(make_rule(), 5, 8, 5, 8)
    assert Companions(whole(b"id12 key"), failures).line_of(ID, match) == 0
    assert [type(failure) for failure in failures] == [MatchError]
    assert "make its pattern simpler" in str(failures[0])


class OneRule:
    """A ruleset of one rule."""

    def __init__(self, rule: Rule) -> None:
        self._rule = rule

    def rule(self, number: int) -> Rule:
        return self._rule


@pytest.mark.parametrize("gap", [0, 30, 90])
@pytest.mark.parametrize("order", ["id first", "secret first"])
def test_border_of_fragments_hides_no_companion(make_rule: Callable[..., Rule], gap: int, order: str) -> None:
    rule = make_rule(requires=ID._replace(without=None))
    pipeline = Pipeline(OneRule(rule), AhoCorasickPrefilter({"key_": (Announcement(0),)}))  # type: ignore[arg-type]
    first, second = (b"id12", b"key_0a1b2c3d") if order == "id first" else (b"key_0a1b2c3d", b"id12")
    for start in range(0, 300, 7):
        content = b"." * start + first + b" " * gap + b"\n" + second + b"." * (400 - start)
        pieces = list(fragments(b"f", Provenance("stdin"), [content], fragment_size=150, overlap=120))
        found = [finding for piece in pieces for finding in pipeline.scan(piece)]
        assert [finding.secret.reveal_in_clear() for finding in found] == [b"key_0a1b2c3d"]
        assert len(pieces) > 1


def test_reach_is_less_than_fragments_overlap_by() -> None:
    from scanner.ruleset.compile import WIDEST_COMPANION
    from scanner.ruleset.pattern import WIDEST
    from scanner.text.fragments import OVERLAP

    assert WIDEST + REACH + WIDEST_COMPANION < OVERLAP
