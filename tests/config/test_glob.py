from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from scanner.config.glob import Glob, expression

if TYPE_CHECKING:
    from tests.conftest import Repo

SIGNS = st.sampled_from(["a", "b", "c", "*", "?", "[ab]", "[!ab]", "[a-b]", "[]a]", "."])
PARTS = st.lists(SIGNS, min_size=1, max_size=3).map("".join).filter(lambda part: "**" not in part)
GLOBS = st.builds(
    lambda lead, parts: lead + "/".join(parts),
    st.sampled_from(["", "/"]),
    st.lists(PARTS | st.just("**"), min_size=1, max_size=4),
)
NAMES = st.text("abc].", min_size=1, max_size=3).filter(lambda name: name not in (".", ".."))
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)


@given(GLOBS, st.lists(PATHS, min_size=1, max_size=12, unique=True))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_glob_covers_what_the_same_line_in_gitignore_would(repo: Repo, pattern: str, paths: list[str]) -> None:
    assume(not any(part in (".", "..") for part in pattern.split("/")))
    (repo.root / ".git" / "info" / "exclude").write_text(pattern + "\n")
    stdin = "\0".join(paths).encode()
    ignored = repo.git("check-ignore", "--no-index", "-z", "--stdin", check=False, stdin=stdin).split("\0")[:-1]
    glob = Glob(pattern)
    assert [path for path in paths if glob.matches(path.encode())] == ignored


@pytest.mark.parametrize(
    ("pattern", "covered", "others"),
    [
        ("*.test.js", ["a.test.js", "x/y/a.test.js"], ["a.js", "a.test.jsx"]),
        ("docs/**", ["docs/a", "docs/a/b"], ["docs", "x/docs/a"]),
        ("docs/", ["docs/a", "x/docs/a/b"], ["docsx/a"]),
        ("docs", ["docs", "docs/a", "x/docs/a"], ["mydocs", "docs.md"]),
        ("/docs", ["docs", "docs/a"], ["x/docs/a"]),
        ("./docs", ["docs/a"], ["x/docs/a"]),
        ("a/*/b.py", ["a/x/b.py"], ["a/b.py", "a/x/y/b.py", "z/a/x/b.py"]),
        ("a/**/b.py", ["a/b.py", "a/x/b.py", "a/x/y/b.py"], ["a/xb.py"]),
        ("**/b.py", ["b.py", "x/b.py"], ["xb.py"]),
        ("a**z", ["az", "a/b/z", "abz"], ["b"]),
        ("src\\*.py", ["src/a.py"], ["src/a/b.py"]),
        ("caf?.txt", ["café.txt", "cafe.txt"], ["caf.txt", "caf/.txt"]),
        ("caf[éè]", ["café", "cafè"], ["cafe"]),
        ("[!a]x", ["bx"], ["ax", "a"]),
        ("a[!b]c", ["axc"], ["abc", "a/c"]),
        ("a[^b]c", ["axc"], ["abc", "a/c"]),
        ("[]]", ["]"], ["["]),
        ("[!]]", ["["], ["]"]),
        ("[a-]", ["a", "-"], ["b"]),
        ("[&&a||b~~[[]", ["&", "a", "|", "~", "["], ["d"]),
        ("[.]", ["."], ["a"]),
        ("a[b", ["a[b"], ["ab"]),
        ("(a|b)+", ["(a|b)+"], ["a"]),
        ("a\nb", ["a\nb"], ["a"]),
        ("*", ["a", "a/b", "a\nb"], []),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_glob_covers_exactly_what_it_says(pattern: str, covered: list[str], others: list[str]) -> None:
    glob = Glob(pattern)
    assert [path for path in covered if not glob.matches(os.fsencode(path))] == []
    assert [path for path in others if glob.matches(os.fsencode(path))] == []


@pytest.mark.parametrize("pattern", ["", " ", "/", "./", "//"])
def test_pattern_that_covers_nothing_is_an_error(pattern: str) -> None:
    with pytest.raises(ValueError, match="an empty pattern"):
        Glob(pattern)


def test_stars_behind_names_that_would_be_tried_without_end_are_refused() -> None:
    assert Glob("a**/b**/c").matches(b"ax/y/bz/c")
    with pytest.raises(ValueError, match=r"write `\*/\*\*/`"):
        Glob("a**/b**/c**/d")


def test_set_that_runs_backwards_is_an_error() -> None:
    with pytest.raises(ValueError, match="the range z-a runs backwards"):
        Glob("[z-a]")


@given(st.text(min_size=1, max_size=12), st.binary(max_size=12))
def test_no_pattern_and_no_path_fails(pattern: str, path: bytes) -> None:
    try:
        glob = Glob(pattern)
    except ValueError:
        return
    assert glob.matches(path) in (True, False)


def plain_expression(pattern: str) -> str:
    """The same without what saves time."""
    stars = re.compile(r"\*\*/|\*\*|\*|\?|.", re.DOTALL)
    meant = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return "".join(meant.get(sign, re.escape(sign)) for sign in stars.findall(pattern))


@given(st.text("ab*?/", max_size=9) | st.text("a*/", max_size=12), st.text("ab/", max_size=10))
@settings(max_examples=2000)
def test_stars_that_are_tried_once_match_what_they_would_otherwise(pattern: str, path: str) -> None:
    plain = re.fullmatch(plain_expression(pattern), path, re.DOTALL)
    assert bool(re.fullmatch(expression(pattern), path, re.DOTALL)) == bool(plain)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("*a" * 30 + "*b", "a" * 200),
        ("**/" * 30 + "b", "a/" * 200),
        ("**/a/" * 30 + "b", "a/" * 200),
        ("**a" * 30 + "**b", "a/" * 200),
        ("**/*a*a*a*a*a/" * 10 + "b", f"{'a' * 30}/" * 30),
        ("*[a]" * 30 + "b", "a" * 200),
    ],
)
def test_stars_without_number_do_not_hang(pattern: str, path: str) -> None:
    """If they did, this test would not end."""
    assert not Glob(pattern).matches(path.encode())


def test_undecodable_name_is_covered() -> None:
    assert Glob("caf?.txt").matches(b"caf\xe9.txt")
    assert Glob("*.txt").matches(b"\xff\xfe.txt")
