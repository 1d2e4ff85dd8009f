"""Objects that git alone would not write, or that are damaged, hide no secret from a scan of commits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scan.commits import ranged, scanned
from tests.scan.histories import told

if TYPE_CHECKING:
    from tests.conftest import Repo


@pytest.mark.parametrize("secret_first", [True, False])
def test_name_that_a_tree_holds_twice_does_not_hide_a_secret(base: Repo, github_token: str, secret_first: bool) -> None:
    """Git writes no such tree, but takes it in a push."""
    contents = [f"key = '{github_token}'\n", "x = 1\n"]
    ids = [base.git("hash-object", "-w", "--stdin", stdin=text.encode()).strip() for text in contents]
    entries = [b"100644 a.py\0" + bytes.fromhex(name) for name in (ids if secret_first else ids[::-1])]
    tree = base.git("hash-object", "--literally", "-w", "-t", "tree", "--stdin", stdin=b"".join(entries)).strip()
    twice = base.git("commit-tree", "-p", "base", "-m", "twice", tree).strip()
    assert told(ranged(base, f"base..{twice}")) == [("a.py", 1, twice)]


def test_damaged_commit_graph_does_not_hide_a_commit(base: Repo, github_token: str) -> None:
    leak = base.commit(**{"a.py": f"key = '{github_token}'\n"})
    base.commit(**{"a.py": "x = 1\n"})
    head = base.commit(**{"a.py": "x = 2\n"})
    base.git("commit-graph", "write", "--reachable")
    graph = base.root / ".git" / "objects" / "info" / "commit-graph"
    data = bytearray(graph.read_bytes())
    tree = bytes.fromhex(base.git("rev-parse", f"{head}^{{tree}}").strip())
    no_parent = (0x7000_0000).to_bytes(4, "big")
    data[data.index(tree) + len(tree) : data.index(tree) + len(tree) + 4] = no_parent
    graph.chmod(0o644)
    graph.write_bytes(data)
    assert base.git("rev-list", "--count", "HEAD").strip() == "1"
    assert told(scanned(base, "--history")) == [("a.py", 1, leak)]


def test_tree_that_is_listed_as_a_file_is_not_scanned_in_place_of_its_files(base: Repo, github_token: str) -> None:
    text = f"key = '{github_token}'\n".encode()
    name = base.git("hash-object", "-w", "--stdin", stdin=text).strip()
    inner = base.git("mktree", stdin=f"100644 blob {name}\tleak.py\n".encode()).strip()
    raw = b"100644 a.py\0" + bytes.fromhex(inner)
    tree = base.git("hash-object", "--literally", "-w", "-t", "tree", "--stdin", stdin=raw).strip()
    broken = base.git("commit-tree", "-p", "base", "-m", "broken", tree).strip()
    outcome = ranged(base, f"base..{broken}")
    assert outcome.code == 2
    assert "is a tree where a file should be" in outcome.report["errors"][0]["message"]
