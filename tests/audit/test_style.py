from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scanner.audit.style import Look, Span
from scanner.audit.view import around_secret, packed
from scanner.text.redact import escape
from scanner.text.width import cell_width


@given(st.lists(st.text(), max_size=4), st.integers(1, 60))
def test_fitted_line_never_exceeds_the_width(texts: list[str], columns: int) -> None:
    look = Look(columns, 24, has_color=False)
    line = look.fitted([Span(escape(text)) for text in texts])
    assert cell_width(line) <= look.width
    assert line.isprintable()


@given(st.text(), st.integers(0, 8), st.integers(1, 60))
def test_wrapped_lines_never_exceed_the_width(text: str, indent: int, columns: int) -> None:
    look = Look(columns, 24, has_color=False)
    assert all(cell_width(line) <= look.width for line in look.wrapped(escape(text), indent))


def test_what_the_terminal_cannot_write_is_escaped_before_it_is_measured() -> None:
    look = Look(21, 24, has_color=False, encoding="ascii")
    assert look.fitted([Span("äöü")]) == "\\xe4\\xf6\\xfc"
    assert cell_width(look.fitted([Span("ä" * 30)])) <= look.width


def test_colour_ends_where_its_text_is_cut() -> None:
    assert Look(21, 24, has_color=True).fitted([Span("x" * 30, "\033[1m")]) == f"\033[1m{'x' * 19}>\033[0m"


def test_lines_around_the_secret_are_kept_where_there_is_little_room() -> None:
    lines = [(str(number), number == 8) for number in range(11)]
    assert around_secret(lines, 11) == lines
    assert around_secret(lines, 3) == lines[7:10]
    assert around_secret(lines, 1) == lines[8:9]
    assert around_secret(lines, 0) == []


def test_units_are_packed_without_being_broken() -> None:
    assert packed(["aa", "bb", "cc"], 7) == ["aa   bb", "cc"]
