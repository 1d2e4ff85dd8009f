from __future__ import annotations

import pytest

from scanner.ruleset.words import read_words


@pytest.mark.parametrize("name", ["_allowlist.txt", "_stopwords.txt"])
def test_lists_have_entries_and_no_comments(name: str) -> None:
    entries = read_words(name)
    assert len(entries) > 10
    assert not any(entry.startswith(b"#") for entry in entries)
    assert all(entry == entry.strip() and entry for entry in entries)


def test_no_stop_word_is_there_twice_or_in_capitals() -> None:
    entries = read_words("_stopwords.txt")
    assert sorted(set(entries)) == sorted(entries)
    assert [entry for entry in entries if entry != entry.lower()] == []
