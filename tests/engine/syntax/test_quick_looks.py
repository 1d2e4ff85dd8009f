"""Quick looks before patterns: where one says that nothing is there, the pattern must say the same."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from scanner.engine.syntax.assignment import SCHEME, without_scheme
from scanner.engine.syntax.forms.argument import opens_pair
from scanner.engine.syntax.forms.operator import OPERATOR, operator_at
from scanner.engine.syntax.forms.wrapper import REACH, WRAPPER, may_be_wrapped, wrapper_at
from scanner.engine.syntax.literal import JOINT, QUOTED, Literal, quoted_at
from scanner.engine.syntax.loose import HEAD, HEADS, HEREDOC, block_at
from scanner.engine.syntax.named import named
from scanner.text.pattern import compiled

NAME = b"password"

PIECES = (
    *(b" ", b"\t", b"\n", b"\r\n", b"=", b"==", b"=>", b":", b":=", b"->", b"!", b"?", b"??", b"||", b"|", b"&", b"+"),
    *(b"(", b")", b"[", b"]", b"{", b"}", b'"', b"'", b"`", b'"""', b"\\", b'\\"', b"#", b"$", b",", b".", b"<", b">"),
    *(b"/", b"-", b";", b"str", b"as", b"mut ", b"or", b" or ", b"new ", b"String", b"Some", b"x", b"0", b"_", b"u8"),
    *(b"value", b"default", b'"value": "', b" + ", b"{ ", b"type: x\n"),
    *(b"&quot;", b"<<EOF\n", b"|-\n", b"Basic ", b"bearer", b"api-key ", b"word" * 6, b" " * 30, b"\xc3\xa9"),
)
texts = st.lists(st.sampled_from(PIECES), max_size=12).map(b"".join)


@given(texts)
def test_operator_is_the_one_that_the_pattern_tells(text: bytes) -> None:
    content = NAME + text
    name = named(content, 0, len(NAME))
    found = compiled(OPERATOR).match(content, name.behind)
    assert operator_at(content, name) == (found.group() if found else None)


@given(texts)
def test_wrapper_is_the_one_that_the_pattern_tells(text: bytes) -> None:
    assert wrapper_at(text, 0) == compiled(WRAPPER).match(text).group()


@given(st.integers(0, 100), st.sampled_from([b"||", b"??", b"?:", b" or "]), st.integers(0, 8))
def test_alternative_is_within_reach(gap: int, operator: bytes, blanks: int) -> None:
    text = b"x" * gap + b" " * blanks + operator + b" " * blanks + b'"'
    assert len(text) <= REACH
    assert may_be_wrapped(text[:REACH]) or not compiled(WRAPPER).match(text).group()


@given(texts)
def test_pieces_are_joined_only_where_the_quick_look_says_so(text: bytes) -> None:
    first = quoted_at(b'"first"' + text, 0)
    assert first is not None
    joint = compiled(JOINT).match(text)
    piece = compiled(QUOTED).match(text, joint.end()) if joint else None
    assert (first.end > 6) == (piece is not None and piece.span("value")[0] >= 0)


@given(texts)
def test_block_begins_only_where_the_quick_look_says_so(text: bytes) -> None:
    # A head is no block yet: that takes a line behind it.
    if block_at(text, 0, 0) is not None:
        assert compiled(HEAD).match(text) or compiled(HEREDOC).match(text)
    if compiled(HEAD).match(text):
        assert text.startswith(HEADS)
    if compiled(HEREDOC).match(text):
        assert text.startswith(b"<")


@given(texts)
def test_scheme_is_the_one_that_the_pattern_tells(text: bytes) -> None:
    found = Literal(0, len(text), text, len(text))
    scheme = compiled(SCHEME).match(text)
    credential = compiled(rb"""[^\s"'`<>,;]{12,2048}+""").match(text, scheme.end()) if scheme else None
    is_whole = credential is not None and credential.end() >= len(text)
    assert without_scheme(text, found).value == (credential.group() if is_whole else text)


@given(texts, st.integers(38, 42))
def test_pair_begins_with_a_bracket_and_some_space(text: bytes, spaces: int) -> None:
    for before in (text, text + b"(" + b" " * spaces):
        assert opens_pair(before) == (re.search(rb"[({]\s{0,40}\Z", before) is not None)


@given(texts)
def test_name_ends_with_its_quote_and_brackets(text: bytes) -> None:
    content = NAME + text
    closing = re.match(rb"""((?:\\{0,4}["'`]|&(?:quot|apos|#34|#39);)?)([\])}]{0,3})""", text)
    assert closing is not None
    found = named(content, 0, len(NAME))
    assert (found.quote, found.behind) == (closing[1], len(NAME) + closing.end())
    assert found.shape.is_bracketed == (closing[2] != b"")
