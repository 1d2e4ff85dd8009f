"""Lines that are read as a YAML parser reads them, whatever the layout."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.install.config_shape import shape_of
from scanner.install.framework import added, verify
from scanner.install.model import InstallError
from scanner.install.origin import Origin

yaml = pytest.importorskip("yaml", reason="it is what the lines are held against")

ORIGIN = Origin("https://git.example.com/keysieve.git", "v0.1.0")
ENTRY = {"repo": ORIGIN.address, "rev": ORIGIN.rev, "hooks": [{"id": "keysieve"}]}
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=20)
TEXTS = WORDS | st.just("line\nrepos:\n- repo: x\n") | st.just("# no comment") | st.just("a: b") | st.just("x " * 60)
HOOKS = st.lists(
    st.fixed_dictionaries(
        {"id": st.sampled_from(["a", "check-yaml", "b.c"])},
        optional={"args": st.lists(TEXTS, max_size=3), "name": TEXTS, "entry": TEXTS, "always_run": st.booleans()},
    ),
    min_size=1,
    max_size=3,
)
REPOS = st.lists(
    st.fixed_dictionaries({"repo": st.just("local") | st.just("https://x.example/y"), "rev": WORDS, "hooks": HOOKS}),
    min_size=1,
    max_size=3,
)
DOCUMENTS = st.fixed_dictionaries({"repos": REPOS}, optional={"ci": st.dictionaries(WORDS, TEXTS), "exclude": TEXTS})


@st.composite
def layouts(draw: st.DrawFn) -> tuple[dict[str, Any], str]:
    """Return a document, and one of the many ways to write it."""
    document = draw(DOCUMENTS)
    text = yaml.dump(
        document,
        sort_keys=draw(st.booleans()),
        indent=draw(st.sampled_from([2, 4, 6])),
        default_flow_style=draw(st.sampled_from([False, None])),
        default_style=draw(st.sampled_from([None, None, '"', "'", "|"])),
        allow_unicode=draw(st.booleans()),
        explicit_start=draw(st.booleans()),
        width=draw(st.sampled_from([20, 80, 1000])),
    )
    text = draw(st.sampled_from(["", "# first\n\n", "\ufeff"])) + text
    return document, text.replace("\n", "\r\n") if draw(st.booleans()) else text


@settings(deadline=None)
@given(layouts())
def test_entry_is_added_to_any_layout_or_it_is_refused(layout: tuple[dict[str, Any], str]) -> None:
    document, text = layout
    before = yaml.safe_load(text)
    try:
        shape = shape_of(text, "x")
        new = added(shape, ["keysieve"], ORIGIN, "x")
        verify(new, shape, ["keysieve"], "x")
    except InstallError:
        return
    assert yaml.safe_load(new) == {**before, "repos": [*before["repos"], ENTRY]}
    if "repo: |" not in text and '"repo": |' not in text:
        assert [item.address for item in shape.items] == [each["repo"] for each in document["repos"]]
    rest = new
    for row in new.split("\n"):
        if row not in text.split("\n"):
            rest = rest.replace(f"{row}\n", "", 1)
    assert len(rest) <= len(text) + len("hooks: \r\n") * 4


@settings(deadline=None)
@given(layouts())
def test_block_style_is_hardly_ever_refused(layout: tuple[dict[str, Any], str]) -> None:
    document, _ = layout
    plain = {"repos": [{"repo": each["repo"], "rev": "v1", "hooks": each["hooks"]} for each in document["repos"]]}
    text = yaml.dump(plain, sort_keys=False)
    if '"' in text or "'" in text or "|" in text or "?" in text or "  \n" in text:
        return
    assert len(shape_of(text, "x").items) == len(plain["repos"])
