"""The entry in `.pre-commit-config.yaml`, held against a YAML parser and the framework itself."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

yaml = pytest.importorskip("yaml", reason="the framework brings it")

if TYPE_CHECKING:
    from tests.conftest import Repo

CONFIG = ".pre-commit-config.yaml"
FROM = ("--repo", "https://git.example.com/keysieve.git", "--rev", "v0.1.0")
ENTRY = {"repo": "https://git.example.com/keysieve.git", "rev": "v0.1.0", "hooks": [{"id": "keysieve"}]}

SAMPLE = """\
# See https://pre-commit.com
repos:
-   repo: https://github.com/pre-commit/pre-commit-hooks
    rev: v3.2.0
    hooks:
    -   id: trailing-whitespace
    -   id: end-of-file-fixer
"""
INDENTED = """\
---
default_language_version: {python: python3}
repos:
  - repo: 'https://github.com/psf/black'  # the formatter
    rev: "24.1.0"
    hooks:
      - id: black
        args: [--line-length, "120"]
        # keep this

  # our own
  - repo: local
    hooks:
      - id: check
        name: check
        language: system
        entry: |
          sh -c '
            # repos:
            repos: no
          '
        # the end

# what follows
ci:
  skip: [check]
"""
FLOW_HOOKS = (
    "repos:\n  - repo: https://example.com/x\n    rev: v1.0.0\n    hooks: [{id: a}, {id: b, args: ['#', \"- c\"]}]\n"
)
OTHER_ORDER = "repos:\n- hooks:\n  - id: a\n  repo: https://example.com/x\n  rev: v1\nfail_fast: true\n"
LAYOUTS = {
    "sample": SAMPLE,
    "indented": INDENTED,
    "flow-hooks": FLOW_HOOKS,
    "other-order": OTHER_ORDER,
    "no-end": SAMPLE.removesuffix("\n"),
    "empty-list": "repos: []  # none yet\nfail_fast: true\n",
    "nothing": "repos:\n",
    "other-keys": "fail_fast: true\n",
    "blank": "",
    "mark": "\ufeff" + SAMPLE,
}


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_entry_is_added_and_every_other_byte_stays(repo: Repo, layout: str, end: str) -> None:
    before = LAYOUTS[layout].replace("\n", end)
    repo.write(CONFIG, before)
    assert repo.keysieve("install", *FROM).code == 0
    after = (repo.root / CONFIG).read_bytes().decode()
    old, new = yaml.safe_load(before) or {}, yaml.safe_load(after)
    assert new == {**old, "repos": [*(old.get("repos") or []), ENTRY]}
    kept = [row for row in after.split(end) if "keysieve" not in row and row.strip() not in ("rev: v0.1.0", "hooks:")]
    was = [row for row in before.replace("repos: []", "repos:").split(end) if row.strip() != "hooks:"]
    assert [row for row in kept if row != "repos:"] == [row for row in was if row != "repos:"] or not before
    assert ("\n" in after.replace("\r\n", "")) == (end == "\n" or not before)


@pytest.mark.parametrize("layout", [name for name in LAYOUTS if name not in ("blank", "other-keys", "nothing")])
def test_uninstall_takes_exactly_that_away(repo: Repo, layout: str) -> None:
    repo.write(CONFIG, LAYOUTS[layout])
    assert repo.keysieve("install", "--push", *FROM).code == 0
    assert repo.keysieve("install", "--uninstall").code == 0
    assert (repo.root / CONFIG).read_bytes() == LAYOUTS[layout].encode()


def test_install_twice_changes_nothing_and_pushes_join_the_entry(repo: Repo) -> None:
    repo.write(CONFIG, SAMPLE)
    repo.keysieve("install", *FROM)
    once = (repo.root / CONFIG).read_bytes()
    outcome = repo.keysieve("install", *FROM)
    assert outcome.out == f"{CONFIG}:11: keysieve is there already, at v0.1.0\n"
    assert (repo.root / CONFIG).read_bytes() == once
    assert repo.keysieve("install", "--push", *FROM).code == 0
    ids = [{"id": "keysieve"}, {"id": "keysieve-push"}]
    assert yaml.safe_load((repo.root / CONFIG).read_text())["repos"][1]["hooks"] == ids


@pytest.mark.parametrize(
    "entry",
    [
        "- repo: git@example.org:x/keysieve.git\n  rev: v0.0.1\n  hooks: [{id: keysieve}]\n",
        "- repo: /srv/keysieve\n  rev: abc\n  hooks:\n  - {id: keysieve, args: [--archives]}\n",
        "- repo: local\n  hooks:\n  - id: keysieve\n    name: k\n    entry: .venv/bin/keysieve hook\n",
        "- repo: local\n  hooks:\n  - id: secrets\n    name: k\n    entry: python -m scanner hook\n",
    ],
    ids=["other-rev", "path", "local", "local-other-id"],
)
def test_hook_that_is_there_in_another_way_is_recognised(repo: Repo, entry: str) -> None:
    repo.write(CONFIG, f"repos:\n{entry}")
    outcome = repo.keysieve("install", *FROM)
    assert outcome.code == 0
    assert "is there already" in outcome.out
    assert (repo.root / CONFIG).read_text() == f"repos:\n{entry}"


@pytest.mark.parametrize(
    "text",
    [
        "repos: [{repo: meta, hooks: [{id: identity}]}]\n",
        "{repos: []}\n",
        "repos:\n- repo: meta\n  hooks:\n  - id: identity\n---\nrepos: []\n",
        "repos:\n- {repo: meta, hooks: [{id: identity}]}\n",
        "repos:\n\t- repo: meta\n",
        "repos:\n- repo: meta\nrepos:\n- repo: meta\n",
        b"repos:\n# \xff\n",
    ],
    ids=["flow", "flow-all", "documents", "flow-item", "tab", "twice", "latin"],
)
def test_layout_that_is_not_followed_is_refused_and_left_alone(repo: Repo, text: str | bytes) -> None:
    path = repo.write(CONFIG, text)
    before = path.read_bytes()
    outcome = repo.keysieve("install", *FROM)
    assert outcome.code == 2
    assert outcome.err.startswith(f"keysieve: {CONFIG}")
    assert outcome.err.count("\n") == 1
    assert path.read_bytes() == before


@pytest.mark.parametrize("layout", ["sample", "indented", "flow-hooks", "no-end"])
def test_framework_takes_the_result(repo: Repo, layout: str) -> None:
    pytest.importorskip("pre_commit", reason="the framework itself")
    repo.write(CONFIG, LAYOUTS[layout])
    repo.keysieve("install", "--push", *FROM)
    run = [sys.executable, "-m", "pre_commit", "validate-config", CONFIG]
    done = subprocess.run(run, cwd=repo.root, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@pytest.mark.parametrize("value", ["", "a b", "-x", "{x}", "a\nb"])
def test_address_that_would_change_the_file_is_refused(repo: Repo, value: str) -> None:
    outcome = repo.keysieve("install", "--pre-commit", f"--repo={value}")
    assert outcome.code == 2
    assert not (repo.root / CONFIG).exists()


def test_framework_runs_what_was_installed(repo: Repo, home: Path, github_token: str) -> None:
    pytest.importorskip("pre_commit", reason="the framework itself")
    ours = repo.root.parent / "keysieve"
    ours.mkdir()
    hooks = "- id: keysieve\n  name: keysieve\n  language: system\n  require_serial: true\n  always_run: true\n"
    (ours / ".pre-commit-hooks.yaml").write_text(f"{hooks}  entry: {sys.executable} -m scanner hook\n")
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "x"], ["tag", "v9"]):
        repo.git("-C", str(ours), *words)
    repo.write(CONFIG, "fail_fast: true\n")
    assert repo.keysieve("install", "--repo", str(ours), "--rev", "v9").code == 0
    repo.git("add", CONFIG)
    repo.commit("first")
    root = str(Path(__file__).parent.parent.parent)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT"))},
        **repo.keysieve.environment,
        "PRE_COMMIT_HOME": str(home / "pre-commit"),
        "PYTHONPATH": root,
    }

    def commit() -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-m", "pre_commit", "run"],
            cwd=repo.root,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        return done.returncode, done.stdout + done.stderr

    repo.stage("a.py", "x = 1\n")
    assert commit()[0] == 0
    repo.stage("a.py", f"key = '{github_token}'\n")
    code, said = commit()
    assert (code, "github-pat" in said) == (1, True)


def test_configuration_that_is_a_link_to_nothing_is_not_made_there(repo: Repo, tmp_path: Path) -> None:
    (repo.root / ".pre-commit-config.yaml").symlink_to(tmp_path / "made")
    outcome = repo.keysieve("install")
    assert outcome.code == 2
    assert "is a link to nothing" in outcome.err
    assert not (tmp_path / "made").exists()
