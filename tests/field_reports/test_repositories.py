"""Every kind of repository and of index entry: nothing in it makes a scan blind or ends it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any

    from tests.conftest import Outcome, Repo

    Hooked = Callable[[Repo], Repo]
    Passes = Callable[..., bool]
    Proven = Callable[[Outcome], dict[str, Any]]
    MakeRepo = Callable[..., Repo]


def test_link_that_became_a_file_is_not_unseen(repo: Repo, aws_id: str) -> None:
    """psspl-gaurang/gforge #96."""
    (repo.root / "a").symlink_to("target")
    repo.git("add", "a")
    repo.commit()
    (repo.root / "a").unlink()
    repo.stage("a", f"x = '{aws_id}'")
    assert repo.staged().places == [("a", 1)]


def test_file_that_became_a_link_is_not_an_error(repo: Repo, aws_id: str, proven: Proven) -> None:
    repo.commit(a=f"x = '{aws_id}'")
    (repo.root / "a").unlink()
    (repo.root / "a").symlink_to("/etc/passwd")
    repo.git("add", "a")
    assert proven(repo.staged())["findings"] == []


def test_link_to_the_outside_is_not_followed(repo: Repo, aws_id: str, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "a").write_text(f"x = '{aws_id}'")
    (repo.root / "file").symlink_to("../outside/a")
    (repo.root / "directory").symlink_to(tmp_path / "outside")
    repo.git("add", ".")
    for outcome in (repo.staged(), repo.keysieve("scan", "--format", "json")):
        assert outcome.code == 0
    assert repo.keysieve("scan", "--format", "json", "file", "directory").code == 0


def test_secret_in_the_target_of_a_link_is_not_missed(repo: Repo, github_token: str) -> None:
    (repo.root / "link").symlink_to(f"https://{github_token}@example.invalid/")
    repo.git("add", "link")
    assert repo.staged().places == [("link", 1)]


def test_rename_with_an_edit_is_not_unseen(repo: Repo, aws_id: str) -> None:
    repo.commit(**{"old.py": "\n".join(map(str, range(50)))})
    repo.git("mv", "old.py", "new.py")
    repo.stage("new.py", "\n".join(map(str, range(50))) + f"\nx = '{aws_id}'\n")
    assert repo.staged().places == [("new.py", 51)]


def test_copy_of_a_file_with_a_secret_is_not_unseen(repo: Repo, aws_id: str) -> None:
    repo.commit(**{"a.py": f"x = '{aws_id}'"})
    repo.stage("b.py", f"x = '{aws_id}'")
    assert repo.staged().places == [("b.py", 1)]


def test_swapped_files_are_both_seen(repo: Repo, sample: Callable[..., str]) -> None:
    one, two = (sample("x = '{aws_key_id:AKIA}'", number) for number in (1, 2))
    repo.commit(**{"a.py": one, "b.py": two})
    repo.stage("a.py", two)
    repo.stage("b.py", one)
    assert repo.staged().places == [("a.py", 1), ("b.py", 1)]


def test_private_key_completed_by_one_line_is_not_unseen(repo: Repo, sample: Callable[..., str]) -> None:
    key = sample("{pem:RSA PRIVATE KEY}")
    begun, _, end = key.rpartition("\n")
    repo.commit(**{"key.pem": begun + "\n"})
    repo.stage("key.pem", f"{begun}\n{end}\n")
    [finding] = repo.staged().new
    assert (finding["rule"], finding["line"]) == ("private-key-pem", 1)


@pytest.mark.parametrize("missing", [0, 1, 5])
def test_private_key_completed_at_any_line_is_not_unseen(repo: Repo, sample: Callable[..., str], missing: int) -> None:
    lines = sample("{pem:PRIVATE KEY}").split("\n")
    repo.commit(**{"key.pem": "\n".join(lines[:missing] + lines[missing + 1 :])})
    repo.stage("key.pem", "\n".join(lines))
    assert [finding["rule"] for finding in repo.staged().new] == ["private-key-pem"]


def test_secret_made_in_a_merge_is_not_unseen(repo: Repo, aws_id: str) -> None:
    repo.commit(a="1", b="1")
    repo.git("checkout", "-qb", "side")
    repo.commit(a="side")
    repo.git("checkout", "-q", "main")
    repo.commit(b="main")
    repo.git("merge", "-q", "--no-commit", "--no-ff", "side")
    repo.stage("a", f"x = '{aws_id}'")
    repo.stage("new", f"x = '{aws_id}'")
    assert repo.staged().places == [("a", 1), ("new", 1)]


def test_secret_made_while_resolving_a_conflict_is_not_unseen(
    repo: Repo, aws_id: str, github_token: str, hooked: Hooked, passes: Passes
) -> None:
    """gitleaks #1028, langwatch #6686."""
    repo.commit(a="base")
    repo.git("checkout", "-qb", "side")
    repo.commit(a=f"side = '{github_token}'")
    repo.git("checkout", "-q", "main")
    repo.commit(a="main")
    repo.git("merge", "-q", "side", check=False)
    repo.stage("a", f"side = '{github_token}'\nx = '{aws_id}'")
    assert repo.staged().places == [("a", 2)]
    assert not passes(hooked(repo))


def test_cherry_picked_secret_is_not_unseen(repo: Repo, aws_id: str) -> None:
    repo.commit(a="1")
    repo.git("checkout", "-qb", "side")
    picked = repo.commit(b=f"x = '{aws_id}'")
    repo.git("checkout", "-q", "main")
    repo.git("cherry-pick", "--no-commit", picked)
    assert repo.staged().places == [("b", 1)]


def test_unmerged_file_is_said_to_be_skipped(repo: Repo, aws_id: str, proven: Proven) -> None:
    repo.commit(a="base")
    repo.git("checkout", "-qb", "side")
    repo.commit(a=f"x = '{aws_id}'")
    repo.git("checkout", "-q", "main")
    repo.commit(a="main")
    repo.git("merge", "-q", "side", check=False)
    repo.stage("b", f"x = '{aws_id}'")
    outcome = repo.staged()
    assert [skipped["path"] for skipped in proven(outcome)["skipped"]] == ["a"]
    assert outcome.places == [("b", 1)]
    assert repo.keysieve("scan", "--format", "json").places == [("a", 4), ("b", 1)]


@pytest.mark.parametrize("flag", ["--skip-worktree", "--assume-unchanged"])
def test_flag_of_an_index_entry_does_not_hide_it(repo: Repo, aws_id: str, flag: str) -> None:
    repo.commit(a="1")
    repo.stage("a", f"x = '{aws_id}'")
    repo.git("update-index", flag, "a")
    assert repo.staged().places == [("a", 1)]


@pytest.mark.parametrize("arguments", [("--cone",), ("--no-cone",), ("--cone", "--sparse-index")])
def test_sparse_checkout_hides_nothing_that_is_staged(
    repo: Repo, aws_id: str, proven: Proven, arguments: tuple[str, ...]
) -> None:
    repo.commit(**{"in/a": "1", "out/b": "1", "out/c": f"x = '{aws_id}'"})
    repo.git("sparse-checkout", "set", *arguments, "in")
    repo.write("out/b", f"x = '{aws_id}'")
    repo.git("add", "--sparse", "out/b")
    repo.stage("in/a", f"x = '{aws_id}'")
    (repo.root / "out" / "b").unlink()
    assert repo.staged().places == [("in/a", 1), ("out/b", 1)]
    report = proven(repo.keysieve("scan", "--format", "json"))
    assert {skipped["path"] for skipped in report["skipped"]} == {"out/b", "out/c"}


def test_sha_256_repository_is_not_an_error(make_repo: MakeRepo, aws_id: str, github_token: str) -> None:
    repo = make_repo("sha256", "--object-format=sha256")
    repo.stage("a", f"x = '{aws_id}'")
    assert repo.staged().places == [("a", 1)]
    repo.commit()
    repo.stage("a", f"x = '{aws_id}'\ny = '{github_token}'")
    assert repo.staged().places == [("a", 2)]
    assert repo.keysieve("hook").code == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("extensions.worktreeConfig", "true"),
        ("core.splitIndex", "true"),
        ("index.version", "4"),
        ("index.threads", "4"),
        ("feature.manyFiles", "true"),
        ("core.untrackedCache", "true"),
        ("index.skipHash", "true"),
        ("core.sparseCheckout", "true"),
        ("core.bigFileThreshold", "1"),
        ("core.compression", "0"),
        ("core.symlinks", "false"),
        ("core.fileMode", "false"),
        ("core.logAllRefUpdates", "always"),
        ("gc.auto", "1"),
        ("maintenance.auto", "true"),
    ],
)
def test_setting_of_a_repository_does_not_make_it_unreadable(repo: Repo, aws_id: str, name: str, value: str) -> None:
    """trufflehog #5181."""
    repo.git("config", "core.repositoryFormatVersion", "1")
    repo.git("config", name, value)
    repo.commit(a="1", b="2")
    repo.stage("a", f"x = '{aws_id}'")
    assert repo.staged().places == [("a", 1)]


def test_packed_objects_are_not_unreadable(repo: Repo, aws_id: str, github_token: str) -> None:
    for number in range(20):
        repo.commit(a=f"x = '{aws_id}'\n" + "line\n" * (1000 + number))
    repo.stage("a", f"x = '{aws_id}'\n" + "line\n" * 1000 + f"y = '{github_token}'\n")
    repo.git("repack", "-adfq")
    repo.git("pack-refs", "--all")
    assert repo.staged().places == [("a", 1002)]


def test_objects_of_an_alternate_are_not_unreadable(repo: Repo, tmp_path: Path, aws_id: str) -> None:
    repo.commit(a=f"x = '{aws_id}'")
    repo.git("clone", "-q", "--shared", str(repo.root), str(tmp_path / "shared"))
    repo.root = repo.keysieve.directory = tmp_path / "shared"
    repo.stage("a", f"x = '{aws_id}'\n1\n")
    assert repo.staged().code == 0


def test_shallow_clone_is_not_an_error(repo: Repo, tmp_path: Path, aws_id: str, github_token: str) -> None:
    repo.commit(a=f"x = '{aws_id}'")
    repo.commit(b="1")
    repo.git("clone", "-q", "--depth=1", f"file://{repo.root}", str(tmp_path / "shallow"))
    repo.root = repo.keysieve.directory = tmp_path / "shallow"
    repo.stage("a", f"x = '{aws_id}'\ny = '{github_token}'\n")
    assert repo.staged().places == [("a", 2)]


def test_detached_head_is_not_an_error(repo: Repo, aws_id: str) -> None:
    repo.commit(a="1")
    repo.git("checkout", "-q", "--detach")
    repo.stage("a", f"x = '{aws_id}'")
    assert repo.staged().places == [("a", 1)]


def test_orphan_branch_is_not_compared_with_another(repo: Repo, aws_id: str) -> None:
    repo.commit(a=f"x = '{aws_id}'")
    repo.git("checkout", "-q", "--orphan", "new")
    assert repo.staged().places == [("a", 1)]


def test_branch_of_the_name_of_a_file_is_not_confused_with_it(repo: Repo, aws_id: str) -> None:
    repo.commit(HEAD="1", main="1")
    repo.git("branch", "a")
    repo.stage("a", f"x = '{aws_id}'")
    repo.stage("HEAD", f"x = '{aws_id}'")
    assert repo.staged().places == [("HEAD", 1), ("a", 1)]


def test_tag_of_the_name_of_head_does_not_change_what_is_new(repo: Repo, aws_id: str) -> None:
    first = repo.commit(a="1")
    repo.commit(a=f"x = '{aws_id}'")
    repo.git("update-ref", "refs/tags/HEAD", first)
    repo.git("update-ref", "refs/heads/HEAD", first)
    repo.stage("a", f"x = '{aws_id}'\n2")
    outcome = repo.staged()
    assert (outcome.code, outcome.new, outcome.err) == (0, [], "")


def test_submodule_is_neither_read_nor_an_error(repo: Repo, make_repo: MakeRepo, aws_id: str, proven: Proven) -> None:
    """gitleaks #583, #682; causify-ai/helpers #622."""
    library = make_repo("library")
    library.commit(**{"lib.py": f"x = '{aws_id}'"})
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(library.root), "sub dir")
    repo.stage("a.py", f"x = '{aws_id}'")
    outcome = repo.staged()
    assert outcome.places == [("a.py", 1)]
    assert [skipped["path"] for skipped in proven(outcome)["skipped"]] == ["sub dir"]
    whole = repo.keysieve("scan", "--format", "json")
    assert whole.places == [("a.py", 1)]
    proven(whole)
    assert repo.keysieve("hook", "--format", "json", "a.py", "sub dir", ".gitmodules").places == [("a.py", 1)]


def test_hook_inside_of_a_submodule_is_not_blind(
    repo: Repo, make_repo: MakeRepo, aws_id: str, hooked: Hooked, passes: Passes
) -> None:
    library = make_repo("library")
    library.commit(**{"lib.py": "x = 1"})
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(library.root), "sub")
    repo.root = repo.keysieve.directory = repo.root / "sub"
    repo.stage("deep/new.py", f"x = '{aws_id}'")
    assert repo.staged().places == [("deep/new.py", 1)]
    assert not passes(hooked(repo))


def test_bare_repository_is_not_taken_for_a_clean_one(make_repo: MakeRepo, repo: Repo, aws_id: str) -> None:
    repo.commit(a=f"x = '{aws_id}'")
    bare = make_repo("bare.git", "--bare")
    repo.git("push", "-q", str(bare.root), "main")
    outcome = bare.keysieve("scan", "--staged")
    assert (outcome.code, outcome.out, outcome.err.count("\n")) == (2, "", 1)
    assert bare.keysieve("scan", "config", "--format", "json").code == 0


def test_large_file_pointer_is_not_an_error(repo: Repo, proven: Proven) -> None:
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'ab' * 32}\nsize 12345\n"
    repo.stage("a.bin", pointer)
    assert proven(repo.staged())["findings"] == []


def test_every_kind_of_entry_is_accounted_for(repo: Repo, aws_id: str, proven: Proven) -> None:
    commit = repo.commit(a="1", gone="1")
    repo.git("rm", "-q", "gone")
    repo.stage("a", f"x = '{aws_id}'")
    repo.stage("empty", "")
    repo.stage("binary", bytes(1000))
    os.symlink("nowhere", repo.root / "link")
    repo.git("add", "link")
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{commit},sub")
    repo.git("update-index", "--add", "--cacheinfo", f"100644,{'1' * 40},missing")
    report = proven(repo.staged())
    assert (report["summary"]["listed"], report["summary"]["fragments"]) == (6, 4)
    assert [entry["path"] for entry in report["errors"]] == ["missing"]


def test_excluded_file_is_said_to_be_skipped(repo: Repo, aws_id: str, proven: Proven) -> None:
    repo.stage(".keysieve.toml", 'exclude = ["vendor/**"]\n')
    repo.stage("vendor/a", f"x = '{aws_id}'" * 100_000)
    repo.stage("z", f"x = '{aws_id}'")
    outcome = repo.staged()
    assert outcome.places == [("z", 1)]
    assert [entry["path"] for entry in proven(outcome)["skipped"]] == ["vendor/a"]
