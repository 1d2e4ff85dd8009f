"""`rules/_schema.json` and the reader of rule files accept the same files."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from scanner.ruleset.compile import rule_files
from scanner.ruleset.locate import data_directory
from scanner.ruleset.schema import REQUIRED_KEYS, REQUIRES_KEYS, RULE_KEYS, RuleError, read_rule_file

RULES = Path(data_directory())
SCHEMA = json.loads((RULES / "_schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)

GOOD = r"""
[provider]
name = "Example"
docs = "https://example.com/keys"
revoke = "https://example.com/keys"

[[rule]]
id = "example-token"
description = "Example token"
severity = "high"
confidence = "high"
keywords = ["exa_"]
regex = '(?P<secret>exa_[0-9a-f]{32})'
entropy = 3.0
checksum = ""
filters = ""
revoke = ""
source = "https://example.com/keys"
positive = ['a = "exa_{hex:32}"', "exa_{hex:32}\n"]
negative = ["exa_{hex:8}", "example_"]
"""

VARIANTS = {
    "as it is": ("", ""),
    "no rules": (GOOD[GOOD.index("[[rule]]") :], ""),
    "no docs": ('docs = "https://example.com/keys"\n', ""),
    "empty docs": ('docs = "https://example.com/keys"', 'docs = ""'),
    "near instead of keywords": ('keywords = ["exa_"]', 'near = ["example key"]'),
    "near and no keywords": ('keywords = ["exa_"]', 'keywords = []\nnear = ["example"]'),
    "near and keywords": ('keywords = ["exa_"]', 'keywords = ["exa_"]\nnear = ["example"]'),
    "whole entropy": ("entropy = 3.0", "entropy = 8"),
    "no entropy": ("entropy = 3.0\n", "entropy = 0\n"),
    "requires a rule": ("entropy = 3.0", 'requires.rule = "a-b"\nrequires.within = 3'),
    "requires a pattern": (
        "entropy = 3.0",
        'requires = { name = "id", regex = "id", keywords = ["id"], within = "document", without = "none" }',
    ),
    "requires either": (
        "entropy = 3.0",
        'requires = { rule = "a-b", regex = "id", keywords = ["id"], within = 0, without = "medium" }',
    ),
    "for some paths": ("entropy = 3.0", 'paths = ["*.ini", "conf/**"]\nelsewhere = "none"'),
    "for some paths, low elsewhere": ("entropy = 3.0", 'paths = [".env"]'),
    "more samples": ('"example_"]', '"example_", "exa"]'),
}

FAULTS = {
    "no provider": (GOOD[: GOOD.index("[[rule]]")], ""),
    "provider is text": (GOOD[: GOOD.index("[[rule]]")], 'provider = "Example"\n'),
    "provider without a name": ('name = "Example"\n', ""),
    "provider with an empty name": ('name = "Example"', 'name = ""'),
    "provider's name is a number": ('name = "Example"', "name = 7"),
    "provider's docs are a list": ('docs = "https://example.com/keys"', 'docs = ["https://example.com/keys"]'),
    "provider's name has two lines": ('name = "Example"', r'name = "Exam\nple"'),
    "unknown key of the provider": ('name = "Example"', 'name = "Example"\nurl = ""'),
    "unknown table": ("[provider]", "[extra]\n[provider]"),
    "one rule instead of an array": ("[[rule]]", "[rule]"),
    "rules are texts": (GOOD[GOOD.index("[provider]") :], 'rule = ["a"]\n[provider]\nname = "Example"\n'),
    "unknown key": ("entropy", "entropie"),
    "id of one word": ('"example-token"', '"example"'),
    "id in capitals": ('"example-token"', '"Example-token"'),
    "id with an underscore": ('"example-token"', '"example_token"'),
    "id with a line end": ('"example-token"', r'"example-token\n"'),
    "id is a number": ('"example-token"', "7"),
    "empty description": ('"Example token"', '""'),
    "description with a tab": ('"Example token"', r'"Example\ttoken"'),
    "unknown severity": ('severity = "high"', 'severity = "urgent"'),
    "severity is a list": ('severity = "high"', 'severity = ["high"]'),
    "confidence is critical": ('confidence = "high"', 'confidence = "critical"'),
    "no keywords": ('keywords = ["exa_"]\n', ""),
    "empty keywords": ('keywords = ["exa_"]', "keywords = []"),
    "keyword in capitals": ('["exa_"]', '["EXA_"]'),
    "keyword beyond ASCII": ('["exa_"]', '["exä_"]'),
    "keyword of one character": ('["exa_"]', '["e"]'),
    "keyword is a number": ('["exa_"]', "[7]"),
    "keywords are text": ('["exa_"]', '"exa_"'),
    "near in capitals": ('["exa_"]', '["exa_"]\nnear = ["Example"]'),
    "empty regex": (r"'(?P<secret>exa_[0-9a-f]{32})'", '""'),
    "regex with a line end": (r"'(?P<secret>exa_[0-9a-f]{32})'", r'"(?P<secret>exa_)\n"'),
    "entropy is text": ("entropy = 3.0", 'entropy = "3.0"'),
    "entropy is true": ("entropy = 3.0", "entropy = true"),
    "entropy below 0": ("entropy = 3.0", "entropy = -1"),
    "entropy above 8": ("entropy = 3.0", "entropy = 8.5"),
    "requires is text": ("entropy = 3.0", 'requires = "a-b"'),
    "requires without a distance": ("entropy = 3.0", 'requires.rule = "a-b"'),
    "requires nothing": ("entropy = 3.0", "requires.within = 3"),
    "requires an empty rule": ("entropy = 3.0", 'requires = { rule = "", within = 3 }'),
    "requires a pattern without a name": (
        "entropy = 3.0",
        'requires = { regex = "id", keywords = ["id"], within = 3 }',
    ),
    "requires a pattern without keywords": ("entropy = 3.0", 'requires = { name = "id", regex = "id", within = 3 }'),
    "requires keywords without a pattern": (
        "entropy = 3.0",
        'requires = { rule = "a-b", keywords = ["id"], within = 3 }',
    ),
    "requires keywords in capitals": (
        "entropy = 3.0",
        'requires = { name = "id", regex = "ID", keywords = ["ID"], within = 3 }',
    ),
    "requires an empty pattern": (
        "entropy = 3.0",
        'requires = { rule = "a-b", regex = "", keywords = ["id"], within = 3 }',
    ),
    "requires something unknown": ("entropy = 3.0", 'requires = { rule = "a-b", within = 3, lines = 3 }'),
    "requires it too far away": ("entropy = 3.0", 'requires = { rule = "a-b", within = 1001 }'),
    "requires it before": ("entropy = 3.0", 'requires = { rule = "a-b", within = -1 }'),
    "requires it in half a line": ("entropy = 3.0", 'requires = { rule = "a-b", within = 0.5 }'),
    "requires it true": ("entropy = 3.0", 'requires = { rule = "a-b", within = true }'),
    "requires it in the file": ("entropy = 3.0", 'requires = { rule = "a-b", within = "file" }'),
    "without is no confidence": ("entropy = 3.0", 'requires = { rule = "a-b", within = 3, without = "never" }'),
    "without is not less": ("entropy = 3.0", 'requires = { rule = "a-b", within = 3, without = "high" }'),
    "paths are text": ("entropy = 3.0", 'paths = "*.ini"'),
    "an empty path": ("entropy = 3.0", 'paths = ["./"]'),
    "elsewhere is not less": ("entropy = 3.0", 'paths = ["*.ini"]\nelsewhere = "high"'),
    "elsewhere is no confidence": ("entropy = 3.0", 'paths = ["*.ini"]\nelsewhere = "never"'),
    "checksum is a number": ('checksum = ""', "checksum = 7"),
    "source is a date": ('source = "https://example.com/keys"', "source = 2027-01-31"),
    "one positive": (r""", "exa_{hex:32}\n"]""", "]"),
    "no negative": ('["exa_{hex:8}", "example_"]', "[]"),
    "samples are text": ('["exa_{hex:8}", "example_"]', '"exa_{hex:8}"'),
    "sample is a number": ('"example_"]', "7]"),
}


def changed(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new, 1)


def is_read(tmp_path: Path, text: str) -> bool:
    file = tmp_path / "example.toml"
    file.write_text(text, encoding="utf-8")
    try:
        list(read_rule_file(file))
    except RuleError:
        return False
    return True


def test_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_schema_names_the_keys_of_the_reader() -> None:
    rule = SCHEMA["$defs"]["rule"]
    assert sorted(SCHEMA["$defs"]["requires"]["properties"]) == sorted(REQUIRES_KEYS)
    assert sorted(rule["properties"]) == sorted(RULE_KEYS)
    assert sorted(rule["required"]) == sorted(REQUIRED_KEYS)


@pytest.mark.parametrize("file", rule_files([RULES]), ids=lambda file: file.stem)
def test_rule_file_is_valid(file: Path) -> None:
    document = tomllib.loads(file.read_text(encoding="utf-8"))
    assert [error.message for error in VALIDATOR.iter_errors(document)] == []


@pytest.mark.parametrize("name", VARIANTS)
def test_both_accept(name: str, tmp_path: Path) -> None:
    text = changed(*VARIANTS[name])
    assert is_read(tmp_path, text)
    assert VALIDATOR.is_valid(tomllib.loads(text))


@pytest.mark.parametrize("name", FAULTS)
def test_both_reject(name: str, tmp_path: Path) -> None:
    text = changed(*FAULTS[name])
    assert not is_read(tmp_path, text)
    assert not VALIDATOR.is_valid(tomllib.loads(text))


@pytest.mark.parametrize("key", REQUIRED_KEYS)
def test_both_reject_a_rule_without(key: str, tmp_path: Path) -> None:
    text = "\n".join(line for line in GOOD.split("\n") if not (line.startswith(f"{key} = ") and line != 'revoke = ""'))
    assert not is_read(tmp_path, text)
    assert not VALIDATOR.is_valid(tomllib.loads(text))
