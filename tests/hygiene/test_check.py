from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.hygiene.conftest import CERTIFICATE, PRIVATE

GOLDEN = Path(__file__).parent.parent / "golden"

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Repo

    Remarks = Callable[..., dict[str, dict[str, Any]]]


def test_tracked_env_is_an_error_with_the_command_that_untracks_it(mended: Repo, remarks: Remarks) -> None:
    mended.commit(**{"conf/.env": "A=1\n"})
    found = remarks()["conf/.env"]
    assert (found["kind"], found["level"]) == ("tracked", "error")
    assert "git rm --cached -- conf/.env" in found["mend"]
    assert "history still has it" in found["mend"]
    mended.git("rm", "-q", "--cached", "--", "conf/.env")
    assert remarks() == {}


def test_tracked_although_ignored_names_the_line_that_ignores_it(repo: Repo, remarks: Remarks) -> None:
    repo.write(".gitignore", "# local\n.env\n")
    repo.commit(**{".env": "A=1\n"})
    found = remarks()[".env"]
    assert "although .gitignore:2 (`.env`) ignores it" in found["message"]
    assert found["decided_by"] == {"file": ".gitignore", "line": 2, "pattern": ".env"}


def test_staged_env_is_caught_before_the_history_has_it(mended: Repo, remarks: Remarks) -> None:
    mended.stage(".env", "A=1\n")
    assert "about to be committed" in remarks("--hook")[".env"]["message"]
    assert "history" not in remarks("--hook")[".env"]["mend"]


def test_env_files_block_but_templates_and_encrypted_ones_do_not(mended: Repo, remarks: Remarks) -> None:
    for name in (".env", ".env.local", ".env.production"):
        mended.stage(name, "A=1\n")
    mended.stage(".env.example", "A=\n")
    mended.stage(".env.schema", "# @required\nA=\n")
    mended.stage(".env.staging", 'DOTENV_PUBLIC_KEY_STAGING="03ab"\nA="encrypted:BDqv"\n')
    mended.stage("sops/.env", "A=ENC[AES256_GCM,data:x]\nsops_mac=ENC[x]\n")
    assert set(remarks("--hook")) == {".env", ".env.local", ".env.production"}


PLAIN = "db_password: plainly-written\n"
ENCRYPTED = {
    "deploy/db.sops.yaml": "db_password: ENC[x]\nsops:\n  mac: x\n",
    "db.enc.json": '{"db_password": "ENC[x]", "sops": {}}',
    "prod.sops.env": "A=ENC[x]\nsops_mac=ENC[x]\n",
    "group_vars/all/vault.yml": "$ANSIBLE_VAULT;1.1;AES256\n33\n",
}


def test_file_whose_name_says_encrypted_is_not_committed_plain(mended: Repo, remarks: Remarks) -> None:
    for name, content in ENCRYPTED.items():
        mended.stage(name, content)
    mended.stage(".sops.yaml", "creation_rules:\n  - age: age1\n")
    mended.stage("group_vars/web/vault.yml", "# nothing yet\n")
    assert remarks() == {}
    for name in ENCRYPTED:
        mended.stage(name, PLAIN)
    found = remarks("--hook")
    assert {(name, each["kind"], each["level"]) for name, each in found.items()} == {
        (name, "unencrypted", "error") for name in ENCRYPTED
    }
    assert found["deploy/db.sops.yaml"]["mend"] == (
        "run `sops encrypt --in-place deploy/db.sops.yaml` and `git add` it again"
    )
    assert "about to be committed" in found["deploy/db.sops.yaml"]["message"]
    assert found["group_vars/all/vault.yml"]["mend"].startswith("run `ansible-vault encrypt group_vars/all/vault.yml`")


def test_file_that_is_to_be_encrypted_is_neither_ignored_nor_kept_out_of_an_image(
    mended: Repo, remarks: Remarks
) -> None:
    mended.stage("Dockerfile", "FROM scratch\nCOPY . .\n")
    mended.commit(**{"a.sops.yaml": PLAIN})
    mended.write("b.sops.yaml", PLAIN)
    found = remarks()
    assert {name: each["kind"] for name, each in found.items() if name.endswith(".yaml")} == {
        "a.sops.yaml": "unencrypted"
    }
    assert found["a.sops.yaml"]["mend"].endswith("then revoke what is in it: the history still has it")
    outcome = mended.keysieve("gitignore", "fix")
    assert (outcome.code, "sops" in (mended.root / ".gitignore").read_text()) == (1, False)


def test_name_that_a_shell_would_read_is_quoted_and_escaped(mended: Repo) -> None:
    mended.stage("a'; rm -rf \x1b[2J\n/id_rsa", PRIVATE)
    outcome = mended.keysieve("gitignore", "check")
    assert outcome.code == 1
    assert "\x1b" not in outcome.out
    assert len(outcome.out.splitlines()) == 1
    assert "git rm --cached -- 'a'\"'\"'; rm" in outcome.out


def test_certificate_is_public_and_its_key_is_not(mended: Repo, remarks: Remarks) -> None:
    mended.stage("ca.pem", CERTIFICATE)
    mended.stage("server.key", PRIVATE)
    mended.stage("deck.key", b"PK\x03\x04keynote")
    assert set(remarks()) == {"server.key"}


def test_npmrc_counts_with_credentials_only(mended: Repo, remarks: Remarks) -> None:
    mended.stage(".npmrc", "//r.example/:_authToken=${NPM_TOKEN}\n")
    mended.stage("sub/.npmrc", "//r.example/:_authToken=abc\n")
    assert set(remarks()) == {"sub/.npmrc"}


def test_untracked_secret_that_is_not_ignored_is_a_suggestion(repo: Repo, remarks: Remarks) -> None:
    repo.write("sub/id_rsa", PRIVATE)
    found = remarks()["sub/id_rsa"]
    assert (found["kind"], found["level"], found["message"]) == ("not-ignored", "suggestion", "not ignored")


def test_backup_names_of_env_are_asked_for_and_templates_must_stay_visible(repo: Repo, remarks: Remarks) -> None:
    repo.write(".gitignore", ".env\n.env.local\n")
    asked = remarks(all_of_them=True)
    assert {".env.old", ".env.bak", ".env.production"} <= set(asked)
    assert not {".env", ".env.local", ".env.example"} & set(asked)


def test_reincluded_by_a_nested_file_names_that_file(repo: Repo, remarks: Remarks) -> None:
    repo.write(".gitignore", ".env\n")
    repo.write("sub/.gitignore", "!.env\n")
    repo.write("sub/.env", "A=1\n")
    found = remarks()["sub/.env"]
    assert (found["kind"], found["level"]) == ("re-included", "error")
    assert "sub/.gitignore:1 (`!.env`)" in found["message"]


def test_hook_sees_what_a_gitignore_takes_out_again(mended: Repo, remarks: Remarks) -> None:
    mended.write(".gitignore", (mended.root / ".gitignore").read_text() + "!.env\n")
    assert [found["kind"] for found in remarks("--hook", all_of_them=True).values()] == ["re-included"]


def test_ignored_by_the_users_own_file_only_is_told(repo: Repo, remarks: Remarks, home: Path) -> None:
    (home / "global").write_text(".env\n")
    repo.git("config", "--global", "core.excludesFile", str(home / "global"))
    repo.write(".git/info/exclude", "id_rsa\n")
    repo.write(".env", "A=1\n")
    repo.write("id_rsa", PRIVATE)
    found = remarks()
    assert {path: each["kind"] for path, each in found.items()} == {".env": "only-here", "id_rsa": "only-here"}
    assert f"{home / 'global'}:1" in found[".env"]["message"]


def test_secret_in_a_directory_that_only_the_user_ignores_is_no_remark(
    mended: Repo, remarks: Remarks, home: Path
) -> None:
    repo = mended
    repo.write(".git/info/exclude", ".venv/\n")
    repo.write(".gitignore", ".env\n")
    repo.write(".venv/lib/id_rsa", PRIVATE)
    assert remarks() == {}


def test_template_that_a_pattern_hides_is_told(repo: Repo, remarks: Remarks) -> None:
    repo.write(".gitignore", ".env*\nbuild/\n")
    repo.write(".env.example", "A=\n")
    repo.write("build/.env.example", "A=\n")
    found = remarks()
    assert {path: each["kind"] for path, each in found.items()} == {".env.example": "template-ignored"}


def test_template_that_is_tracked_may_be_ignored(repo: Repo, remarks: Remarks) -> None:
    repo.write(".gitignore", ".env*\n")
    repo.commit(**{".env.example": "A=\n"})
    assert remarks() == {}


def test_assumed_unchanged_file_is_not_this_commits_business(mended: Repo, remarks: Remarks) -> None:
    mended.commit(**{".env": "A=1\n", "id_rsa": PRIVATE})
    mended.git("update-index", "--assume-unchanged", ".env")
    mended.git("update-index", "--skip-worktree", "id_rsa")
    assert remarks("--hook") == {}
    assert set(remarks()) == {".env", "id_rsa"}
    mended.stage(".env", "A=2\n")
    mended.git("update-index", "--assume-unchanged", ".env")
    assert set(remarks("--hook")) <= {".env"}


def test_links_and_submodules_hold_no_secret(mended: Repo, remarks: Remarks) -> None:
    (mended.root / ".env").symlink_to(".env.example")
    mended.git("add", "--force", ".env")
    commit = mended.commit()
    mended.git("update-index", "--add", "--cacheinfo", f"160000,{commit},lib.key")
    assert remarks("--hook") == {}


def test_infrastructure_is_asked_for_beside_its_files_only(repo: Repo, remarks: Remarks) -> None:
    assert "terraform.tfstate" not in remarks(all_of_them=True)
    repo.commit(**{"infra/main.tf": ""})
    assert "terraform.tfstate" in remarks(all_of_them=True)


def test_configuration_adds_files_and_takes_some_out(mended: Repo, remarks: Remarks) -> None:
    mended.write(".keysieve.toml", 'secret_files = ["*.vault-pass"]\nnot_secret_files = ["tests/**"]\n')
    mended.stage("prod.vault-pass", "x")
    mended.stage("tests/id_rsa", PRIVATE)
    assert set(remarks()) == {"prod.vault-pass"}


def test_wrong_pattern_in_the_configuration_is_one_line(repo: Repo) -> None:
    repo.write(".keysieve.toml", 'secret_files = ["a/b"]\n')
    outcome = repo.keysieve("gitignore", "check")
    assert outcome.code == 2
    assert "secret_files" in outcome.err
    assert len(outcome.err.splitlines()) == 1


def test_check_works_from_a_subdirectory_and_in_a_linked_work_tree(mended: Repo, tmp_path: Path) -> None:
    mended.commit(**{"a/id_rsa": PRIVATE, "b/x": ""})
    outcome = mended.keysieve("gitignore", "check", cwd=mended.root / "b")
    assert outcome.out.startswith("a/id_rsa: error")
    mended.git("worktree", "add", "-q", str(tmp_path / "linked"))
    assert "a/id_rsa: error" in mended.keysieve("gitignore", "check", "--hook", cwd=tmp_path / "linked").out


def test_outside_a_repository_and_in_a_bare_one_it_says_so(keysieve: Any, make_repo: Callable[..., Repo]) -> None:
    assert keysieve("gitignore", "check").code == 2
    outcome = make_repo("bare.git", "--bare").keysieve("gitignore", "check", "--hook")
    assert outcome.code == 2
    assert "work tree" in outcome.err


def test_github_annotations_name_file_and_kind(mended: Repo) -> None:
    mended.stage("a,b/.env", "A=1\n")
    out = mended.keysieve("gitignore", "check", "--hook", "--format", "github").out
    assert out.startswith("::error file=a%2Cb/.env,title=keysieve tracked::about to be committed")


def test_nothing_to_remark_is_exit_code_zero(mended: Repo) -> None:
    for words in (["--hook"], []):
        outcome = mended.keysieve("gitignore", "check", *words)
        assert (outcome.code, outcome.out) == (0, "")
        assert "nothing to remark" in outcome.err


@pytest.mark.parametrize("name", ["text", "json", "github"])
def test_report_of_every_kind_of_remark(repo: Repo, name: str) -> None:
    repo.write(".gitignore", "*.pem\n*.key\n.env.*\n")
    repo.write("sub/.gitignore", "!.env.local\n")
    repo.write(".git/info/exclude", "id_rsa\n")
    repo.write(".npmignore", "*.md\n")
    repo.write("package.json", '{"name": "p"}')
    repo.write("MANIFEST.in", "graft conf\n")
    repo.write("setup.py", "")
    repo.write("Dockerfile", "FROM scratch\nCOPY . /app\n")
    for path in ("id_rsa", "conf/tls.key", ".env.example", "sub/.env.local"):
        repo.write(path, PRIVATE)
    repo.commit(**{"conf/.env": "A=1\n"})
    repo.git("add", "setup.py", "package.json", "Dockerfile")
    told = repo.keysieve("gitignore", "check", "--format", name)
    file = GOLDEN / f"gitignore-check.{'txt' if name == 'text' else name if name == 'json' else 'github.txt'}"
    if os.environ.get("GOLDEN") == "write":
        file.write_text(told.out, encoding="utf-8", newline="")
    assert told.code == 1
    assert told.out == file.read_text(encoding="utf-8"), "run the test with GOLDEN=write and look at the difference"
