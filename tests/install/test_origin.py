"""Where the framework can get this keysieve from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scanner.install.origin import ADDRESS, REV, Origin, installed_origin, origin_of, path_of

if TYPE_CHECKING:
    from tests.conftest import Repo

URL = "https://x/k.git"
GIT = {"vcs": "git", "commit_id": "c" * 40}


@pytest.mark.parametrize(
    ("recorded", "origin"),
    [
        ({}, Origin(ADDRESS, REV)),
        ({"url": URL, "vcs_info": GIT}, Origin(URL, "c" * 40)),
        (
            {"url": URL, "vcs_info": {**GIT, "requested_revision": "main"}},
            Origin(URL, "c" * 40),
        ),
        ({"url": URL, "vcs_info": {**GIT, "requested_revision": REV}}, Origin(URL, REV)),
        ({"url": "https://x/k.whl", "archive_info": {}}, Origin(ADDRESS, REV)),
        ({"url": "file:///nowhere", "dir_info": {}}, Origin(ADDRESS, REV)),
    ],
    ids=["unknown", "commit", "branch", "tag", "wheel", "gone"],
)
def test_record_of_the_installer_says_where_from(recorded: dict[str, object], origin: Origin) -> None:
    assert origin_of(recorded) == origin


def test_clone_is_told_by_its_own_origin_and_tag(here: Repo) -> None:
    head = here.commit(**{"a.py": "x = 1\n"})
    recorded = {"url": here.root.as_uri(), "dir_info": {"editable": True}}
    assert origin_of(recorded) == Origin(str(here.root), head)
    here.git("remote", "add", "origin", "git@example.org:x/keysieve.git")
    here.git("tag", REV)
    assert origin_of(recorded) == Origin("git@example.org:x/keysieve.git", REV)


def test_repository_around_an_installation_is_another_one(here: Repo) -> None:
    here.commit(**{"vendor/keysieve/a.py": "x = 1\n"})
    assert origin_of({"url": (here.root / "vendor/keysieve").as_uri(), "dir_info": {}}) == Origin(ADDRESS, REV)


def test_addresses_become_paths() -> None:
    assert path_of("file:///srv/a%20b/%C3%A9") == "/srv/a b/é"


def test_this_installation_has_an_origin(here: Repo) -> None:
    assert installed_origin().address
