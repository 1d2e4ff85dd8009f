"""A schema in `pyproject.toml` says the same as one in decorators."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Keysieve

TABLES = """\
[project]
name = "x"

[tool.keysieve.env]
current_env = "MODE"
default_sensitive = false

[tool.keysieve.env.vars]
MODE = { type = "enum(dev, prod)", default = "dev" }
PORT = "port"

[tool.keysieve.env.vars.KEY]
sensitive = true
required_if = "forEnv(prod)"
min_length = 20
pattern = "^[a-z]+$"

[tool.keysieve.env.vars.KIND]
enum = ["a", "b"]
default = "a"

[tool.keysieve.env.vars.SITE]
type = "url"
schemes = ["https"]
required = false

[tool.keysieve.env.vars.COUNT]
type = "int"
min = 1
default = 5
"""


@pytest.fixture
def place(keysieve: Keysieve) -> Keysieve:
    (keysieve.directory / "pyproject.toml").write_text(TABLES)
    return keysieve


def test_right_values_pass(place: Keysieve) -> None:
    (place.directory / ".env").write_text("PORT=80\nSITE=https://a.example\n")
    outcome = place("env", "check", "--strict")
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "2 files checked: 0 errors, 0 warnings\n")


def test_each_fault_is_told_with_the_line_of_its_table(place: Keysieve) -> None:
    (place.directory / ".env").write_text("MODE=prod\nKIND=c\nSITE=http://a.example\nCOUNT=0\n")
    outcome = place("env", "check")
    assert outcome.code == 1
    assert outcome.out.splitlines() == [
        ".env:1: KEY: is required (see pyproject.toml:12) and not set; add a line KEY=…",
        ".env:1: PORT: is required (see pyproject.toml:10) and not set; add a line PORT=…",
        ".env:2: KIND: the value must be one of a, b; see pyproject.toml:18",
        ".env:3: SITE: the value must begin with https:; see pyproject.toml:22",
        ".env:4: COUNT: the value must be at least 1; see pyproject.toml:27",
    ]
    (place.directory / ".env").write_text("PORT=1\nKEY=ABCDEFGHIJKLMNOPQRSTUVWXYZ\n")
    assert "does not match the schema's pattern" in place("env", "check").out


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ("[tool.keysieve.env]\nnosuch = 1\n", "unknown key nosuch"),
        ("[tool.keysieve.env.vars]\nA = 1\n", "A: must be a table"),
        ('[tool.keysieve.env.vars]\nA = "nosuch"\n', "A: type there is no type nosuch"),
        ("[tool.keysieve.env.vars.A]\nnosuch = 1\n", "has no option nosuch"),
        ('[tool.keysieve.env.vars.A]\nrequired = "x("\n', "A: required lacks"),
        ('[tool.keysieve.env.vars.A]\nsensitive = "x"\n', "A: sensitive must be true or false"),
        ('[tool.keysieve.env.vars.A]\nrequired = true\nrequired_if = "forEnv(x)"\n', "exclude each other"),
        ('[tool.keysieve.env.vars]\n"a b" = "port"\n', "no loader can be trusted"),
        ('[tool.keysieve.env]\ncurrent_env = "B"\n', "current_env names 'B'"),
        ("[tool.keysieve.env\n", "is not TOML"),
        ("[tool.keysieve]\nenv = 1\n", "must be a table"),
    ],
)
def test_wrong_table_is_exit_2_and_named(keysieve: Keysieve, table: str, says: str) -> None:
    (keysieve.directory / "pyproject.toml").write_text(table)
    (keysieve.directory / ".env").write_text("A=1\n")
    outcome = keysieve("env", "check")
    assert outcome.code == 2
    assert says in outcome.err
    assert "pyproject.toml" in outcome.err


def test_project_file_without_a_schema_is_no_error_for_the_hook(keysieve: Keysieve) -> None:
    (keysieve.directory / "pyproject.toml").write_text("[tool.keysieve]\nmin_confidence = 'low'\n")
    assert keysieve("env", "check", "pyproject.toml").code == 0


def test_schema_file_wins_and_scans_ignore_the_table(place: Keysieve) -> None:
    (place.directory / ".env.schema").write_text("# @type=email\nPORT=\n")
    (place.directory / ".env").write_text("PORT=80\n")
    assert "is no e-mail address; see .env.schema:2" in place("env", "check").out
    assert place("scan", ".").code == 0
