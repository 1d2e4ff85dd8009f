"""Objects that git alone would not write, or that are damaged, hide no secret from a scan of commits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scan.commits import ranged, scanned
from tests.scan.histories import told

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Outcome, Repo


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


PEOPLE = "author A <a@example.invalid> 1 +0000\ncommitter A <a@example.invalid> 1 +0000\n\nmessage\n"
SCANS = pytest.mark.parametrize("scan", ["history", "range", "push", "received"])


@pytest.fixture
def leaky(base: Repo, sample: Callable[..., str]) -> Repo:
    """A commit with a secret, one with another and a directory, and one with a third; tagged `one`, `two`, `three`."""
    for number, name in enumerate(("one", "two", "three")):
        files = {f"{name}.py": f"key = '{sample('{github_token:ghp_}', number)}'\n"}
        base.commit(**files, **({"d/b.py": "y = 1\n"} if name == "two" else {}))
        base.git("tag", name)
    return base


def outcome_of(repo: Repo, scan: str, tip: str) -> Outcome:
    """Scan what `tip` has beyond `base`, while no other reference has it."""
    for tag in ("one", "two", "three"):
        repo.git("tag", "-d", tag, check=False)
    base = repo.git("rev-parse", "base").strip()
    (repo.root / ".git" / "refs" / "heads" / "main").write_text(f"{base if scan in ('push', 'received') else tip}\n")
    if scan in ("history", "range"):
        return scanned(repo, "--history", "--no-cache") if scan == "history" else ranged(repo, f"{base}..{tip}")
    if scan == "push":
        row = f"refs/heads/main {tip} refs/heads/main {base}\n".encode()
        return repo.keysieve("pre-push", "origin", "--format", "json", stdin=row)
    return repo.keysieve("pre-receive", "--format", "json", stdin=f"{base} {tip} refs/heads/main\n".encode())


def overwrite(repo: Repo, name: str, data: bytes | None) -> None:
    """Put something else in the place of an object; None: nothing."""
    path = repo.root / ".git" / "objects" / name[:2] / name[2:]
    path.chmod(0o644)
    if data is None:
        path.unlink()
    else:
        path.write_bytes(data)


@SCANS
@pytest.mark.parametrize("data", [None, b"", b"rubbish"], ids=["missing", "empty", "rubbish"])
def test_commit_that_is_lost_does_not_hide_what_comes_after_it(leaky: Repo, scan: str, data: bytes | None) -> None:
    lost, tip = (leaky.git("rev-parse", name).strip() for name in ("two", "three"))
    overwrite(leaky, lost, data)
    outcome = outcome_of(leaky, scan, tip)
    assert outcome.code == 2
    assert told(outcome) == [("one.py", 1, tip), ("three.py", 1, tip), ("two.py", 1, tip)]
    messages = [error["message"] for error in outcome.report["errors"]]
    assert any(f"object {lost} cannot be scanned" in message for message in messages)
    assert any("git cannot list it: `git rev-list` failed" in message for message in messages)


@pytest.mark.parametrize("scan", ["history", "range"])
@pytest.mark.parametrize(
    "header",
    [
        "parent {parent}\n",
        "tree zz\nparent {parent}\n",
        "tree {tree:.20}\0{tree:.19}\nparent {parent}\n",
        "tree {parent}\nparent {parent}\n",
        "tree {blob}\nparent {parent}\n",
        "tree 1111111111111111111111111111111111111111\nparent {parent}\n",
        "tree {tree}\r\nparent {parent}\r\n",
        "tree {tree}\nparent {parent:.9}\n",
        "tree {tree}\nparent HEAD\n",
        "tree {tree}\nparent {blob}\n",
        "tree {tree}\nparent 2222222222222222222222222222222222222222\n",
        "rubbish\0",
        "",
    ],
)
def test_header_that_git_refuses_hides_neither_the_commit_nor_those_around(leaky: Repo, scan: str, header: str) -> None:
    names = {"parent": "one", "tree": "two^{tree}", "blob": "two:two.py"}
    raw = header.format(**{word: leaky.git("rev-parse", name).strip() for word, name in names.items()})
    write = ("hash-object", "--literally", "-w", "-t", "commit", "--stdin")
    damaged = leaky.git(*write, stdin=f"{raw}{PEOPLE if raw else ''}".encode()).strip()
    child = f"tree {leaky.git('rev-parse', 'three^{tree}').strip()}\nparent {damaged}\n{PEOPLE}"
    tip = leaky.git(*write, stdin=child.encode()).strip()
    outcome = outcome_of(leaky, scan, tip)
    assert outcome.code == 2
    assert {path for path, _, _ in told(outcome)} == {"one.py", "two.py", "three.py"}
    readable = "tree {tree}" in header
    assert ("two.py", 1, damaged if readable else tip) in told(outcome)
    assert any(damaged in error["message"] for error in outcome.report["errors"])


@SCANS
@pytest.mark.parametrize(
    "end", [b"100644 cut\0abc", b"100644 cut", b"1x0644 odd\0" + b"\1" * 20, b"100644 \0" + b"\1" * 20]
)
def test_tree_that_git_refuses_hides_none_of_the_files_in_it(leaky: Repo, scan: str, end: bytes) -> None:
    blob, one = leaky.git("rev-parse", "two:two.py").strip(), leaky.git("rev-parse", "one").strip()
    raw = b"100644 two.py\0" + bytes.fromhex(blob) + end
    tree = leaky.git("hash-object", "--literally", "-w", "-t", "tree", "--stdin", stdin=raw).strip()
    commit = f"tree {tree}\nparent {one}\n{PEOPLE}".encode()
    tip = leaky.git("hash-object", "-w", "-t", "commit", "--literally", "--stdin", stdin=commit).strip()
    outcome = outcome_of(leaky, scan, tip)
    assert outcome.code == 2
    assert told(outcome) == [("one.py", 1, one), ("two.py", 1, tip)]
    assert any(f"commit {tip} has parts that cannot be read" in error["message"] for error in outcome.report["errors"])


@SCANS
def test_directory_that_is_lost_does_not_hide_the_files_beside_it(leaky: Repo, scan: str) -> None:
    one, two, three = (leaky.git("rev-parse", name).strip() for name in ("one", "two", "three"))
    overwrite(leaky, leaky.git("rev-parse", "two:d").strip(), None)
    outcome = outcome_of(leaky, scan, three)
    assert outcome.code == 2
    assert told(outcome) == [("one.py", 1, one), ("three.py", 1, three), ("two.py", 1, two)]


def test_range_from_what_is_not_here_does_not_make_everything_new(leaky: Repo) -> None:
    outcome = ranged(leaky, f"{'1' * 40}..three")
    assert outcome.code == 2
    assert "cannot be listed" in outcome.err


def test_tree_of_a_tag_that_git_refuses_does_not_end_the_scan(leaky: Repo) -> None:
    blob, three = leaky.git("rev-parse", "two:two.py").strip(), leaky.git("rev-parse", "three").strip()
    raw = b"100644 tagged.py\0" + bytes.fromhex(blob) + b"100644 cut"
    tree = leaky.git("hash-object", "--literally", "-w", "-t", "tree", "--stdin", stdin=raw).strip()
    (leaky.root / ".git" / "refs" / "tags" / "tree").write_text(f"{tree}\n")
    outcome = outcome_of(leaky, "history", three)
    assert outcome.code == 2
    assert {path for path, _, _ in told(outcome)} == {"one.py", "two.py", "three.py", "tagged.py"}
    assert any(tree in error["message"] for error in outcome.report["errors"])


@pytest.mark.parametrize("format_", ["sha1", "sha256"])
@pytest.mark.parametrize("words", [("--history",), ("--range", "base..three")])
def test_contents_that_were_exchanged_on_disk_are_not_believed(
    make_repo: Callable[..., Repo], own_cache: Path, github_token: str, words: tuple[str, ...], format_: str
) -> None:
    """Git hands them out; what they hold counts, and what they should hold is not known."""
    repo = make_repo("exchanged", f"--object-format={format_}")
    repo.commit("base", **{"z.py": "z = 1\n"})
    repo.git("tag", "base")
    repo.commit(**{"a.py": f"key = '{github_token}'\n", "b.py": "x = 1\n"})
    repo.git("tag", "three")
    assert [error["path"] for error in scanned(repo, *words).report["errors"]] == []
    names = [repo.git("rev-parse", f"HEAD:{path}").strip() for path in ("a.py", "b.py")]
    leak, harmless = [(repo.root / ".git" / "objects" / name[:2] / name[2:]).read_bytes() for name in names]
    overwrite(repo, names[0], harmless)
    overwrite(repo, names[1], leak)
    for _ in range(2):  # and nothing is remembered of them
        outcome = scanned(repo, *words, *(("--no-cache",) if words == ("--history",) else ()))
        assert outcome.code == 2
        assert outcome.places == [("b.py", 1)]
        assert {error["path"] for error in outcome.report["errors"]} == {"a.py", "b.py"}
        assert all("holds what its id does not stand for" in error["message"] for error in outcome.report["errors"])
