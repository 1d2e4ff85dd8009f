from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scanner.engine.prefilter.aho import AhoCorasickPrefilter
from scanner.model import Announcement
from scanner.ruleset.keywords import run_table

ALPHABET = "abAB_"
KEYWORDS = st.dictionaries(
    st.text("ab_", min_size=1, max_size=4),
    st.lists(
        st.builds(Announcement, st.integers(0, 5), st.sampled_from([b"ab", b"_", b"A"]), st.integers(0, 3), st.just(0)),
        min_size=1,
        max_size=3,
        unique_by=lambda announced: announced.number,
    ).map(tuple),
    min_size=1,
    max_size=5,
)


def naive(keywords: dict[str, tuple[Announcement, ...]], content: bytes) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    lowered = content.lower()
    for end in range(len(content) + 1):
        for keyword, announced in keywords.items():
            if not lowered[:end].endswith(keyword.encode()):
                continue
            for number, follows, length, _ in announced:
                tail = content[end : end + length]
                if len(tail) == length and set(tail) <= set(follows):
                    found.setdefault(number, []).append(end)
    return found


@given(KEYWORDS, st.text(ALPHABET, max_size=40).map(str.encode) | st.binary(max_size=40))
@example({"aa": (Announcement(1),)}, b"aaaa")
@example({"ab": (Announcement(1),), "b": (Announcement(1),)}, b"xAB")
def test_no_keyword_is_overlooked(keywords: dict[str, tuple[Announcement, ...]], content: bytes) -> None:
    hits = AhoCorasickPrefilter(keywords).hits(content)
    expected = naive(keywords, content)
    assert {number: sorted(ends) for number, ends in hits.items()} == {
        number: sorted(ends) for number, ends in expected.items()
    }
    assert all(ends == sorted(ends) for ends in hits.values())


def test_keyword_is_found_in_any_case_and_at_both_ends() -> None:
    prefilter = AhoCorasickPrefilter({"key_": (Announcement(7),)})
    assert prefilter.hits(b"KEY_x kEy_") == {7: [4, 10]}


def test_keyword_among_other_bytes_keeps_its_offset() -> None:
    prefilter = AhoCorasickPrefilter({"key_": (Announcement(0),)})
    assert prefilter.hits("é中\u0130".encode() + b"\xff\0key_") == {0: [13]}


def test_letters_that_only_unicode_lowers_are_no_keyword() -> None:
    assert AhoCorasickPrefilter({"key_": (Announcement(0),)}).hits("\u212aey_".encode()) == {}


def test_clean_content_has_no_hits() -> None:
    prefilter = AhoCorasickPrefilter({"key_": (Announcement(0),)})
    assert prefilter.hits(b"") == prefilter.hits(b"nothing here") == {}


@pytest.mark.parametrize(
    ("text", "announced"),
    [
        (b"acme key = 0123abcd", True),
        (b"acme key = 0123-abcd", False),
        (b"acme 0123abcd", True),
        (b"acme" + b" " * 20 + b"0123abcd", True),
        (b"acme" + b" " * 21 + b"0123abcd", False),
        (b"acme key = 0123abc", False),
    ],
)
def test_run_must_begin_within_reach_of_the_keyword(text: bytes, announced: bool) -> None:
    prefilter = AhoCorasickPrefilter({"acme": (Announcement(0, run_table(b"0123456789abcdef"), 8, 20),)})
    assert bool(prefilter.hits(text)) is announced
