"""A path in which a secret is not told of, such as those of tests, hides it in no other path."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scan.commits import ranged, scanned
from tests.scan.histories import told

if TYPE_CHECKING:
    from tests.conftest import Repo


@pytest.mark.parametrize("order", ["together", "copy first", "copy last"])
@pytest.mark.parametrize("source", ["range", "history"])
def test_copy_among_the_tests_does_not_hide_a_secret(base: Repo, password: str, order: str, source: str) -> None:
    """What stands among tests is made up, perhaps; the same contents elsewhere are not."""
    text = f"db_password = '{password}'\n"
    if order == "copy first":
        base.commit(**{"tests/a.py": text})
    leak = base.commit(**{"src/a.py": text}, **({"tests/a.py": text} if order == "together" else {}))
    if order == "copy last":
        base.commit(**{"tests/a.py": text})
    outcome = ranged(base, "base..HEAD") if source == "range" else scanned(base, "--history", "--no-cache")
    assert told(outcome) == [("src/a.py", 1, leak)]


@pytest.mark.parametrize(
    ("policy", "old"),
    [
        ("", "tests/a.py"),
        ('exclude = ["vendor/**"]\n', "vendor/a.py"),
        ('[[per_path]]\npaths = ["vendor/**"]\ndisable = ["generic-secret"]\n', "vendor/a.py"),
        ('[[per_path]]\npaths = ["vendor/**"]\nmin_confidence = "high"\n', "vendor/a.py"),
    ],
    ids=["tests", "excluded", "rule off", "floor"],
)
def test_move_from_where_nobody_was_told_is_not_a_mere_rename(base: Repo, password: str, policy: str, old: str) -> None:
    base.commit(**{".keysieve.toml": policy, old: f"db_password = '{password}'\n"})
    assert told(scanned(base, "--history", "--no-cache")) == []
    (base.root / "src").mkdir()
    base.git("mv", old, "src/a.py")
    assert base.staged().places == [("src/a.py", 1)]
    moved = base.commit("move")
    for outcome in (
        ranged(base, "base..HEAD"),
        ranged(base, "HEAD~1..HEAD"),
        scanned(base, "--history", "--no-cache"),
    ):
        assert told(outcome) == [("src/a.py", 1, moved)]
    base.git("mv", "src/a.py", "src/b.py")
    assert base.staged().places == []
    base.commit("rename")
    assert told(ranged(base, "HEAD~1..HEAD")) == []
