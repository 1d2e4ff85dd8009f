"""Known values are found by themselves and by fingerprints; on whole tokens both ways agree."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanner.known.encoded import HTML, JSON, MARKS
from scanner.known.literals import AhoCorasickLiterals, HyperscanLiterals, open_literals
from scanner.known.tokens import cut_up_widely
from scanner.known.value_finder import ValueFinder
from scanner.known.worth import weakness
from tests.known.conftest import fingerprints, known, made_up


def with_numbers(text: str, signs: str, form: str) -> str:
    """Return the text with signs escaped by their numbers."""
    return "".join(form % ord(sign) if sign in signs else sign for sign in text)


ENCODINGS: dict[str, Callable[[str], str]] = {
    "": lambda text: text,
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64url": lambda text: base64.urlsafe_b64encode(text.encode()).decode().rstrip("="),
    "basic": lambda text: "Basic " + base64.b64encode(b"user:" + text.encode()).decode(),
    "hex": lambda text: text.encode().hex(),
    "HEX": lambda text: text.encode().hex().upper(),
    "percent": lambda text: quote(text, ""),
    "JSON": lambda text: json.dumps(text)[1:-1].replace("/", "\\/"),
    "JSON of Go": lambda text: with_numbers(json.dumps(text, ensure_ascii=False), "<>&", "\\u%04x")[1:-1],
    "JSON of PHP": lambda text: with_numbers(json.dumps(text), "<>&'", "\\u%04X")[1:-1].replace("/", "\\/"),
    "JSON of .NET": lambda text: with_numbers(json.dumps(text), "<>&'+`", "\\u%04X")[1:-1].replace('\\"', "\\u0022"),
    "HTML": html.escape,
}
PLACES = (
    "{}",
    "KEY={}",
    'key = "{}"',
    "key: '{}'",
    "https://host/path?a=1&key={}&b=2#c",
    "call({}, x)",
    "It is {}.",
    "postgres://user:{}@host:5432/name",
    '{{"key":"{}"}}',
    "<key>{}</key>",
    "a,{},b",
)
SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
VALUES = st.text(SIGNS + "-_+/.%!$^~", min_size=12, max_size=40).filter(
    lambda text: not weakness(text.encode()) and text[0] in SIGNS and text[-1] in SIGNS and "://" not in text
)
WIDE = st.text(SIGNS + " ,;()[]{}<>&\\'", min_size=12, max_size=40).filter(
    lambda text: not weakness(text.encode()) and text[0] in SIGNS and text[-1] in SIGNS
)
ESCAPED = st.text(SIGNS + "/+<>&='\"", min_size=12, max_size=40).filter(
    lambda text: not weakness(text.encode()) and text[0] in SIGNS and text[-1] in SIGNS and "://" not in text
)
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_value_is_found_both_ways_wherever_it_is_a_whole_token(
    token_finder: Callable[..., object], place: str, encoding: str
) -> None:
    (value,) = made_up(1)
    content = f"first line\n{place.format(ENCODINGS[encoding](value.decode()))}\nlast\n".encode()
    (by_value,) = ValueFinder(known(value)).hits(content)
    (by_token,) = token_finder(value).hits(content)  # type: ignore[attr-defined]
    assert by_token.secret == by_value.secret
    assert by_token.encoding == by_value.encoding
    assert by_token.begin <= by_value.begin < by_value.end <= by_token.end


@QUICK
@given(VALUES, st.sampled_from(sorted(ENCODINGS)))
def test_finders_agree_on_values_of_one_word(
    tmp_path_factory: pytest.TempPathFactory, text: str, encoding: str
) -> None:
    agree(tmp_path_factory, text, f'key = "{ENCODINGS[encoding](text)}"\n')


@QUICK
@given(WIDE, st.sampled_from(["", "base64", "hex", "percent"]))
def test_finders_agree_on_values_with_spaces_and_brackets(
    tmp_path_factory: pytest.TempPathFactory, text: str, encoding: str
) -> None:
    agree(tmp_path_factory, text, f'key = "{ENCODINGS[encoding](text)}"\n')


@QUICK
@given(ESCAPED, st.sampled_from([name for name in ENCODINGS if name.startswith("JSON")]))
def test_finders_agree_on_values_that_writers_of_json_escape(
    tmp_path_factory: pytest.TempPathFactory, text: str, encoding: str
) -> None:
    agree(tmp_path_factory, text, f'key = "{ENCODINGS[encoding](text)}"\n')


@QUICK
@given(st.text(SIGNS + ' "\\/&', min_size=12, max_size=40).filter(lambda text: not weakness(text.strip().encode())))
def test_finders_agree_on_values_that_json_escapes(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    agree(tmp_path_factory, text.strip(), json.dumps({"key": text.strip()}))


def agree(tmp_path_factory: pytest.TempPathFactory, text: str, content: str) -> None:
    from scanner.known.token_finder import TokenFinder

    value = text.encode()
    by_token = TokenFinder([fingerprints(tmp_path_factory, value)]).hits(content.encode())
    by_value = ValueFinder(known(value)).hits(content.encode())
    assert by_token
    assert by_value
    for hit in by_token:
        assert any(hit.begin < other.end and other.begin < hit.end for other in by_value)
        assert hit.secret.reveal_in_clear() == value


@settings(max_examples=30, deadline=None)
@given(st.lists(st.binary(min_size=8, max_size=90), min_size=1, max_size=6), st.data())
def test_automata_agree(values: list[bytes], data: st.DataObject) -> None:
    pytest.importorskip("hyperscan")
    pieces = data.draw(st.lists(st.one_of(st.binary(max_size=9), st.sampled_from(values)), max_size=9))
    content = b"".join(pieces)
    found = [ValueFinder(known(*values), kind).hits(content) for kind in (AhoCorasickLiterals, HyperscanLiterals)]
    assert found[0] == found[1]


@pytest.mark.parametrize("kind", [AhoCorasickLiterals, HyperscanLiterals])
def test_value_that_is_no_text_is_found_in_base64_and_hex(kind: type[AhoCorasickLiterals | HyperscanLiterals]) -> None:
    value = bytes(range(128, 152)) + b"\0"
    finder = ValueFinder(known(value), kind)
    found = [hit.encoding for hit in finder.hits(base64.b64encode(b"ab" + value) + b"\n" + value.hex().encode())]
    assert found == ["base64", "hex"]


def test_automaton_stands_in_for_what_hyperscan_refuses() -> None:
    pytest.importorskip("hyperscan")
    text = b"x" * 100_000
    literals = open_literals([text])
    assert isinstance(literals, AhoCorasickLiterals)
    assert list(literals.found(text)) == [(0, 100_000)]
    assert isinstance(open_literals([b"x"]), HyperscanLiterals)


def test_each_escape_has_a_mark_of_its_own() -> None:
    assert len(set(MARKS)) == len(MARKS)
    assert all(len(escapes.pairs) <= len(MARKS) for escapes in (JSON, HTML))


def test_of_values_that_overlap_one_is_told() -> None:
    (long,) = made_up(1, length=40)
    hits = ValueFinder(known(long[:20], long)).hits(b"x" + long)
    assert [(hit.begin, hit.end, hit.label) for hit in hits] == [(1, 41, "B")]


def test_narrowest_piece_around_a_value_is_told(token_finder: Callable[..., object]) -> None:
    first, second = made_up(2)
    line = b'{"a": "x\\/y", "b": "%s", "c": "%s"}' % (first, second)
    hits = token_finder(first, second).hits(line)  # type: ignore[attr-defined]
    assert [line[hit.begin : hit.end] for hit in hits] == [first, second]


def test_part_of_a_word_is_found_by_the_value_alone(token_finder: Callable[..., object]) -> None:
    (value,) = made_up(1)
    content = b"prefix" + value + b"suffix"
    assert token_finder(value).hits(content) == []  # type: ignore[attr-defined]
    assert len(ValueFinder(known(value)).hits(content)) == 1


def test_text_without_a_value_has_no_hit(token_finder: Callable[..., object]) -> None:
    values, others = made_up(200)[:100], made_up(300)[:100]
    content = b"\n".join(others)
    assert token_finder(*values).hits(content) == []  # type: ignore[attr-defined]
    assert ValueFinder(known(*values)).hits(content) == []


def test_tokens_of_any_bytes_can_be_cut() -> None:
    assert cut_up_widely(b"") == (set(), set())
    cut = cut_up_widely(bytes(range(256)) * 3)
    assert {b"0123456789", bytes(range(1, 9)), SIGNS[:26].encode()} <= cut.tokens
    assert {b"/0123456789", SIGNS[:26].encode(), SIGNS[26:52].encode()} <= cut.runs
