"""The diff, where lines are long."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.remediation.preview import LONGEST, shortened
from tests.conftest import sample

if TYPE_CHECKING:
    from tests.conftest import Repo

TOKEN, OTHER = (sample("{github_token:ghp_}", seed) for seed in range(2))


def test_of_a_minified_line_what_changes_is_shown(fixing: Repo) -> None:
    filler = "f(1,2);" * 20_000
    fixing.write("a.js", f'{filler}login("{TOKEN}");{filler}\nx();\n')
    outcome = fixing.keysieve("fix", "--all", "--dry-run")
    assert outcome.code == 0, outcome.err
    (old,) = (line for line in outcome.out.splitlines() if line.startswith("-…"))
    (new,) = (line for line in outcome.out.splitlines() if line.startswith("+…"))
    assert 'login("ghp_****' in old
    assert "login(process.env.GITHUB_TOKEN);" in new
    assert max(map(len, outcome.out.splitlines())) <= LONGEST + 10
    assert TOKEN not in outcome.out + outcome.err


def test_of_changes_far_from_each_other_both_ends_are_shown(fixing: Repo) -> None:
    filler = "f(1,2);" * 100
    fixing.write("a.js", f'{filler}a("{TOKEN}");{filler}b("{OTHER}");{filler}\n')
    outcome = fixing.keysieve("fix", "--all", "--dry-run")
    (new,) = (line for line in outcome.out.splitlines() if line.startswith("+…"))
    assert "a(process.env.GITHUB_TOKEN);" in new
    assert "b(process.env.GITHUB_TOKEN_2);" in new
    assert len(new) <= LONGEST + 10


@given(st.text("ab"), st.text("ab"), st.text("ab", max_size=9), st.text("ab", max_size=9), st.integers(1, 99))
def test_what_is_cut_is_bounded_and_shows_the_difference(
    before: str, behind: str, old: str, new: str, times: int
) -> None:
    lines = f"-{before * times}({old}){behind * times}", f"+{before * times}[{new}]{behind * times}"
    for line, other, sign in (*((lines[0], lines[1], sign) for sign in "()"), (lines[1], lines[0], "[")):
        short = shortened(line, other)
        assert sign in short
        assert len(short) <= LONGEST + 8
        assert short == line or len(line) > LONGEST


@pytest.mark.parametrize("other", ["", "+", "+short", "@@ -1 +1 @@"])
def test_line_without_a_counterpart_is_cut_too(other: str) -> None:
    assert len(shortened("-" + "x" * 5000, other)) <= LONGEST + 8
