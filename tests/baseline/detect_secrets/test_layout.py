"""The text of a baseline of detect-secrets is laid out as the JSON module of Python does it."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from scanner.baseline.detect_secrets.defaults import empty_foreign
from scanner.baseline.detect_secrets.model import ForeignEntry
from scanner.baseline.detect_secrets.write import foreign_text

ENTRIES = st.lists(
    st.builds(
        ForeignEntry,
        st.text(),
        st.text(),
        st.text(),
        st.integers(0, 10**9),
        st.sampled_from([None, True, False]),
        st.booleans(),
    ),
    max_size=8,
)


@given(ENTRIES)
def test_text_is_what_an_indented_dump_gives(entries: list[ForeignEntry]) -> None:
    text = foreign_text(empty_foreign()._replace(entries=tuple(entries)))
    assert text == json.dumps(json.loads(text), indent=2) + "\n"
    read = {(path, one["hashed_secret"]) for path, found in json.loads(text)["results"].items() for one in found}
    assert read == {(entry.path, entry.hash) for entry in entries}
