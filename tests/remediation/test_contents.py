"""Text and bytes, splices and their undoing: two ways that must agree."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.model import Secret
from scanner.remediation.contents import LARGEST, Contents, contents_of, difference, place_before, spliced
from scanner.remediation.languages.interface import NotCertainError, Splice
from scanner.remediation.model import FileChange, FixError
from scanner.remediation.record import file_record, pieces, refuse_secrets
from scanner.remediation.undo import former

TEXTS = st.text(alphabet="ab\r\n\x1b\xe9\u2603\udcff", max_size=30)


@given(before=TEXTS, after=TEXTS)
def test_difference_makes_one_text_of_the_other(before: str, after: str) -> None:
    assert spliced(before, difference(before, after)) == after


@given(data=st.binary(max_size=60))
def test_contents_come_back_byte_for_byte(data: bytes) -> None:
    try:
        contents = contents_of(data)
    except NotCertainError:
        return
    assert contents.data() == data


@pytest.mark.parametrize(
    "data", [b"a\0b", b"x" * (LARGEST + 1), b"\xff\xfea\0\0\xd8b\0"], ids=["nul", "large", "broken"]
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(NotCertainError):
        contents_of(data)


@st.composite
def steps(draw: st.DrawFn) -> tuple[str, list[tuple[Splice, ...]]]:
    first = text = draw(TEXTS)
    found = []
    for _ in range(draw(st.integers(0, 3))):
        cuts = sorted(draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=6, unique=True)) if text else [])
        step = tuple(Splice(begin, end, draw(TEXTS)) for begin, end in zip(cuts[::2], cuts[1::2], strict=False))
        text = spliced(text, step)
        found.append(step)
    return first, found


@given(case=steps(), value=st.sampled_from(["a", "ab", "\u2603"]))
def test_record_takes_steps_back(case: tuple[str, list[tuple[Splice, ...]]], value: str) -> None:
    before, done = case
    after = before
    for step in done:
        after = spliced(after, step)
    change = FileChange("a", Contents(before), Contents(after), tuple(done))
    record = json.loads(json.dumps(file_record(change, [(value, 0)])))
    secret = Secret(value.encode())
    assert former(Contents(after).data(), record["steps"], [secret]) == Contents(before).data()
    parts = [part for step in record["steps"] for one in step for part in one["before"] if part != 0]
    assert not any(value in part for part in parts)


@given(case=steps())
def test_what_was_not_replaced_is_found_where_it_stood(case: tuple[str, list[tuple[Splice, ...]]]) -> None:
    before, done = case
    after = list(range(len(before)))  # where each character stood; -1: it is new
    for step in done:
        for splice in reversed(step):
            after[splice.begin : splice.end] = [-1] * len(splice.new)
    for at, place in enumerate(after):
        found = place_before(at, done)
        assert found == place if place >= 0 else 0 <= found <= len(before)


def test_pieces_prefer_the_longer_secret() -> None:
    assert pieces("xabcy", [("ab", 0), ("abc", 1)]) == ["x", 1, "y"]


def test_record_with_another_secret_is_refused() -> None:
    change = FileChange("a", Contents("'one two'"), Contents("x"), ((Splice(0, 9, "x"),),))
    record = {"files": [file_record(change, [("one", 0)])]}
    with pytest.raises(FixError, match="same literal"):
        refuse_secrets(record, [Secret(b"one"), Secret(b"two")])
