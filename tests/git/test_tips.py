"""What a revision names in the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scanner.git.run import GitError
from scanner.git.tips import blobs_below, files_of, given_tip

if TYPE_CHECKING:
    from tests.conftest import Repo


def test_blobs_and_trees_are_told_with_their_paths(here: Repo) -> None:
    here.commit(**{"a": "1", "d/b": "2"})
    blob = here.git("rev-parse", "HEAD:a").strip()
    here.git("tag", "blob", blob)
    here.git("tag", "tree", "HEAD^{tree}")
    assert blobs_below(given_tip("blob")) == [(b"blob", blob)]
    assert [path for path, _ in blobs_below(given_tip("tree"))] == [b"a", b"d/b"]
    assert files_of("HEAD") == blobs_below(given_tip("tree"))


@pytest.mark.parametrize("name", ["nothing", "-x", "--all"])
def test_name_of_nothing_is_an_error(here: Repo, name: str) -> None:
    here.commit()
    with pytest.raises(GitError, match=name):
        given_tip(name)
