"""Headers and trees of which git makes nothing are read as far as they go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scanner.git.trees import header_of, readable_files
from tests.git.test_log import damage

if TYPE_CHECKING:
    from tests.conftest import Repo

A, B = "a" * 40, "b" * 40


@pytest.mark.parametrize(
    ("raw", "tree", "parents"),
    [
        (f"tree {A}\nparent {B}\nparent {A}\nauthor x\n\nparent {B}\n", A, (B, A)),
        (f"tree {A}\nauthor x\nparent {B}\n\n", A, ()),  # git, too, takes it for a first commit
        (f"parent {B}\nauthor x\n\n", "", (B,)),
        (f"author x\ntree {A}\nparent {B}\n", A, (B,)),
        (f"tree {A}\r\nparent {B}\r\n", A, (B,)),
        (f"tree zz\nparent {B[:10]}\nparent HEAD\n", "", ()),
        (f"tree {A.upper()}\n", A, ()),
        ("", "", ()),
    ],
)
def test_header_is_read_as_git_reads_it_or_as_it_could_be_meant(raw: str, tree: str, parents: tuple[str, ...]) -> None:
    assert header_of([raw[:50].encode(), raw[50:].encode()], 40) == (tree, parents)


def test_end_of_a_tree_does_not_hide_its_begin(here: Repo) -> None:
    here.commit(**{"a": "1", "d/b": "2", "e/c": "3"})
    blob = here.git("rev-parse", "HEAD:a").strip()
    raw = b"".join(
        mode + b" " + name + b"\0" + bytes.fromhex(here.git("rev-parse", f"HEAD:{place}").strip())
        for mode, name, place in (
            (b"100644", b"a", "a"),
            (b"40000", b"d", "d"),
            (b"40000", b"file", "a"),
            (b"1x0644", b"odd", "a"),
            (b"0", b"zero", "a"),
            (b"100644", b"", "a"),
            (b"40000", b"e", "e"),
        )
    )
    tree = here.git("hash-object", "--literally", "-w", "-t", "tree", "--stdin", stdin=raw + b"100644 z\0cut").strip()
    damage(here, here.git("rev-parse", "HEAD:e").strip())
    files, lost = readable_files(tree)
    assert list(files) == [b"a", b"odd", b"zero", b"(no name)", b"d/b"]
    assert files[b"odd"] == files[b"zero"] == [("100644", blob)]
    assert lost == [tree, blob, here.git("rev-parse", "HEAD:e").strip()]


def test_tree_that_holds_itself_ends(here: Repo) -> None:
    """Contents on disk may be exchanged for those of another object."""
    here.commit(**{"d/b": "2"})
    top, inner = (here.git("rev-parse", name).strip() for name in ("HEAD:", "HEAD:d"))
    objects = here.root / ".git" / "objects"
    path = objects / inner[:2] / inner[2:]
    path.chmod(0o644)
    path.write_bytes((objects / top[:2] / top[2:]).read_bytes())
    assert readable_files(top) == ({}, [inner])


def test_commit_without_a_tree_has_no_files(here: Repo) -> None:
    commit = here.commit(a="1")
    damage(here, commit)
    assert readable_files(commit) == ({}, [commit])
