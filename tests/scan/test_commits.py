"""What each commit of a range adds: by counting against its parents, whatever the shape of the history."""

from __future__ import annotations

import os
import sys
from random import Random
from typing import TYPE_CHECKING

import pytest

from tests.scan.commits import ranged, scanned
from tests.scan.histories import told

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Repo


def test_secret_added_and_removed_inside_the_range_is_not_missed(base: Repo, github_token: str) -> None:
    leak = base.commit(**{"a.py": f"x = 1\nkey = '{github_token}'\n"})
    base.commit(**{"a.py": "x = 1\n"})
    outcome = ranged(base, "base..HEAD")
    assert outcome.code == 1
    assert told(outcome) == [("a.py", 2, leak)]


def test_finding_does_not_lack_author_and_date(base: Repo, github_token: str) -> None:
    base.stage("a.py", f"key = '{github_token}'\n")
    base.git(
        "commit",
        "-qm",
        "leak",
        GIT_AUTHOR_NAME="Žofie",
        GIT_AUTHOR_EMAIL="z@example.invalid",
        GIT_AUTHOR_DATE="1700000000 +0530",
    )
    [finding] = ranged(base, "base..HEAD").new
    assert finding["author"] == "Žofie <z@example.invalid>"
    assert finding["date"] == "2023-11-15T03:43:20+05:30"
    text = base.keysieve("scan", "--range", "base..HEAD").out
    assert f"in commit {finding['commit'][:12]} (Žofie <z@example.invalid>, 2023-11-15T03:43:20+05:30)" in text


def test_secret_from_before_the_range_is_not_new_in_a_touched_file(repo: Repo, github_token: str) -> None:
    repo.commit(**{"a.py": f"key = '{github_token}'\n"})
    repo.commit(**{"a.py": f"# more\n\nkey = '{github_token}'\n"})
    outcome = ranged(repo, "HEAD~1..HEAD")
    assert outcome.code == 0
    assert outcome.report["findings"] == []


def test_whole_file_does_not_leave_out_what_was_there_before(repo: Repo, github_token: str, aws_id: str) -> None:
    repo.commit(**{"a.py": f"key = '{github_token}'\n", "b.py": f"id = '{aws_id}'\n"})
    touched = repo.commit(**{"a.py": f"# more\n\nkey = '{github_token}'\n"})
    repo.commit(**{"a.py": f"# more\n\n\nkey = '{github_token}'\n"})
    assert told(ranged(repo, "HEAD~2..HEAD", "--whole-file")) == [("a.py", 3, touched)]


def test_root_commit_is_not_left_out(repo: Repo, github_token: str) -> None:
    root = repo.commit(**{"a.py": f"key = '{github_token}'\n"})
    assert told(ranged(repo, "HEAD^!")) == [("a.py", 1, root)]


def test_evil_merge_is_not_missed_and_is_told_of_the_merge(base: Repo, github_token: str, aws_id: str) -> None:
    base.git("checkout", "-qb", "side")
    side = base.commit(**{"b.py": f"id = '{aws_id}'\n"})
    base.git("checkout", "-q", "main")
    base.commit(**{"c.py": "z = 1\n"})
    base.git("merge", "-q", "--no-commit", "--no-ff", "side")
    base.stage("a.py", f"key = '{github_token}'\n")
    base.git("commit", "-qm", "merge")
    merge = base.git("rev-parse", "HEAD").strip()
    assert told(ranged(base, "base..HEAD")) == [("a.py", 1, merge), ("b.py", 1, side)]
    assert told(ranged(base, "main^1..main")) == [("a.py", 1, merge), ("b.py", 1, side)]


def test_merge_that_takes_one_side_is_not_new(base: Repo, github_token: str) -> None:
    base.git("checkout", "-qb", "side")
    base.commit(**{"a.py": f"key = '{github_token}'\n"})
    base.git("tag", "leaked")
    base.git("checkout", "-q", "main")
    base.commit(**{"c.py": "z = 1\n"})
    base.git("merge", "-q", "-m", "merge", "side")
    assert told(ranged(base, "leaked..HEAD")) == []
    base.git("reset", "-q", "--hard", "HEAD~1")
    base.git("merge", "-q", "-s", "ours", "-m", "ours", "side")
    assert told(ranged(base, "leaked..HEAD")) == []


def test_octopus_merge_is_not_new_beyond_its_own_content(base: Repo, sample: Callable[..., str]) -> None:
    leaks = []
    for number in range(3):
        base.git("checkout", "-qb", f"arm{number}", "base")
        leaks.append(base.commit(**{f"arm{number}.py": f"key = '{sample('{github_token:ghp_}', number)}'\n"}))
    base.git("checkout", "-q", "main")
    base.git("merge", "-q", "-m", "octopus", "arm0", "arm1", "arm2")
    assert base.git("rev-list", "--parents", "-1", "HEAD").count(" ") >= 3
    expected = [(f"arm{number}.py", 1, leak) for number, leak in enumerate(leaks)]
    assert told(ranged(base, "base..HEAD")) == expected
    base.stage("evil.py", f"key = '{sample('{github_token:ghp_}', 9)}'\n")
    base.git("commit", "-q", "--amend", "-m", "evil octopus")
    octopus = base.git("rev-parse", "HEAD").strip()
    assert told(ranged(base, "base..HEAD")) == [*expected, ("evil.py", 1, octopus)]


def test_criss_cross_merges_do_not_repeat_a_finding(base: Repo, github_token: str, aws_id: str) -> None:
    base.git("checkout", "-qb", "left")
    left = base.commit(**{"l.py": f"key = '{github_token}'\n"})
    base.git("checkout", "-qb", "right", "base")
    right = base.commit(**{"r.py": f"id = '{aws_id}'\n"})
    base.git("merge", "-q", "-m", "l into r", left)
    base.git("checkout", "-q", "left")
    base.git("merge", "-q", "-m", "r into l", right)
    base.git("merge", "-q", "-m", "again", "right")
    assert told(ranged(base, "base..HEAD")) == [("l.py", 1, left), ("r.py", 1, right)]


def test_rename_is_not_new_and_a_change_on_the_way_is(repo: Repo, github_token: str, aws_id: str) -> None:
    repo.commit(**{"a.py": f"key = '{github_token}'\n" + "x = 1\n" * 20})
    repo.git("tag", "base")
    repo.git("mv", "a.py", "b.py")
    repo.commit("rename")
    assert told(ranged(repo, "base..HEAD")) == []
    repo.git("mv", "b.py", "c.py")
    edited = repo.commit(**{"c.py": f"key = '{github_token}'\nid = '{aws_id}'\n" + "x = 1\n" * 20})
    assert told(ranged(repo, "base..HEAD")) == [("c.py", 2, edited)]


def test_copy_is_not_old(repo: Repo, github_token: str) -> None:
    text = f"key = '{github_token}'\n"
    repo.commit(**{"a.py": text})
    copied = repo.commit(**{"b.py": text})
    assert told(ranged(repo, "HEAD~1..HEAD")) == [("b.py", 1, copied)]


def test_revert_that_brings_a_secret_back_is_not_missed(repo: Repo, github_token: str) -> None:
    repo.commit(**{"a.py": f"key = '{github_token}'\n"})
    repo.commit(**{"a.py": "key = None\n"})
    repo.git("revert", "--no-edit", "HEAD")
    back = repo.git("rev-parse", "HEAD").strip()
    assert told(ranged(repo, "HEAD~1..HEAD")) == [("a.py", 1, back)]
    assert told(ranged(repo, "HEAD~2..HEAD")) == [("a.py", 1, back)]


def test_submodule_is_not_an_error(base: Repo, make_repo: Callable[[str], Repo], github_token: str) -> None:
    other = make_repo("other")
    commit = other.commit(x="1\n")
    base.git("update-index", "--add", "--cacheinfo", f"160000,{commit},module")
    leak = base.commit(**{"a.py": f"key = '{github_token}'\n"})
    outcome = ranged(base, "base..HEAD")
    assert told(outcome) == [("a.py", 1, leak)]
    assert [skipped["path"] for skipped in outcome.report["skipped"]] == ["module"]
    assert outcome.report["summary"]["state"] == "complete"


def test_symbolic_link_and_mode_change_are_not_errors(base: Repo, github_token: str) -> None:
    (base.root / "link").symlink_to(f"/token/{github_token}")
    base.git("add", "link")
    linked = base.commit("link")
    base.git("update-index", "--chmod=+x", "a.py")
    base.git("commit", "-qm", "mode")
    assert told(ranged(base, "base..HEAD")) == [("link", 1, linked)]


def test_link_that_becomes_a_file_is_not_missed(base: Repo, github_token: str) -> None:
    (base.root / "link").symlink_to("a.py")
    base.git("add", "link")
    base.commit("link")
    (base.root / "link").unlink()
    typed = base.commit(link=f"key = '{github_token}'\n")
    assert told(ranged(base, "HEAD^!")) == [("link", 1, typed)]


@pytest.mark.skipif(sys.platform == "darwin", reason="names are text there")
@pytest.mark.parametrize("name", [b"caf\xe9.py", b"line\nbreak.py", b":100644 x", b'"q"\t.py', "😀 a.py".encode()])
def test_unusual_name_is_not_lost(base: Repo, github_token: str, name: bytes) -> None:
    base.stage(name, f"key = '{github_token}'\n")
    leak = base.commit("names")
    assert told(ranged(base, "base..HEAD")) == [(os.fsdecode(name), 1, leak)]


def test_empty_range_is_not_silent_about_it(base: Repo) -> None:
    outcome = base.keysieve("scan", "--range", "HEAD..HEAD")
    assert outcome.code == 0
    assert outcome.out.startswith("keysieve: 0 commits in HEAD..HEAD, 0 files scanned")
    assert base.keysieve("scan", "--range", "^HEAD^!").code == 2, "it never holds a commit"


def test_three_dots_do_not_leave_out_either_side(base: Repo, github_token: str, aws_id: str) -> None:
    base.git("checkout", "-qb", "side")
    side = base.commit(**{"b.py": f"id = '{aws_id}'\n"})
    base.git("checkout", "-q", "main")
    main = base.commit(**{"a.py": f"key = '{github_token}'\n"})
    assert told(ranged(base, "side...main")) == [("a.py", 1, main), ("b.py", 1, side)]
    assert told(ranged(base, "side..main")) == [("a.py", 1, main)]


@pytest.mark.parametrize("text", ["HEAD", "--all", "nothing..HEAD", "HEAD..", "-x..y", "a\n--all..b"])
def test_what_is_no_range_here_is_not_a_success(repo: Repo, text: str) -> None:
    outcome = repo.keysieve("scan", "--range", text)
    assert outcome.code == 2
    assert len(outcome.err.splitlines()) == 1


@pytest.mark.parametrize("end", ["^{tree}", ":a.py"])
def test_range_that_ends_in_no_commit_is_not_an_empty_one(base: Repo, github_token: str, end: str) -> None:
    base.commit(**{"a.py": f"key = '{github_token}'\n"})
    outcome = base.keysieve("scan", "--range", f"base..HEAD{end}")
    assert outcome.code == 2
    assert "which has no commits" in outcome.err


def test_bare_repository_is_not_refused(base: Repo, tmp_path: Path, github_token: str) -> None:
    leak = base.commit(**{"a.py": f"key = '{github_token}'\n"})
    base.git("clone", "-q", "--bare", str(base.root), str(tmp_path / "bare.git"))
    outcome = base.keysieve("scan", "--range", "base..HEAD", "--format", "json", cwd=tmp_path / "bare.git")
    assert told(outcome) == [("a.py", 1, leak)]


def test_linked_worktree_is_not_another_repository(base: Repo, tmp_path: Path, github_token: str) -> None:
    base.git("worktree", "add", "-q", str(tmp_path / "linked"), "-b", "linked")
    leak = base.commit(**{"a.py": f"key = '{github_token}'\n"})
    outcome = base.keysieve("scan", "--range", "base..main", "--format", "json", cwd=tmp_path / "linked")
    assert told(outcome) == [("a.py", 1, leak)]


def test_sha256_repository_is_not_refused(make_repo: Callable[..., Repo], github_token: str) -> None:
    repo = make_repo("long", "--object-format=sha256")
    root = repo.commit(**{"a.py": f"key = '{github_token}'\n"})
    assert len(root) == 64
    assert told(ranged(repo, "HEAD^!")) == [("a.py", 1, root)]
    assert told(scanned(repo, "--history")) == [("a.py", 1, root)]


def test_subdirectory_does_not_narrow_a_range(base: Repo, github_token: str) -> None:
    leak = base.commit(**{"top.py": f"key = '{github_token}'\n", "below/x.py": "x = 1\n"})
    base.git("config", "diff.relative", "true")
    outcome = base.keysieve("scan", "--range", "base..HEAD", "--format", "json", cwd=base.root / "below")
    assert told(outcome) == [("top.py", 1, leak)]


def test_configuration_of_git_does_not_change_a_range(base: Repo, github_token: str) -> None:
    leak = base.commit(**{"a/b.cfg": f"key = '{github_token}'\n", ".gitattributes": "*.cfg -diff\n"})
    for setting in (
        "color.ui=always",
        "color.diff=always",
        "diff.external=true",
        "diff.noprefix=true",
        "diff.mnemonicPrefix=true",
        "diff.renames=copies",
        "log.showRoot=false",
        "diff.ignoreSubmodules=all",
        "core.quotePath=true",
    ):
        base.git("config", *setting.split("="))
    assert told(ranged(base, "base..HEAD")) == [("a/b.cfg", 1, leak)]


def test_shallow_clone_that_lacks_the_base_is_not_a_success(base: Repo, tmp_path: Path, github_token: str) -> None:
    first = base.git("rev-parse", "base").strip()
    for number in range(4):
        base.commit(**{"a.py": f"x = {number}\n"})
    base.git("clone", "-q", "--depth", "2", f"file://{base.root}", str(tmp_path / "shallow"))
    for text in (f"{first}..HEAD", "HEAD~5..HEAD", "HEAD^!", "HEAD~1^!"):
        outcome = base.keysieve("scan", "--range", text, cwd=tmp_path / "shallow")
        expected = 0 if text == "HEAD^!" else 2
        assert outcome.code == expected, (text, outcome.out, outcome.err)
        assert expected == 0 or "git fetch --unshallow" in outcome.err


def test_base_behind_the_end_of_a_shallow_clone_does_not_make_everything_new(
    base: Repo, tmp_path: Path, github_token: str
) -> None:
    base.commit(**{"old.py": f"key = '{github_token}'\n"})
    base.git("branch", "old")
    for number in range(4):
        base.commit(**{"a.py": f"x = {number}\n"})
    clone = tmp_path / "shallow"
    base.git("clone", "-q", "--depth", "2", f"file://{base.root}", str(clone))
    base.git("-C", str(clone), "fetch", "-q", "--depth", "1", "origin", "old:refs/remotes/origin/old")
    outcome = base.keysieve("scan", "--range", "origin/old..HEAD", cwd=clone)
    assert outcome.code == 2
    assert "beyond this shallow clone" in outcome.err
    assert "git fetch --unshallow" in outcome.err


def test_excluded_path_does_not_hide_the_same_content_elsewhere(base: Repo, github_token: str) -> None:
    text = f"key = '{github_token}'\n"
    base.write(".keysieve.toml", 'exclude = ["vendored/**"]\n')
    leak = base.commit(**{"vendored/a.py": text, "z/a.py": text})
    for arguments in (["--range", "base..HEAD"], ["--history", "--no-cache"]):
        outcome = scanned(base, *arguments)
        assert told(outcome) == [("z/a.py", 1, leak)]
        assert [skipped["path"] for skipped in outcome.report["skipped"]] == ["vendored/a.py"]


def test_baseline_is_not_forgotten_in_a_range(base: Repo, github_token: str) -> None:
    base.commit(**{"a.py": f"key = '{github_token}'\n"})
    assert base.keysieve("baseline", "create").code == 0
    outcome = ranged(base, "base..HEAD")
    assert outcome.code == 0
    assert [finding["status"] for finding in outcome.report["findings"]] == ["known"]


def test_commit_message_is_read_only_on_request(base: Repo, github_token: str) -> None:
    commit = base.commit(f"deploy\n\nwith {github_token}")
    assert ranged(base, "base..HEAD").code == 0
    assert told(ranged(base, "base..HEAD", "--messages")) == [("(commit message)", 3, commit)]


def test_missing_blob_is_not_the_end_of_the_range(base: Repo, github_token: str) -> None:
    base.commit(**{"b.py": "lost = 1\n"})
    lost = base.git("rev-parse", "HEAD:b.py").strip()
    leak = base.commit(**{"a.py": f"key = '{github_token}'\n"})
    (base.root / ".git" / "objects" / lost[:2] / lost[2:]).unlink()
    outcome = ranged(base, "base..HEAD")
    assert outcome.code == 2
    assert told(outcome) == [("a.py", 1, leak)]
    assert [(error["path"], lost in error["message"]) for error in outcome.report["errors"]] == [("b.py", True)]


def test_missing_earlier_content_does_not_make_a_finding_old(repo: Repo, github_token: str) -> None:
    repo.commit(**{"a.py": f"key = '{github_token}'\n"})
    lost = repo.git("rev-parse", "HEAD:a.py").strip()
    leak = repo.commit(**{"a.py": f"# more\nkey = '{github_token}'\n"})
    (repo.root / ".git" / "objects" / lost[:2] / lost[2:]).unlink()
    outcome = ranged(repo, "HEAD^!")
    assert outcome.code == 2
    assert told(outcome) == [("a.py", 2, leak)]
    assert "cannot be compared" in outcome.report["errors"][0]["message"]


def random_change(repo: Repo, dice: Random, tokens: list[str]) -> None:
    names = [path.name for path in repo.root.iterdir() if path.is_file()]
    for _ in range(dice.randint(1, 3)):
        kind = dice.choice(["write", "write", "rename", "remove", "copy"])
        if kind == "write" or not names:
            rows = [dice.choice([f"key = '{dice.choice(tokens)}'", f"x = {dice.randint(0, 9)}"]) for _ in range(4)]
            repo.write(dice.choice(["a.py", "b.py", "c.txt", "d.py"]), "\n".join(rows) + "\n")
            continue
        path = repo.root / dice.choice(names)
        if not path.exists():
            continue
        if kind == "remove":
            path.unlink()
        else:
            copy = repo.root / dice.choice(["e.py", "f.txt", "g.py"])
            copy.write_bytes(path.read_bytes())
            if kind == "rename" and copy != path:
                path.unlink()


@pytest.mark.parametrize("seed", range(3))
def test_range_and_staged_do_not_disagree(repo: Repo, sample: Callable[..., str], seed: int) -> None:
    """The commits, scanned as a range, add what the hook says of each before it is made."""
    dice = Random(seed)
    tokens = [sample("{github_token:ghp_}", number) for number in range(3)]
    repo.commit("base", **{"a.py": "x = 1\n"})
    repo.git("tag", "base")
    staged = set()
    for _ in range(8):
        random_change(repo, dice, tokens)
        repo.git("add", "--all")
        new = repo.staged().new
        commit = repo.commit()
        staged |= {(commit, finding["path"], finding["line"], finding["fingerprint"]) for finding in new}
    outcome = ranged(repo, "base..HEAD")
    found = {(each["commit"], each["path"], each["line"], each["fingerprint"]) for each in outcome.new}
    assert found == staged
    assert staged
