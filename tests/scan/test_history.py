"""Whole histories: everything that is reachable, once, told of its first commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scan.histories import history, told

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Repo

pytestmark = pytest.mark.usefixtures("own_cache")


def test_secret_that_is_gone_is_not_missed(repo: Repo, github_token: str) -> None:
    repo.commit(**{"a.py": "x = 1\n"})
    leak = repo.commit(**{"a.py": f"key = '{github_token}'\n"})
    repo.commit(**{"a.py": "x = 1\n"})
    outcome = history(repo)
    assert outcome.code == 1
    assert told(outcome) == [("a.py", 1, leak)]
    assert outcome.new[0]["at_head"] is False
    assert "gone from HEAD" in repo.keysieve("scan", "--history").out


def test_secret_that_stays_is_told_once_and_of_its_first_commit(repo: Repo, github_token: str) -> None:
    leak = repo.commit(**{"a.py": f"key = '{github_token}'\n"})
    for number in range(3):
        repo.commit(**{"a.py": f"x = {number}\nkey = '{github_token}'\n"})
    repo.commit(**{"a.py": "x = 1\n"})
    repo.commit(**{"a.py": f"y = 1\nkey = '{github_token}'\n"})
    repo.git("mv", "a.py", "b.py")
    repo.commit("moved")
    outcome = history(repo)
    assert told(outcome) == [("a.py", 1, leak)]
    assert outcome.new[0]["at_head"] is True
    assert outcome.new[0]["author"] == "A <a@example.invalid>"


@pytest.mark.parametrize(
    "place", ["branch", "remote", "stash", "older stash", "detached", "tag of blob", "tag of tree"]
)
def test_no_reference_is_left_out(repo: Repo, github_token: str, place: str) -> None:
    repo.commit(**{"a.py": "x = 1\n"})
    text = f"key = '{github_token}'\n"
    if place == "branch":
        repo.git("checkout", "-qb", "side")
        repo.commit(**{"b.py": text})
        repo.git("checkout", "-q", "main")
    elif place == "remote":
        repo.commit(**{"b.py": text})
        repo.git("update-ref", "refs/remotes/origin/gone", "HEAD")
        repo.git("reset", "-q", "--hard", "HEAD~1")
    elif place.endswith("stash"):
        repo.write("a.py", text)
        repo.git("stash", "-q")
        if place == "older stash":
            repo.write("a.py", "x = 2\n")
            repo.git("stash", "-q")
    elif place == "detached":
        repo.git("checkout", "-q", "--detach")
        repo.commit(**{"b.py": text})
    else:
        name = repo.git("hash-object", "-w", "--stdin", stdin=text.encode()).strip()
        if place == "tag of tree":
            name = repo.git("mktree", stdin=f"100644 blob {name}\tb.py\n".encode()).strip()
        repo.git("tag", "-a", "-m", "tag", "blob", name)
    outcome = history(repo)
    assert outcome.code == 1
    assert len(outcome.new) == 1
    assert history(repo).new == outcome.new


def test_reference_that_is_not_asked_for_is_not_read(repo: Repo, github_token: str, aws_id: str) -> None:
    leak = repo.commit(**{"a.py": f"key = '{github_token}'\n"})
    repo.git("checkout", "-qb", "side")
    repo.commit(**{"b.py": f"id = '{aws_id}'\n"})
    assert told(history(repo, "--ref", "main")) == [("a.py", 1, leak)]
    assert len(history(repo, "--ref", "main", "--ref", "side").new) == 2


def test_unreachable_object_is_not_part_of_the_history(repo: Repo, github_token: str) -> None:
    repo.commit(**{"a.py": "x = 1\n"})
    repo.git("hash-object", "-w", "--stdin", stdin=f"key = '{github_token}'\n".encode())
    assert history(repo).code == 0


@pytest.mark.parametrize("ref", ["nothing", "-all", "--all"])
def test_unknown_reference_is_not_a_success(repo: Repo, ref: str) -> None:
    repo.commit(**{"a.py": "x = 1\n"})
    outcome = repo.keysieve("scan", "--history", f"--ref={ref}")
    assert outcome.code == 2
    assert ref in outcome.err


def test_repository_without_a_commit_is_not_an_error(repo: Repo) -> None:
    outcome = repo.keysieve("scan", "--history")
    assert outcome.code == 0
    assert outcome.out.startswith("keysieve: 0 commits, 0 files")


def test_messages_and_notes_are_read_only_on_request(repo: Repo, sample: Callable[..., str]) -> None:
    tokens = [sample("{github_token:ghp_}", number) for number in range(3)]
    commit = repo.commit(f"deploy\n\n{tokens[0]}", **{"a.py": "x = 1\n"})
    repo.git("tag", "-a", "-m", f"release\n\nwith {tokens[1]}", "v1")
    repo.git("notes", "add", "-m", f"note {tokens[2]}")
    tag = repo.git("rev-parse", "v1").strip()
    assert history(repo).code == 0
    for _ in range(2):
        found = told(history(repo, "--messages"))
        assert found[:2] == [("(commit message)", 3, commit), ("(tag message)", 3, tag)]
        assert len(found) == 3


def test_graft_and_replacement_do_not_hide_a_commit(repo: Repo, github_token: str) -> None:
    leak = repo.commit(**{"a.py": f"key = '{github_token}'\n"})
    clean = repo.commit(**{"a.py": "x = 1\n"})
    head = repo.commit(**{"a.py": "x = 2\n"})
    repo.write(".git/info/grafts", f"{head}\n")
    repo.git("replace", leak, clean)
    repo.git("update-ref", "-d", f"refs/replace/{leak}")
    repo.git("replace", f"{leak}:a.py", f"{clean}:a.py")
    assert told(history(repo)) == [("a.py", 1, leak)]


def test_shallow_clone_is_read_as_far_as_it_goes_and_not_remembered(
    repo: Repo, tmp_path: Path, github_token: str, aws_id: str
) -> None:
    leak = repo.commit(**{"a.py": f"key = '{github_token}'\n"})
    repo.commit(**{"a.py": "x = 1\n"})
    last = repo.commit(**{"b.py": f"id = '{aws_id}'\n"})
    clone = tmp_path / "clone"
    repo.git("clone", "-q", "--depth", "1", f"file://{repo.root}", str(clone))
    outcome = history(repo, cwd=clone)
    assert told(outcome) == [("b.py", 1, last)]
    assert outcome.report["summary"]["shallow"]
    told_text = repo.keysieve("scan", "--history", cwd=clone).out
    assert "what came before is not in this shallow clone (`git fetch --unshallow` brings it)" in told_text
    repo.git("-C", str(clone), "fetch", "-q", "--unshallow")
    assert not history(repo, cwd=clone).report["summary"]["shallow"]
    assert told(history(repo, cwd=clone)) == [("a.py", 1, leak), ("b.py", 1, last)]


def test_partial_clone_fetches_nothing_and_is_not_called_complete(
    repo: Repo, tmp_path: Path, github_token: str
) -> None:
    repo.git("config", "uploadpack.allowFilter", "true")
    repo.commit(**{"a.py": f"other = '{github_token}'\n"})
    leak = repo.commit(**{"a.py": "x = 1\n", "b.py": f"key = '{github_token}'\n"})
    clone = tmp_path / "clone"
    repo.git("clone", "-q", "--filter=blob:none", f"file://{repo.root}", str(clone))
    before = repo.git("-C", str(clone), "count-objects", "-v")
    outcome = history(repo, cwd=clone)
    assert outcome.code == 2
    assert [(finding["path"], finding["commit"]) for finding in outcome.new][-1] == ("b.py", leak)
    assert "partial clone" in outcome.report["errors"][0]["message"]
    assert repo.git("-C", str(clone), "count-objects", "-v") == before
    repo.git("-C", str(clone), "config", "remote.origin.url", str(tmp_path / "gone"))
    assert history(repo, cwd=clone).new == outcome.new


@pytest.mark.parametrize("missing", [1, 2, 25])
def test_objects_that_a_partial_clone_lacks_are_counted_and_named_each(
    repo: Repo, tmp_path: Path, missing: int
) -> None:
    repo.git("config", "uploadpack.allowFilter", "true")
    for number in range(missing):
        repo.stage(f"{number}.py", f"x = {number}\n")
    repo.commit()
    lacking = {repo.git("rev-parse", f"HEAD:{number}.py").strip() for number in range(missing)}
    repo.git("rm", "-q", "*.py")
    repo.commit(**{"a.txt": "text\n"})
    clone = tmp_path / "clone"
    repo.git("clone", "-q", "--filter=blob:none", f"file://{repo.root}", str(clone))
    errors = history(repo, cwd=clone).report["errors"]
    assert {error["message"].split()[1] for error in errors} == lacking
    assert len(errors) == missing
    text = repo.keysieve("scan", "--history", "--no-cache", cwd=clone).out
    assert f", {missing} could not be scanned, " in text
    assert ("not scanned and 5 more, which `-v` names\n" in text) == (missing > 20)
    assert text.count("is missing in this partial clone") == min(missing, 20)
    told_all = repo.keysieve("scan", "--history", "--no-cache", "-v", cwd=clone).out
    assert told_all.count("is missing in this partial clone") == missing


def test_partial_clone_without_trees_is_not_called_complete(repo: Repo, tmp_path: Path) -> None:
    repo.git("config", "uploadpack.allowFilter", "true")
    for number in range(30):
        repo.commit(**{"a.py": f"x = {number}\n"})
    clone = tmp_path / "clone"
    repo.git("clone", "-q", "--filter=tree:0", f"file://{repo.root}", str(clone))
    outcome = history(repo, cwd=clone)
    assert outcome.code == 2
    assert outcome.report["summary"]["state"] == "incomplete"
    assert len(outcome.report["errors"]) < 30


def test_alternate_object_store_is_not_overlooked(repo: Repo, tmp_path: Path, github_token: str) -> None:
    leak = repo.commit(**{"a.py": f"key = '{github_token}'\n"})
    clone = tmp_path / "clone"
    repo.git("clone", "-q", "--shared", str(repo.root), str(clone))
    assert told(history(repo, cwd=clone)) == [("a.py", 1, leak)]


def damage(repo: Repo, name: str) -> None:
    path = repo.root / ".git" / "objects" / name[:2] / name[2:]
    path.chmod(0o644)
    path.write_bytes(b"not an object")


@pytest.mark.parametrize("kind", ["HEAD:", "HEAD:d"])
def test_corrupt_head_does_not_hide_what_was_found_before_it(repo: Repo, github_token: str, kind: str) -> None:
    leak = repo.commit(**{"a.py": f"key = '{github_token}'\n"})
    repo.commit(**{"d/b.py": "x = 1\n"})
    damage(repo, repo.git("rev-parse", kind).strip())
    outcome = history(repo)
    assert outcome.code == 2
    assert told(outcome) == [("a.py", 1, leak)]
    assert any("whether HEAD still holds" in error["message"] for error in outcome.report["errors"])


@pytest.mark.parametrize("kind", ["HEAD~1:b.py", "HEAD~1:", "HEAD~1"])
def test_corrupt_object_is_named_and_the_rest_is_not_left_out(
    repo: Repo, github_token: str, aws_id: str, kind: str
) -> None:
    leak = repo.commit(**{"a.py": f"key = '{github_token}'\n"})
    repo.commit(**{"b.py": "x = 1\n"})
    last = repo.commit(**{"c.py": f"id = '{aws_id}'\n"})
    bad = repo.git("rev-parse", kind).strip()
    damage(repo, bad)
    outcome = history(repo)
    assert outcome.code == 2, outcome.err
    assert ("c.py", 1, last) in told(outcome) or kind == "HEAD~1:"
    if kind == "HEAD~1":  # nothing is known of what was there before
        assert told(outcome) == [("a.py", 1, last), ("c.py", 1, last)]
    else:
        assert ("a.py", 1, leak) in told(outcome)
    assert any(bad in error["message"] for error in outcome.report["errors"]), outcome.report["errors"]
    assert history(repo).report["errors"], "an incomplete scan was remembered as complete"


def test_corrupt_pack_is_not_the_end_of_the_scan(repo: Repo, sample: Callable[..., str]) -> None:
    for number in range(30):
        repo.commit(**{f"{number}.txt": "".join(f"{number * row * 7919 % 1000003}\n" for row in range(400))})
    leak = repo.commit(**{"z.py": f"key = '{sample('{github_token:ghp_}')}'\n"})
    repo.git("repack", "-qad", "--depth=0")
    [pack] = (repo.root / ".git" / "objects" / "pack").glob("*.pack")
    index = repo.git("verify-pack", "-v", str(pack.with_suffix(".idx")))
    offset = next(int(row.split()[4]) for row in index.splitlines() if " blob " in row and int(row.split()[2]) > 1000)
    data = bytearray(pack.read_bytes())
    data[offset + 40 : offset + 60] = b"\xff" * 20
    pack.chmod(0o644)
    pack.write_bytes(data)
    outcome = history(repo)
    assert outcome.code == 2
    assert ("z.py", 1, leak) in told(outcome)
    assert len(outcome.report["errors"]) == 1
    assert outcome.report["summary"]["fragments"] == 30


def test_large_blob_is_not_held_whole(repo: Repo, github_token: str) -> None:
    line = b"x = 1  # " + b"a" * 90 + b"\n"
    leak = repo.commit()
    repo.stage("big.txt", line * 120_000 + f"key = '{github_token}'\n".encode())
    leak = repo.commit("big")
    assert told(history(repo)) == [("big.txt", 120_001, leak)]


def test_git_that_dies_is_not_a_clean_history(repo: Repo, tmp_path: Path) -> None:
    repo.commit(**{"a.py": "x = 1\n"})
    program = tmp_path / "bin" / "git"
    program.parent.mkdir()
    import os
    import shutil

    real = shutil.which("git")
    program.write_text(
        f'#!/bin/sh\nfor word in "$@"; do test "$word" = --buffer && kill -9 $$; done\nexec {real} "$@"\n'
    )
    program.chmod(0o755)
    outcome = history(repo, PATH=f"{program.parent}:{os.environ['PATH']}")
    assert outcome.code == 2
    assert outcome.report["errors"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--history", "--staged"],
        ["--history", "--range", "a..b"],
        ["--ref", "main"],
        ["--whole-file"],
        ["--messages"],
        ["--no-cache"],
        ["--range", "a..b", "--no-cache"],
        ["--history", "--max-file-size", "5"],
    ],
    ids=" ".join,
)
def test_options_that_contradict_each_other_are_not_accepted(repo: Repo, arguments: list[str]) -> None:
    outcome = repo.keysieve("scan", *arguments)
    assert outcome.code == 2
    assert len(outcome.err.splitlines()) == 1


def test_history_outside_a_repository_is_not_a_success(repo: Repo, tmp_path: Path) -> None:
    (tmp_path / "nowhere").mkdir()
    outcome = repo.keysieve("scan", "--history", cwd=tmp_path / "nowhere")
    assert outcome.code == 2
    assert "not a Git repository" in outcome.err


def test_report_of_a_history_is_not_outside_its_schema(repo: Repo, github_token: str) -> None:
    import json
    from pathlib import Path

    jsonschema = pytest.importorskip("jsonschema")
    repo.commit(**{"a.py": f"key = '{github_token}'\n"})
    schema = json.loads((Path(__file__).parents[2] / "docs" / "report.schema.json").read_text())
    jsonschema.validate(history(repo).report, schema)


def test_reference_that_is_broken_is_not_passed_over(repo: Repo) -> None:
    repo.commit(**{"a.py": "x = 1\n"})
    repo.git("branch", "other")
    (repo.root / ".git" / "refs" / "heads" / "other").write_text("nonsense")
    outcome = history(repo)
    assert outcome.code == 2
    assert "refs/heads/other cannot be scanned: git passes over it" in outcome.err
