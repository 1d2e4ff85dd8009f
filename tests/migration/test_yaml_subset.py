"""The small reader of YAML, held against a whole one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.migration.interface import MigrationError
from scanner.migration.yaml_subset import Node, read_yaml

yaml = pytest.importorskip("yaml", reason="it is what the reader is held against")

WORDS = st.text(st.characters(codec="ascii", exclude_characters="\x7f", min_codepoint=32), min_size=1, max_size=90)
KEYS = st.from_regex(r"[a-z][a-z_-]{0,8}", fullmatch=True).filter(lambda key: key not in ("y", "n", "yes", "no", "on"))
VALUES = st.recursive(WORDS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3))


def plain(node: Node) -> Any:
    if isinstance(node.value, dict):
        return {key: plain(value) for key, value in node.value.items()}
    if isinstance(node.value, list):
        return [plain(value) for value in node.value]
    return node.value


def as_read(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: as_read(inner) for key, inner in value.items()}
    return [as_read(inner) for inner in value] if isinstance(value, list) else value


@settings(deadline=None)
@given(st.dictionaries(KEYS, VALUES, min_size=1, max_size=4))
def test_what_pyyaml_writes_is_read_alike_or_refused(document: dict[str, Any]) -> None:
    text = yaml.dump(document, sort_keys=False)
    try:
        found = plain(read_yaml(text, "x"))
    except MigrationError:
        return
    assert found == as_read(document)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: b # c\n", {"a": "b"}),
        ("a: 'it''s # no'\n", {"a": "it's # no"}),
        ('a: "\\u0041\\n"\n', {"a": "A\n"}),
        ("a:\n- b\n- c: d\n  e: f\n", {"a": ["b", {"c": "d", "e": "f"}]}),
        ("a: [b, 'c, d', {e: f}]\n", {"a": ["b", "c, d", {"e": "f"}]}),
        ("a: long\n  text\nb: c\n", {"a": "long text", "b": "c"}),
        ("---\na:\nb: ~\n", {"a": "", "b": ""}),
        ("", {}),
    ],
)
def test_written_forms(text: str, value: Any) -> None:
    assert plain(read_yaml(text, "x")) == value


@pytest.mark.parametrize("text", ["a: *b\n", "a: |\n  b\n", "a: &b c\n", "a: !!str b\n", "a: b\n c\n  - d: e\nf\n"])
def test_what_is_not_read_is_refused_with_its_line(text: str) -> None:
    with pytest.raises(MigrationError, match=r"x:\d+: "):
        read_yaml(text, "x")
