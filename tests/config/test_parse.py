from __future__ import annotations

import os
import re
import tomllib
from typing import TYPE_CHECKING

import pytest

from scanner.config.model import ConfigError
from scanner.config.parse import parse_config

if TYPE_CHECKING:
    from tests.conftest import Repo

WRONG = {
    "exclud = []": "`exclude`",
    "min-confidence = 'low'": "`min_confidence`",
    "rule = []": "`rules`",
    "perpath = []": "`per_path`",
    "allows = []": "`allow`",
    "base_line = ''": "`baseline`",
    "wholly_other = 1": (
        "known are exclude, min_confidence, rules, per_path, allow, baseline, secret_files, not_secret_files, env"
    ),
    "[rules]\ndisabled = []": "`disable`",
    "[rules]\npath = []": "`paths`",
    "[[per_path]]\npath = ['a']": "`paths`",
    "[[per_path]]\npaths = ['a']\ndisabled = []": "`disable`",
    "[[per_path]]\npaths = ['a']\nmin_confidenc = 'low'": "`min_confidence`",
    "[[allow]]\nvalues = 'a'": "`value`",
    "[[allow]]\nrules = 'a-b'": "`rule`",
    "[[allow]]\nvalue = 'a'\nexpire = 2027-01-01": "`expires`",
    "[[allow]]\nvalue = 'a'\nreasons = 'x'": "`reason`",
    "[[allow]]\nvalue = 'a'\npaths = ['x']": "`path`",
}

BAD = {
    "exclude = 'a'": "exclude: must be an array of texts",
    "exclude = [1]": "exclude: must be text",
    "exclude = ['']": "exclude: must be text, not empty",
    "exclude = ['/']": "exclude: '/': an empty pattern",
    "exclude = ['[z-a]']": "exclude: '[z-a]': the range z-a runs backwards",
    "min_confidence = 'certain'": "min_confidence: is 'certain'; write one of low, medium, high",
    "min_confidence = 1": "min_confidence: is 1",
    "min_confidence = []": "min_confidence: is []",
    "rules = []": "`rules` must be a table; write `[rules]`",
    "[rules]\ndisable = 'a'": "rules.disable: must be an array",
    "[rules]\ndisable = ['']": "rules.disable: must be text",
    "[rules]\npaths = 'a'": "rules.paths: must be an array",
    'rules.paths = ["\\u0000"]': "rules.paths: must be text, not empty and without NUL",
    "per_path = 'a'": "per_path: must be an array of tables; write `[[per_path]]`",
    "[per_path]\npaths = ['a']": "per_path: must be an array of tables; write `[[per_path]]`",
    "per_path = ['a']": "per_path: must be an array of tables",
    "[[per_path]]\ndisable = ['a-b']": "per_path 1: lacks `paths`",
    "[[per_path]]\npaths = ['a']\n[[per_path]]\npaths = []": "per_path 2: lacks `paths`",
    "[[per_path]]\npaths = ['a']\nmin_confidence = 'x'": "per_path 1: min_confidence: is 'x'",
    "[allow]\nvalue = 'a'": "allow: must be an array of tables; write `[[allow]]`",
    "[[allow]]\nreason = 'x'": "allow 1: would allow everything",
    "[[allow]]": "allow 1: would allow everything",
    "[[allow]]\nvalue = ''": "allow 1: value: must be text, not empty",
    "[[allow]]\nvalue = '('": "allow 1: value: is no regular expression",
    "[[allow]]\nvalue = '(?u)a'": "allow 1: value: is no regular expression",
    "[[allow]]\nvalue = 1": "allow 1: value: must be text",
    "[[allow]]\npath = ''": "allow 1: path: must be text",
    "[[allow]]\npath = ['a']": "allow 1: path: must be text",
    "[[allow]]\nrule = ''": "allow 1: rule: must be text",
    "[[allow]]\nrule = 'a-b'\nreason = 1": "allow 1: reason: must be text",
    "[[allow]]\nrule = 'a-b'\nexpires = 'soon'": "allow 1: expires: must be a date, as 2027-01-31",
    "[[allow]]\nrule = 'a-b'\nexpires = 2027": "allow 1: expires: must be a date",
    "[[allow]]\nrule = 'a-b'\nexpires = true": "allow 1: expires: must be a date",
    "[[allow]]\nrule = 'a-b'\nexpires = 12:00:00": "allow 1: expires: must be a date",
    "baseline = 1": "baseline: must be text",
    "baseline = ' '": "baseline: must be text",
    'baseline = "\\u0000"': "baseline: must be text, not empty and without NUL",
}


@pytest.mark.parametrize(("text", "hint"), WRONG.items())
def test_unknown_key_gets_the_nearest_known_one(text: str, hint: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_config(tomllib.loads(text), "c.toml")
    assert re.fullmatch(rf"c\.toml.*: unknown key `.*`; (did you mean )?{re.escape(hint)}\??", str(caught.value))


@pytest.mark.parametrize(("text", "told"), BAD.items())
def test_bad_value_is_told_with_its_place(text: str, told: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_config(tomllib.loads(text), "c.toml")
    assert str(caught.value).startswith("c.toml: ")
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("table", [[], "text", 1, None])
def test_configuration_that_is_no_table_is_refused(table: object) -> None:
    with pytest.raises(ConfigError, match="must be a table"):
        parse_config(table, "c.toml")


def test_paths_are_relative_to_the_file_they_stand_in() -> None:
    text = "baseline = 'known'\nrules.paths = ['own.toml', '/abs.toml', '~/home.toml']\n"
    config = parse_config(tomllib.loads(text), "/some/where/.keysieve.toml")
    assert config.baseline == "/some/where/known"
    home = os.path.expanduser("~/home.toml")
    assert config.rule_paths == ("/some/where/own.toml", "/abs.toml", home)


def test_empty_baseline_means_the_default_one() -> None:
    assert parse_config({"baseline": ""}, "c.toml").baseline == ""


@pytest.mark.parametrize("value", ["2027-01-31", "'2027-01-31'", "2027-01-31T10:00:00", "2027-01-31T10:00:00Z"])
def test_date_is_taken_as_toml_or_text(value: str) -> None:
    (allow,) = parse_config(tomllib.loads(f"[[allow]]\nrule = 'a-b'\nexpires = {value}"), "c.toml").allow
    assert allow.expires == "2027-01-31"


def test_wrong_key_in_pyproject_is_told(repo: Repo) -> None:
    repo.write("pyproject.toml", "[tool.keysieve]\nexclud = []\n")
    outcome = repo.keysieve("scan")
    assert outcome.code == 2
    assert "pyproject.toml: unknown key `exclud`; did you mean `exclude`?" in outcome.err
