"""Known values in a baseline of detect-secrets, where their fingerprints are not at hand: in CI, at a colleague's."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Repo

NAME = ".secrets.baseline"
NAMES = ("base64.txt", "hex.txt", "json.txt", "plain.txt", "url.txt")


def written(value: str, name: str) -> str:
    return {
        "base64.txt": f"blob {base64.b64encode(f'user:{value}'.encode()).decode()} end",
        "hex.txt": value.encode().hex(),
        "json.txt": json.dumps({"a": value}),
        "plain.txt": f"some {value} words",
        "url.txt": f"https://example.com/?q={quote(value)}",
    }[name]


@pytest.fixture
def recorded(repo: Repo, sample: Callable[..., str]) -> Repo:
    """A value in five files, written otherwise in each, recorded and labelled; then the fingerprints are gone."""
    value = sample("{base62:12}") + "@" + sample("{base62:12}", 1)
    repo.commit(**{".gitignore": ".env\n", **{name: f"x\n{written(value, name)}\ny\n" for name in NAMES}})
    repo.write(".env", f"KEY={value}\n")
    assert repo.keysieve("known", "build", "--env", ".env", "--local").code == 0
    assert repo.keysieve("baseline", "create", NAME).code == 0
    document = json.loads((repo.root / NAME).read_text())
    for found in document["results"].values():
        for entry in found:
            entry["is_secret"] = True
    assert sorted(document["results"]) == sorted(NAMES)
    repo.stage(NAME, json.dumps(document, indent=2) + "\n")
    repo.commit("baseline")
    (repo.root / ".git" / "keysieve" / "known").unlink()
    return repo


def entries(repo: Repo) -> dict[str, Any]:
    results = json.loads((repo.root / NAME).read_text())["results"]
    return {path: [(entry["line_number"], entry["is_secret"]) for entry in found] for path, found in results.items()}


def test_labels_of_encoded_values_are_not_lost_by_an_update(recorded: Repo) -> None:
    before = (recorded.root / NAME).read_bytes()
    assert recorded.keysieve("baseline", "check", "--vanished", NAME).code == 0
    assert recorded.keysieve("baseline", "update", NAME).err.endswith("unchanged\n")
    assert (recorded.root / NAME).read_bytes() == before


def test_line_numbers_follow_and_values_that_are_gone_go(recorded: Repo) -> None:
    for name in NAMES[:3]:
        recorded.write(name, "\n\n" + (recorded.root / name).read_text())
    recorded.write("url.txt", "gone\n")
    assert recorded.keysieve("baseline", "update", NAME).code == 0
    assert entries(recorded) == {**{name: [(4, True)] for name in NAMES[:3]}, "plain.txt": [(2, True)]}


def test_hook_does_not_drop_them_with_each_commit(recorded: Repo) -> None:
    before = (recorded.root / NAME).read_bytes()
    for name in NAMES:
        recorded.stage(name, (recorded.root / name).read_text() + "z\n")
    hook = recorded.keysieve("detect-secrets-hook", "--baseline", NAME, *NAMES)
    assert hook.code == 0
    assert (recorded.root / NAME).read_bytes() == before
