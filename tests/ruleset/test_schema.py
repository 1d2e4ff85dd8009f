"""Each way to get a rule file wrong, with the message that says how to mend it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from scanner.exitcodes import FAILED
from scanner.ruleset.schema import Provider, RuleError, RuleSyntax, read_rule_file

HEAD = '[provider]\nname = "Example"\n'


@pytest.fixture
def complaint(tmp_path: Path) -> Callable[[str | bytes], str]:
    """Return the message for a rule file, without the file's name."""

    def read(text: str | bytes) -> str:
        path = tmp_path / "rules.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        with pytest.raises(RuleError) as raised:
            list(read_rule_file(path))
        assert raised.value.exit_code == FAILED
        assert str(raised.value).startswith(f"{path}: ")
        return str(raised.value).removeprefix(f"{path}: ")

    return read


def test_rule_is_read_as_it_was_written(rule_file: Callable[..., Path]) -> None:
    assert list(read_rule_file(rule_file())) == [
        RuleSyntax(
            id="example-token",
            provider=Provider("Example", revoke="https://example.com/revoke"),
            description="Example token",
            severity="high",
            confidence="high",
            regex="(?P<secret>exa_[0-9a-f]{8})",
            source="https://example.com/keys",
            keywords=("exa_",),
            positive=("exa_{hex:8}", "exa_{hex:8}"),
            negative=("exa_", "example"),
        )
    ]


def test_byte_order_mark_of_an_editor_is_no_fault(rule_file: Callable[..., Path]) -> None:
    path = rule_file()
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert len(list(read_rule_file(path))) == 1


def test_file_without_rules_has_none(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(HEAD, encoding="utf-8")
    assert list(read_rule_file(tmp_path / "a.toml")) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"\xff\xfea", "is not UTF-8 (byte 0); save it as UTF-8"),
        ("rule = [", "is not TOML: "),
        ("", "lacks the table `[provider]` with a `name`"),
        ("provider = 1", "lacks the table `[provider]` with a `name`"),
        ("[provider]", "[provider] lacks `name`"),
        ('[provider]\nname = ""', "[provider] lacks `name`"),
        ("[provider]\nname = 1", "[provider] name: must be text in one line, without tabs"),
        (HEAD + "docs = 1", "[provider] docs: must be text in one line, without tabs"),
        (HEAD + 'revok = "x"', "[provider]: unknown key `revok`; did you mean `revoke`?"),
        ("[rules]\n" + HEAD, "unknown key `rules`; did you mean `rule`?"),
        ("[zzz]\n" + HEAD, "unknown key `zzz`; known are provider, rule"),
        (HEAD + '[rule]\nid = "a-b"', "`rule` must be an array of tables; write `[[rule]]`"),
        ("rule = [1]\n" + HEAD, "`rule` must be an array of tables; write `[[rule]]`"),
        (HEAD + "[[rule]]", "rule 1: lacks `id`"),
    ],
)
def test_wrong_file_is_told(complaint: Callable[[str | bytes], str], text: str | bytes, message: str) -> None:
    assert complaint(text).startswith(message)


@pytest.mark.parametrize("key", ["description", "severity", "confidence", "source", "positive", "negative"])
def test_missing_key_is_told(complaint: Callable[[str], str], rule_table: Callable[..., str], key: str) -> None:
    lines = [line for line in rule_table().splitlines() if not line.startswith(f"{key} =")]
    assert complaint(HEAD + "\n".join(lines)) == f"rule example-token: lacks `{key}`"


TEXT = "must be text in one line, without tabs"
TEXTS = "must be an array of texts"
NUMBER = "must be a number from 0 to 8"
KEYWORD = "must be lower case, of two characters or more"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('id = "example"', "id must be kebab case, provider first, as `github-pat`"),
        ('id = "Example-Token"', "id must be kebab case, provider first, as `github-pat`"),
        ("description = 1", f"description: {TEXT}"),
        (r'description = "a\tb"', f"description: {TEXT}"),
        (r'source = "a\nb"', f"source: {TEXT}"),
        (r'regex = "a\u001f"', f"regex: {TEXT}"),
        ('severity = "urgent"', "severity is 'urgent'; write one of low, medium, high, critical"),
        ('confidence = "sure"', "confidence is 'sure'; write one of low, medium, high"),
        ("keywords = []", "lacks `keywords` (or `near`)"),
        ('keywords = "exa_"', f"keywords: {TEXTS}"),
        ("keywords = [1]", f"keywords: {TEXTS}"),
        ('keywords = ["EXA_"]', f"keyword 'EXA_' {KEYWORD}"),
        ('keywords = ["é_"]', "keywords beyond ASCII go with `syntax` only"),
        ('regex = ""', "needs either `regex` or `syntax`"),
        ('syntax = "assignment"', "needs either `regex` or `syntax`"),
        ('keywords = ["e"]', f"keyword 'e' {KEYWORD}"),
        (r'keywords = ["a\tb"]', rf"keyword 'a\tb' {KEYWORD}"),
        (r'keywords = ["a\nb"]', rf"keyword 'a\nb' {KEYWORD}"),
        (r'keywords = ["a\u001fb"]', rf"keyword 'a\x1fb' {KEYWORD}"),
        ('near = ["EXA"]', f"keyword 'EXA' {KEYWORD}"),
        ('entropy = "3"', f"entropy: {NUMBER}"),
        ("entropy = true", f"entropy: {NUMBER}"),
        ("entropy = -1", f"entropy: {NUMBER}"),
        ("entropy = 8.5", f"entropy: {NUMBER}"),
        ("entropy = nan", f"entropy: {NUMBER}"),
        ("checksum = 1", f"checksum: {TEXT}"),
        ('positive = ["exa"]', "needs at least 2 `positive` templates"),
        ('negative = ["exa"]', "needs at least 2 `negative` templates"),
        ('keyword = ["exa_"]', "unknown key `keyword`; did you mean `keywords`?"),
        ('provider = "x"', "unknown key `provider`; known are id, "),
    ],
)
def test_wrong_value_is_told(
    complaint: Callable[[str], str], rule_table: Callable[..., str], line: str, message: str
) -> None:
    key = line.split(" ", maxsplit=1)[0]
    lines = [old for old in rule_table().splitlines() if not old.startswith(f"{key} =")]
    told = complaint(HEAD + "\n".join([*lines, line]))
    assert told.partition(": ")[2].startswith(message)
    assert told.startswith("rule ")


def test_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=r"none\.toml: cannot be read: No such file"):
        list(read_rule_file(tmp_path / "none.toml"))


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ('requires = "a-b"', "requires: must be a table; write `requires.rule = …` and `requires.within = …`"),
        ('requires.rule = "a-b"', "requires: lacks `within`, a number of lines or `document`"),
        ("requires.within = 3", "requires: lacks `rule` (the id of a rule) or `regex`"),
        ('requires = { rule = "", within = 3 }', "requires: `rule` is empty; leave it out"),
        ('requires = { regex = "id", within = 3 }', "requires: `regex` and `keywords` belong together"),
        (
            'requires = { regex = "id", keywords = ["id"], within = 3 }',
            "requires: lacks `name`, which tells people what is required",
        ),
        ('requires = { rule = "a-b", witin = 3 }', "requires: unknown key `witin`; did you mean `within`?"),
        (
            'requires = { rule = "a-b", within = "file" }',
            "requires.within: must be a number of lines from 0 to 1000, or `document`",
        ),
        (
            'requires = { rule = "a-b", within = 1, without = "high" }',
            "requires.without must be none or a confidence below the rule's own",
        ),
        ('requires = { name = "id", regex = "ID", keywords = ["ID"], within = 1 }', "keyword 'ID' must be lower case"),
        ('elsewhere = "low"', "`elsewhere` says nothing without `paths`"),
        ('paths = ["*"]\nelsewhere = "high"', "elsewhere must be none or a confidence below the rule's own"),
        ('paths = [" "]', "paths: an empty pattern"),
    ],
)
def test_wrong_context_of_a_rule_is_told(
    complaint: Callable[[str], str], rule_table: Callable[..., str], more: str, message: str
) -> None:
    assert complaint(HEAD + rule_table(more=more)).startswith(f"rule example-token: {message}")
