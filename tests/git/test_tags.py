"""Tag objects, and what they are of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scanner.git.refs import all_tips
from scanner.git.tags import tags_among
from scanner.git.tips import Tip

if TYPE_CHECKING:
    from tests.conftest import Repo


def test_tags_are_followed_and_remembered(here: Repo) -> None:
    commit = here.commit(a="1")
    here.git("tag", "-a", "-m", "inner", "inner")
    here.git("tag", "-a", "-m", "outer", "outer", "inner")
    tips = {tip.name: tip for tip in all_tips(with_notes=False)}
    assert set(tips) == {"HEAD", "refs/heads/main", "refs/tags/inner", "refs/tags/outer"}
    assert {tip.id for tip in tips.values()} == {commit}
    named = [here.git("rev-parse", name).strip() for name in ("inner", "outer")]
    assert tags_among(tips.values()) == named


def test_tag_of_a_tag_that_no_reference_names_is_not_lost(here: Repo) -> None:
    here.commit(a="1")
    here.git("tag", "-a", "-m", "inner", "inner")
    here.git("tag", "-a", "-m", "middle", "middle", "inner")
    here.git("tag", "-a", "-m", "outer", "outer", "middle")
    named = [here.git("rev-parse", name).strip() for name in ("outer", "middle", "inner")]
    here.git("tag", "-d", "inner", "middle")
    assert tags_among(all_tips(with_notes=False)) == named
    (here.root / ".git" / "objects" / named[1][:2] / named[1][2:]).unlink()
    assert tags_among([Tip("refs/tags/outer", "", "commit", named[0])]) == named[:2]


@pytest.mark.parametrize("rest", ["type tree\ntag odd\n\nm\n", "tag odd\n\nm\n", ""])
def test_tag_that_git_refuses_does_not_hide_what_it_is_of(here: Repo, rest: str) -> None:
    commit = here.commit(a="1")
    raw = f"object {commit}\n{rest}".encode()
    tag = here.git("hash-object", "--literally", "-w", "-t", "tag", "--stdin", stdin=raw).strip()
    (here.root / ".git" / "refs" / "tags" / "odd").write_text(f"{tag}\n")
    of_tag = [tip for tip in all_tips(with_notes=False) if tip.name == "refs/tags/odd"]
    assert of_tag == [
        Tip("refs/tags/odd", tag, "", tag),
        Tip("refs/tags/odd", commit, "commit", commit),
    ]
