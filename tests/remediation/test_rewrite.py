"""One file: which lines are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.conftest import sample

if TYPE_CHECKING:
    from tests.conftest import Repo

SECRETS = [sample("{github_token:ghp_}", seed) for seed in range(2)]
TOKEN = SECRETS[0]


def test_lines_are_those_of_the_file_as_it_is(fixing: Repo) -> None:
    second = f"postgres://app:{TOKEN}@db/x?token={SECRETS[1]}"
    fixing.write("a.py", f'A_TOKEN = "{TOKEN}"\nB = "{second}"\n# {TOKEN}\nx = b"{SECRETS[1]}" b""\n# a{TOKEN}a\n')
    outcome = fixing.keysieve("fix", "--all", "--dry-run")
    lines = [line.split(":")[1] for line in outcome.out.splitlines() if "left alone" in line]
    assert lines == ["3", "4"]


def test_value_that_no_rule_finds_is_told_by_its_line(fixing: Repo) -> None:
    fixing.write("a.py", f'A_TOKEN = "{TOKEN}"\nb = 1\n# x{TOKEN}\n')
    outcome = fixing.keysieve("fix", "--all", "--dry-run")
    assert "a.py:3: left alone: the value stands here once more" in outcome.out


def test_places_of_one_line_that_stay_do_not_keep_those_of_others(fixing: Repo) -> None:
    fixing.write("a.rb", f"T = '{TOKEN}'\nh = {{ '{TOKEN}': 1, b: '{TOKEN}', c: :'{TOKEN}' }}\n")
    assert fixing.keysieve("fix", "--all", "--yes").code == 1
    read = 'ENV.fetch("GITHUB_TOKEN")'
    assert (fixing.root / "a.rb").read_text() == f"T = {read}\nh = {{ '{TOKEN}': 1, b: {read}, c: :'{TOKEN}' }}\n"
