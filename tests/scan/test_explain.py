from __future__ import annotations

import pytest

from scanner.engine.explain import Place
from scanner.model import Fragment, Provenance
from scanner.scan.explain import last_line, place_of_line


def fragment(content: bytes, line: int = 1) -> Fragment:
    return Fragment(b"a", content, Provenance("work tree"), 0, len(content), line, 1)


@pytest.mark.parametrize(
    ("content", "first", "line", "place"),
    [
        (b"ab\ncd\n", 1, 1, Place(0, 2)),
        (b"ab\ncd\n", 1, 2, Place(3, 5)),
        (b"ab\ncd", 1, 2, Place(3, 5)),
        (b"ab\n\ncd", 1, 2, Place(3, 3)),
        (b"ab\x0ccd\xe2\x80\xa8ef\n", 1, 1, Place(0, 10)),
        (b"ab\ncd\n", 7, 8, Place(3, 5)),
        (b"ab\ncd\n", 7, 6, None),
        (b"ab\ncd\n", 7, 10, None),
        (b"", 1, 1, Place(0, 0)),
    ],
)
def test_line_is_found_in_its_fragment(content: bytes, first: int, line: int, place: Place | None) -> None:
    assert place_of_line(fragment(content, first), line) == place


@pytest.mark.parametrize(
    ("content", "last"), [(b"", 0), (b"a", 1), (b"a\n", 1), (b"a\nb", 2), (b"\n", 1), (b"\n\n", 2), (b"a\r\nb\r\n", 2)]
)
def test_last_line_is_the_last_that_has_begun(content: bytes, last: int) -> None:
    assert last_line(fragment(content)) == last
