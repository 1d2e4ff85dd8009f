from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from scanner.model import ANYWHERE
from scanner.ruleset.compile import compile_rules, full_keywords, full_regex, read_rules, rule_files
from scanner.ruleset.layout import KEYWORDS_FILE, RULES_FILE
from scanner.ruleset.load import Ruleset, load_compiled
from scanner.ruleset.schema import RuleError


@pytest.fixture
def compiled(tmp_path: Path) -> Callable[..., Ruleset]:
    """Compile rule files and load the result."""

    def run(*files: Path) -> Ruleset:
        place = tmp_path / "compiled"
        place.mkdir(exist_ok=True)
        for name, text in compile_rules(read_rules(files)).items():
            (place / name).write_text(text, encoding="utf-8", newline="")
        return load_compiled(str(place))

    return run


def test_compiled_rule_is_what_the_author_wrote(
    rule_file: Callable[..., Path], compiled: Callable[..., Ruleset]
) -> None:
    (rule,) = compiled(rule_file())
    assert (rule.id, rule.provider, rule.severity, rule.confidence) == ("example-token", "Example", "high", "high")
    assert (rule.keywords, rule.regex, rule.width) == (("exa_",), "(?P<secret>exa_[0-9a-f]{8})", 12)
    assert (rule.entropy, rule.checksum, rule.filters) == (0.0, "", "distinctive")
    assert (rule.revoke, rule.source) == ("https://example.com/revoke", "https://example.com/keys")


def test_rule_may_say_more_exactly_where_to_revoke(
    rule_file: Callable[..., Path], rule_table: Callable[..., str], compiled: Callable[..., Ruleset]
) -> None:
    (rule,) = compiled(
        rule_file(rule_table(more='revoke = "Here."\nfilters = "generic"\nentropy = 3', confidence="low"))
    )
    assert (rule.revoke, rule.filters, rule.entropy) == ("Here.", "generic", 3.0)


def test_uncertain_rule_is_judged_by_its_context(
    rule_file: Callable[..., Path], rule_table: Callable[..., str], compiled: Callable[..., Ruleset]
) -> None:
    (rule,) = compiled(rule_file(rule_table(confidence="medium")))
    assert rule.filters == "contextual"


def test_keyword_announces_every_rule_that_has_it(
    rule_file: Callable[..., Path], rule_table: Callable[..., str], compiled: Callable[..., Ruleset]
) -> None:
    file = rule_file(rule_table("a-one"), rule_table("a-two", "x(?P<secret>exa_)", 'keywords = ["exa_", "xexa"]'))
    ruleset = compiled(file)
    numbers = {word: [each.number for each in announced] for word, announced in ruleset.keywords.items()}
    assert numbers == {"exa_": [0, 1], "xexa": [1]}
    assert [rule.id for rule in ruleset] == ["a-one", "a-two"]


def test_guard_survives_the_compiled_form(rule_file: Callable[..., Path], compiled: Callable[..., Ruleset]) -> None:
    ((announced,),) = compiled(rule_file()).keywords.values()
    assert announced == (0, b"0123456789abcdef", 8, 0)


@pytest.mark.parametrize("joint", ["", " ", "_", ".", "-"])
def test_space_in_a_near_word_is_any_joint(
    rule_file: Callable[..., Path], rule_table: Callable[..., str], joint: str
) -> None:
    table = rule_table(regex="(?P<secret>[0-9a-f]{8})", announced='near = ["dd api key", "c++"]')
    (rule,) = read_rules([rule_file(table)])
    text = f"DD{joint}api{joint}Key = 0123abcd"
    assert re.search(full_regex(rule), text)
    assert any(word in text.lower() for word in full_keywords(rule))
    assert re.search(full_regex(rule), "c++: 0123abcd")
    assert not re.search(full_regex(rule), f"dd{joint}api{joint}key\n0123abcd")


def test_near_words_are_proven_to_announce(
    rule_file: Callable[..., Path], rule_table: Callable[..., str], compiled: Callable[..., Ruleset]
) -> None:
    (rule,) = compiled(rule_file(rule_table(announced='near = ["example one", "other"]', confidence="medium")))
    assert set(rule.keywords) == {"exampleone", "example one", "example_one", "example.one", "example-one", "other"}


@pytest.mark.parametrize(
    ("announced", "guarded"),
    [
        ('keywords = ["xample"]\nnear = ["example one", "example two"]', True),
        ('keywords = ["example", "tok_"]\nnear = ["example one", "example two"]', True),
        ('keywords = ["tok_"]\nnear = ["example one", "other"]', False),
        ('keywords = ["example", "tok_"]\nnear = ["example one", "other"]', False),
    ],
)
def test_keywords_that_stand_in_every_near_word_are_guarded_by_the_value(
    rule_file: Callable[..., Path],
    rule_table: Callable[..., str],
    compiled: Callable[..., Ruleset],
    announced: str,
    guarded: bool,
) -> None:
    table = rule_table(regex="(?P<secret>tok_[0-9a-f]{8}|tok_[0-9]{6}x)", announced=announced, confidence="medium")
    for announcements in compiled(rule_file(table)).keywords.values():
        assert all((each.reach > each.length == 11) is guarded for each in announcements)


def test_same_rules_have_the_same_digest(
    rule_file: Callable[..., Path], rule_table: Callable[..., str], compiled: Callable[..., Ruleset]
) -> None:
    first = compiled(rule_file())
    again = compiled(rule_file(name="copy.toml"))
    other = compiled(rule_file(rule_table(announced='keywords = ["exa_", "xa_"]')))
    assert first.digest == again.digest != other.digest


def test_compiled_form_has_one_line_a_rule(rule_file: Callable[..., Path], rule_table: Callable[..., str]) -> None:
    texts = compile_rules(read_rules([rule_file(rule_table("a-one"), rule_table("a-two"))]))
    assert {name: text.count("\n") for name, text in texts.items() if name != KEYWORDS_FILE} == {
        RULES_FILE: 3,
    }


@pytest.mark.parametrize(
    ("regex", "announced", "complaint"),
    [
        ("(a+)+$", 'keywords = ["aa"]', "unbounded"),
        ("exa_[0-9a-f]{8}", 'keywords = ["exa_"]', "lacks the group `(?P<secret>…)`"),
        ("(?P<secret>exa?_[0-9]{8})", 'keywords = ["exa_"]', "matches 'ex_…', which holds none of its keywords"),
        ("(?P<secret>exa_", 'keywords = ["exa_"]', "does not parse"),
    ],
)
def test_unusable_pattern_is_refused_when_it_is_compiled(
    rule_file: Callable[..., Path], rule_table: Callable[..., str], regex: str, announced: str, complaint: str
) -> None:
    rules = read_rules([rule_file(rule_table(regex=regex, announced=announced))])
    with pytest.raises(RuleError, match="rule example-token: ") as raised:
        compile_rules(rules)
    assert complaint in str(raised.value)


def test_two_rules_of_one_id_are_refused(rule_file: Callable[..., Path]) -> None:
    files = [rule_file(), rule_file(name="other.toml")]
    with pytest.raises(RuleError, match=r"other\.toml: rule example-token: the id is taken, by .*example\.toml"):
        read_rules(files)


def test_rule_files_are_taken_in_the_order_of_their_names(rule_file: Callable[..., Path]) -> None:
    files = [rule_file(name=name) for name in ("b.toml", "a.toml")]
    for name in ("_draft.toml", "notes.txt"):
        rule_file(name=name)
    alone = rule_file(directory="more")
    assert rule_files([files[0].parent, alone]) == [files[1], files[0], alone]


def test_missing_rule_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=r"none\.toml: no such rule file"):
        rule_files([tmp_path / "none.toml"])


def test_directory_without_rules_is_not_passed_over(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=r"has no rule files \(\*\.toml\)"):
        rule_files([tmp_path])


def test_companion_is_the_pattern_of_the_rule_that_is_named(
    rule_file: Callable[..., Path], rule_table: Callable[..., str], compiled: Callable[..., Ruleset]
) -> None:
    asks = 'requires = { rule = "example-id", within = "document", without = "none" }\n'
    other = rule_table("example-id", regex="(?P<secret>id[0-9]{2})", announced='keywords = ["id"]')
    rule = next(iter(compiled(rule_file(rule_table(more=asks), other))))
    companion = rule.requires
    assert companion is not None
    assert (companion.name, companion.within, companion.without) == ("Example token", ANYWHERE, None)
    assert (companion.keywords, companion.width, companion.lead) == (("id",), 4, 4)
    assert re.fullmatch(companion.regex, "id12")


def test_companion_is_either_of_two_patterns(
    rule_file: Callable[..., Path], rule_table: Callable[..., str], compiled: Callable[..., Ruleset]
) -> None:
    asks = 'requires = { name = "id", rule = "example-id", regex = "acme", keywords = ["acme"], within = 2 }\n'
    other = rule_table("example-id", announced='near = ["example id"]', confidence="medium")
    rule = next(iter(compiled(rule_file(rule_table(more=asks), other))))
    companion = rule.requires
    assert companion is not None
    assert (companion.name, companion.within, companion.without) == ("id", 2, "low")
    assert {"acme", "example_id"} <= set(companion.keywords)
    assert re.fullmatch(companion.regex, "acme")
    assert re.fullmatch(companion.regex, "example-id: exa_0123abcd")


def test_paths_are_part_of_the_compiled_rule(
    rule_file: Callable[..., Path], rule_table: Callable[..., str], compiled: Callable[..., Ruleset]
) -> None:
    first, second = compiled(
        rule_file(
            rule_table("a-one", more='paths = ["*.ini", "conf/**"]\nelsewhere = "none"\n'),
            rule_table("a-two", more='paths = ["*.ini"]\n'),
        )
    )
    assert (first.paths, first.elsewhere) == (("*.ini", "conf/**"), None)
    assert (second.paths, second.elsewhere) == (("*.ini",), "low")


@pytest.mark.parametrize(
    ("asks", "complaint"),
    [
        ('rule = "example-tokn"', "no other rule is called 'example-tokn'"),
        ('rule = "exmple-other"', "did you mean `example-other`?"),
        ('rule = "example-token"', "no other rule is called 'example-token'"),
        ('name = "id", regex = "id", keywords = ["xx"]', "requires: the pattern matches 'id', which holds none"),
        ('name = "id", regex = "id.+", keywords = ["id"]', "requires: an unbounded repeat"),
        ('name = "id", regex = "id.{5000}", keywords = ["id"]', "may be 5002 bytes long; the limit is 4096"),
    ],
)
def test_companion_that_cannot_be_found_is_refused(
    rule_file: Callable[..., Path], rule_table: Callable[..., str], asks: str, complaint: str
) -> None:
    table = rule_table(more=f"requires = {{ {asks}, within = 3 }}\n")
    rules = read_rules([rule_file(table, rule_table("example-other"))])
    with pytest.raises(RuleError, match="rule example-token: requires") as raised:
        compile_rules(rules)
    assert complaint in str(raised.value)
