from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.text.dotenv import Blank, Broken, Comment, Entry, EnvText

PIECES = st.sampled_from(
    ["A", "B", "=", " ", "\t", "\n", "\r\n", "#", "'", '"', "`", "\\", "$", "{", "}", "export ", "x", "ö", "[", "("]
)


def statements(text: str) -> list[Entry | Comment | Blank | Broken]:
    return list(EnvText(text).statements())


def only(text: str) -> Entry:
    [entry] = statements(text)
    assert isinstance(entry, Entry)
    return entry


@pytest.mark.parametrize(
    ("text", "raw", "span"),
    [
        ("A=one\n", "one", "one"),
        ("A=\n", "", ""),
        ("  export  A =  one two  # why\n", "one two", "one two"),
        ("A='it # is'\n", "it # is", "'it # is'"),
        ('A="say \\"hi\\"" # why\n', 'say \\"hi\\"', '"say \\"hi\\""'),
        ("A=`b`\r\n", "b", "`b`"),
        ('A="""x"y"""\n', 'x"y', '"""x"y"""'),
        ('ö=1\nA="a\nb"\n', "a\nb", '"a\nb"'),
    ],
)
def test_span_is_the_value_as_it_is_written(text: str, raw: str, span: str) -> None:
    entry = next(each for each in statements(text) if isinstance(each, Entry))
    assert entry.raw == raw
    assert text[entry.value_begin : entry.value_end] == span


def test_lines_and_columns_count_from_one() -> None:
    text = "# top\n\n  export KEY = 'a\nb' # tail\nNEXT=1\n"
    comment, blank, key, following = statements(text)
    assert isinstance(comment, Comment)
    assert (comment.line, comment.column, comment.text) == (1, 1, "# top")
    assert isinstance(blank, Blank)
    assert blank.line == 2
    assert isinstance(key, Entry)
    assert (key.line, key.column, key.end_line, key.value_column) == (3, 10, 4, 16)
    assert (key.export, key.spaced, key.comment, key.comment_apart) == (True, True, "# tail", True)
    assert isinstance(following, Entry)
    assert following.line == 5


@pytest.mark.parametrize(
    ("text", "key", "says"),
    [
        ("KEY\n", "KEY", "has no `=`"),
        ("export KEY\n", "KEY", "has no `=`"),
        ("KEY: 1\n", "KEY", "a `:` stands where"),
        ("KEY='abc\n", "KEY", "never closed"),
        ('KEY="abc\nB="x"\n', "KEY", "closed by that of another, in line 2"),
        ('KEY="a"b\n', "KEY", "behind the closing quote"),
        ("1KEY=a\n", "1KEY", "with this name"),
        ("two words\n", "two", "no assignment"),
        ("=x\n", "", "no name before"),
    ],
)
def test_line_that_loaders_skip_is_told(text: str, key: str, says: str) -> None:
    broken = statements(text)[0]
    assert isinstance(broken, Broken)
    assert says in broken.message
    assert broken.mend
    if says != "no assignment":
        assert broken.key == key


def test_reading_goes_on_behind_a_fault() -> None:
    kinds = [type(each) for each in statements('A="x\nB\nC=1\n')]
    assert kinds == [Broken, Broken, Entry]


def test_value_is_not_in_the_repr() -> None:
    assert "hidden" not in repr(only("A=hidden"))


@given(st.lists(PIECES, max_size=40).map("".join))
def test_whatever_the_text_is_every_line_is_accounted_for_once(text: str) -> None:
    line = 1
    for each in statements(text):
        assert each.line == line
        line = (each.end_line if isinstance(each, Entry) else each.line) + 1
        if isinstance(each, Entry):
            assert text[each.value_begin : each.value_end] == f"{each.quote}{each.raw}{each.quote}"
            assert text.count("\n", 0, each.value_begin) + 1 == each.line
    assert line == text.count("\n") + (1 if text.endswith("\n") or not text else 2)


@given(st.text(st.characters(exclude_characters="\"\\\n\r`'#$", exclude_categories=("Cs", "Cc")), max_size=30))
def test_quoted_value_comes_back(value: str) -> None:
    for quote in ("'", '"', "`"):
        assert only(f"A={quote}{value}{quote}\n").raw == value
