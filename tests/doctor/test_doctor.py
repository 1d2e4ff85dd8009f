"""`keysieve doctor`, on real repositories with one thing wrong in each."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from scanner.doctor.interface import Observation
from scanner.doctor.run import examined, place_here
from scanner.doctor.table import CHECKS, check_named
from scanner.ruleset.layout import KEYWORDS_FILE, RULES_FILE
from tests.conftest import compiled_patterns

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Repo

GIT = shutil.which("git") or ""
CONFIG = ".pre-commit-config.yaml"
OURS = "repos:\n- repo: https://git.example.com/keysieve.git\n  rev: v0.1.0\n  hooks:\n  - id: keysieve\n"
OTHER = "repos:\n- repo: https://example.com/x\n  rev: v1.0.0\n  hooks:\n  - id: black\n"
LOCAL = (
    "repos:\n- repo: local\n  hooks:\n  - id: keysieve\n    name: k\n    entry: keysieve hook\n    language: system\n"
)


@pytest.fixture
def repo(repo: Repo, new_cache: Path) -> Repo:
    """A repository of a user whose cache holds little: all that is in it is read."""
    repo.keysieve.environment["XDG_CACHE_HOME"] = str(new_cache)
    return repo


def seen(repo: Repo, check: str, cwd: Path | None = None, **environment: str) -> tuple[str, str]:
    """Return status and message of one check, of the worst observation if there are several."""
    outcome = repo.keysieve("doctor", "--format", "json", cwd=cwd, **environment)
    found = [each for each in outcome.report["checks"] if each["check"] == check]
    problems = any(each["status"] == "problem" for each in outcome.report["checks"])
    assert outcome.code == (1 if problems else 0)
    for each in outcome.report["checks"]:
        assert bool(each["mend"]) or each["status"] != "warning", each
    worst = max(found, key=lambda each: ["ok", "unseen", "warning", "problem"].index(each["status"]))
    return worst["status"], worst["message"]


def framework_install(repo: Repo) -> None:
    pytest.importorskip("pre_commit", reason="the framework writes its own hook")
    environment = {**os.environ, **repo.keysieve.environment}
    for name in [name for name in environment if name.startswith(("GIT_", "PRE_COMMIT"))]:
        if name not in repo.keysieve.environment:
            del environment[name]
    run = [sys.executable, "-m", "pre_commit", "install"]
    subprocess.run(run, cwd=repo.root, env=environment, check=True, capture_output=True, timeout=60)


def test_everything_well_is_exit_code_0(repo: Repo) -> None:
    repo.commit(**{"a.py": "x = 1\n"})
    repo.keysieve("install")
    outcome = repo.keysieve("doctor")
    assert (outcome.code, outcome.out.splitlines()[-1].split(": ")[1]) == (0, "0 problems, 0 warnings")
    assert [row.split(": ")[1] for row in outcome.out.splitlines()[:-1]] == list(CHECKS)


def test_no_hook_is_a_warning(repo: Repo) -> None:
    assert seen(repo, "hook") == ("warning", "no hook is installed, so commits are not scanned here")


def test_hook_shadowed_by_a_hooks_path_is_named(repo: Repo, home: Path, tmp_path: Path) -> None:
    repo.keysieve("install")
    assert seen(repo, "hook")[0] == "ok"
    (home / ".gitconfig").write_text(f"[core]\n\thooksPath = {tmp_path}/shared\n")
    status, message = seen(repo, "hook")
    assert status == "problem"
    assert f"never runs: core.hooksPath in the global configuration sends git to {tmp_path}/shared" in message


def test_hook_of_the_framework_shadowed_by_husky_is_named(repo: Repo) -> None:
    repo.write(CONFIG, OURS)
    framework_install(repo)
    assert seen(repo, "hook")[0] == "ok"
    repo.git("config", "core.hooksPath", ".husky/_")
    repo.write(".husky/_/pre-commit", '#!/usr/bin/env sh\n. "${0%/*}/h"\n').chmod(0o755)
    assert "never runs" in seen(repo, "hook")[1]
    repo.write(".husky/pre-commit", "keysieve hook || exit $?\n")
    assert seen(repo, "hook")[0] == "ok"


def test_hook_that_is_not_executable_is_named(repo: Repo) -> None:
    repo.keysieve("install")
    (repo.root / ".git/hooks/pre-commit").chmod(0o644)
    status, message = seen(repo, "hook")
    assert (status, "not executable" in message) == ("problem", True)


@pytest.mark.parametrize("path", ["/dev/null", ""])
def test_hooks_that_are_switched_off_are_named(repo: Repo, path: str) -> None:
    repo.keysieve("install")
    repo.git("config", "core.hooksPath", path)
    status, message = seen(repo, "hook")
    assert (status, "switched off" in message) == ("problem", True)


def test_configuration_without_pre_commit_install_is_named(repo: Repo) -> None:
    repo.write(CONFIG, OURS)
    status, message = seen(repo, "hook")
    assert (status, CONFIG in message) == ("problem", True)


@pytest.mark.parametrize(
    ("text", "name"),
    [("#!/bin/sh\ngitleaks git --staged\n", "gitleaks"), ("#!/bin/sh\nmake lint\n", "another script")],
)
def test_script_of_another_tool_is_named(repo: Repo, text: str, name: str) -> None:
    repo.write(".git/hooks/pre-commit", text).chmod(0o755)
    status, message = seen(repo, "hook")
    assert (status, name in message, "does not call keysieve" in message) == ("problem", True, True)


def test_lefthook_that_calls_keysieve_is_well(repo: Repo) -> None:
    repo.write(".git/hooks/pre-commit", "#!/bin/sh\ncall_lefthook run pre-commit\n").chmod(0o755)
    repo.write("lefthook.yml", "pre-commit: {commands: {lint: {run: make}}}\n")
    assert seen(repo, "hook")[0] == "problem"
    repo.write("lefthook.yml", "pre-commit: {commands: {keysieve: {run: keysieve hook}}}\n")
    assert seen(repo, "hook")[0] == "ok"


def test_hook_whose_interpreter_is_gone_is_named(repo: Repo, tmp_path: Path) -> None:
    repo.keysieve("install")
    path = repo.root / ".git/hooks/pre-commit"
    path.write_text(path.read_text().replace(sys.executable, str(tmp_path / "gone")))
    git = tmp_path / "bin"
    git.mkdir()
    (git / "git").symlink_to(GIT)
    assert "every commit fails" in seen(repo, "hook", PATH=str(git))[1]


@pytest.mark.parametrize(
    ("text", "status", "said"),
    [
        (OURS, "ok", "has the hook"),
        (OTHER, "problem", "no hook `keysieve`"),
        (OURS.replace("id: keysieve\n", "id: keysieve-env\n"), "problem", "keysieve, but no hook"),
        (OURS + "    stages: [manual]\n", "problem", "runs at [manual] only"),
        (OURS + "    stages: [pre-commit, manual]\n", "ok", ""),
        ("exclude: .*\n" + OURS, "ok", "has the hook"),
        ("exclude: .*\n" + LOCAL, "problem", "exclude` covers every file"),
        (LOCAL + "    files: ^nowhere/\n", "problem", "files` covers no file"),
        (LOCAL + "    files: ^nowhere/\n    always_run: true\n", "ok", ""),
        ("repos: [{repo: meta}]\n", "unseen", "flow style"),
    ],
)
def test_configuration_of_the_framework_is_read(repo: Repo, text: str, status: str, said: str) -> None:
    repo.stage("a.py", "x = 1\n")
    repo.stage(CONFIG, text)
    found = seen(repo, "pre-commit")
    assert (found[0], said in found[1]) == (status, True), found


@pytest.mark.parametrize(
    ("variables", "status"),
    [
        ({"SKIP": "black,keysieve"}, "problem"),
        ({"SKIP": "black"}, "ok"),
        ({"PRE_COMMIT_ALLOW_NO_CONFIG": "1"}, "warning"),
        ({"GIT_CONFIG_PARAMETERS": "'core.hooksPath'='/x'"}, "problem"),
        ({"HUSKY": "0"}, "ok"),
    ],
)
def test_variables_that_switch_hooks_off_are_named(repo: Repo, variables: dict[str, str], status: str) -> None:
    assert seen(repo, "environment", **variables)[0] == status


def test_variable_of_husky_counts_where_husky_is(repo: Repo) -> None:
    repo.write(".husky/pre-commit", "")
    assert seen(repo, "environment", HUSKY="0")[0] == "problem"


@pytest.mark.parametrize(("version", "status"), [("2.24.4", "problem"), ("2.25.0", "ok"), ("10.1", "ok")])
def test_old_git_is_named(repo: Repo, tmp_path: Path, version: str, status: str) -> None:
    program = tmp_path / "bin" / "git"
    program.parent.mkdir()
    answer = f'for word; do [ "$word" = version ] && echo "git version {version}" && exit; done'
    program.write_text(f'#!/bin/sh\n{answer}\nexec {GIT} "$@"\n')
    program.chmod(0o755)
    assert seen(repo, "git", PATH=f"{program.parent}{os.pathsep}{os.environ['PATH']}")[0] == status


def test_missing_git_is_a_problem_and_not_the_end(repo: Repo, tmp_path: Path) -> None:
    status, message = seen(repo, "git", PATH=str(tmp_path))
    assert (status, message.startswith("git is not installed")) == ("problem", True)


def test_refused_repository_is_named_with_the_mend(repo: Repo) -> None:
    repo.commit(**{"a.py": "x = 1\n"})
    status, message = seen(repo, "repository", GIT_TEST_ASSUME_DIFFERENT_OWNER="1")
    assert (status, "safe.directory" in message) == ("problem", True)
    assert seen(repo, "hook", GIT_TEST_ASSUME_DIFFERENT_OWNER="1")[0] == "unseen"


def test_outside_a_repository_much_cannot_be_seen(repo: Repo, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert seen(repo, "repository", cwd=elsewhere)[0] == "unseen"
    assert seen(repo, "hook", cwd=elsewhere)[0] == "unseen"


def test_shallow_and_partial_clones_are_named(repo: Repo, make_repo: Callable[..., Repo]) -> None:
    for text in ("1", "2"):
        repo.commit(**{"a.py": f"x = {text}\n"})
    repo.git("config", "uploadpack.allowFilter", "true")
    shallow, partial = repo.root.parent / "shallow", repo.root.parent / "partial"
    repo.git("clone", "-q", "--depth=1", f"file://{repo.root}", str(shallow))
    repo.git("clone", "-q", "--filter=blob:none", f"file://{repo.root}", str(partial))
    assert seen(repo, "clone")[0] == "ok"
    assert seen(repo, "clone", cwd=shallow)[1].startswith("shallow")
    assert seen(repo, "clone", cwd=partial)[1].startswith("partial")


def test_baseline_is_well_when_it_is_tracked_and_merges(repo: Repo, github_token: str) -> None:
    repo.commit(**{"a.py": f"key = '{github_token}'\n"})
    repo.keysieve("baseline", "create")
    assert seen(repo, "baseline")[0] == "warning"
    repo.git("add", "-A")
    assert seen(repo, "baseline") == ("ok", ".keysieve.baseline: 1 entries")
    assert seen(repo, "attributes") == ("ok", ".keysieve.baseline: merge=union")
    repo.stage(".gitattributes", "")
    assert seen(repo, "attributes")[0] == "warning"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"keysieve-baseline": 9, "salt": "00"}\n', "newer than this keysieve"),
        ("<<<<<<< HEAD\n", "conflict"),
        ("", "no header"),
    ],
    ids=["newer", "conflict", "empty"],
)
def test_baseline_that_cannot_be_read_is_named(repo: Repo, text: str, said: str) -> None:
    repo.stage(".keysieve.baseline", text)
    status, message = seen(repo, "baseline")
    assert (status, said in message) == ("problem", True)


def test_ignored_baseline_is_named_with_the_line(repo: Repo) -> None:
    repo.stage(".gitignore", "*.log\n*.baseline\n")
    repo.write(".keysieve.baseline", '{"keysieve-baseline": 1, "salt": "00"}\n')
    status, message = seen(repo, "baseline")
    assert (status, "ignored by .gitignore:2" in message) == ("problem", True)


def test_missing_baseline_that_is_configured_is_named(repo: Repo) -> None:
    repo.stage(".keysieve.toml", 'baseline = "gone"\n')
    found = {seen(repo, "baseline")[0], seen(repo, "configuration")[0]}
    assert "problem" in found


def test_configuration_that_is_wrong_or_blind_is_named(repo: Repo) -> None:
    repo.stage(".keysieve.toml", 'exclude = ["**"]\n')
    assert seen(repo, "configuration") == (
        "problem",
        ".keysieve.toml: `exclude` covers all 1 tracked files, so nothing is scanned",
    )
    repo.stage(".keysieve.toml", "exclud = []\n")
    assert seen(repo, "configuration")[0] == "problem"
    assert seen(repo, "rules")[0] == "unseen"


def test_rules_that_cannot_be_compiled_or_are_not_there_are_named(repo: Repo) -> None:
    repo.stage("own/own.toml", '[[rule]]\nid = "x"\n')
    repo.stage(".keysieve.toml", '[rules]\npaths = ["own"]\n')
    status, message = seen(repo, "rules")
    assert (status, "own.toml" in message) == ("problem", True)
    repo.stage(".keysieve.toml", '[rules]\ndisable = ["github-patt"]\n')
    assert seen(repo, "rules")[0] == "warning" or seen(repo, "configuration")[0] == "problem"


def test_missing_hyperscan_is_a_warning(repo: Repo, tmp_path: Path) -> None:
    (tmp_path / "hyperscan.py").write_text("raise ImportError('libhs.so: no such file')\n")
    paths = os.pathsep.join([str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH", "")])])
    status, message = seen(repo, "hyperscan", PYTHONPATH=paths)
    assert (status, "libhs.so" in message) == ("warning", True)


def test_damaged_cache_is_named(repo: Repo, tmp_path: Path) -> None:
    place = tmp_path / "cache"
    assert seen(repo, "cache", XDG_CACHE_HOME=str(place)) == ("ok", str(place / "keysieve"))
    memory = place / "keysieve" / "scanned.sqlite"
    memory.write_bytes(b"no database" * 100)
    memory.chmod(0o600)
    status, message = seen(repo, "cache", XDG_CACHE_HOME=str(place))
    assert (status, "scanned.sqlite: is damaged" in message) == ("warning", True)
    memory.chmod(0o644)
    assert "belongs to somebody else" in seen(repo, "cache", XDG_CACHE_HOME=str(place))[1]


def test_rules_compiled_by_another_version_are_not_damaged(repo: Repo, tmp_path: Path) -> None:
    entry = tmp_path / "cache" / "keysieve" / "rules" / "0123"
    entry.mkdir(parents=True)
    for name in (RULES_FILE, KEYWORDS_FILE):
        (entry / name).write_text("keysieve-rules-1\tabc\nx\n")
        (entry / name).chmod(0o600)
    assert seen(repo, "cache", XDG_CACHE_HOME=str(tmp_path / "cache"))[0] == "ok"
    (entry / RULES_FILE).write_text("keysieve-ru")
    assert "0123: is damaged (1 in all)" in seen(repo, "cache", XDG_CACHE_HOME=str(tmp_path / "cache"))[1]


def test_cache_that_cannot_be_written_is_named(repo: Repo, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file\n")
    status, message = seen(repo, "cache", XDG_CACHE_HOME=str(tmp_path / "file"))
    assert (status, "cannot be written" in message) == ("warning", True)


def test_names_in_messages_are_escaped(repo: Repo) -> None:
    repo.git("config", "core.hooksPath", "a\x1b[31m/hooks")
    outcome = repo.keysieve("doctor", SKIP="keysieve,\x1b[31m")
    assert "\x1b" not in outcome.out + outcome.err


def test_checks_are_a_library(here: Repo) -> None:
    place = place_here()
    assert {each.check for each in examined(place, ["hook", "clone"])} == {"hook", "clone"}
    assert all(isinstance(each, Observation) for name in CHECKS for each in check_named(name)(place))
    json.dumps([each.message for each in examined(place)])


def test_damaged_patterns_of_hyperscan_are_named(repo: Repo, tmp_path: Path) -> None:
    pytest.importorskip("hyperscan", reason="its patterns are what is damaged")
    place = tmp_path / "cache"
    repo.write("big.txt", "x = 1\n" * 500_000)
    assert repo.keysieve("scan", "--engine", "hyperscan", XDG_CACHE_HOME=str(place)).code == 0
    compiled_patterns(place).write_bytes(b"\0" * 100)
    status, message = seen(repo, "cache", XDG_CACHE_HOME=str(place))
    assert (status, "is damaged" in message) == ("warning", True)


def test_plain_hook_beside_a_configuration_without_keysieve_is_well(repo: Repo) -> None:
    repo.stage(CONFIG, OTHER)
    assert seen(repo, "pre-commit")[0] == "problem"
    repo.keysieve("install", "--git-hook")
    assert seen(repo, "hook")[0] == "ok"
    assert seen(repo, "pre-commit")[0] == "ok"
    framework_install(repo)
    assert "and, before it, keysieve" in seen(repo, "hook")[1]
    assert seen(repo, "pre-commit")[0] == "ok"


def test_configuration_in_a_subdirectory_that_nobody_reads_is_named(repo: Repo) -> None:
    """alexander-turner/TurnTrout.com #1545: it was there, and silently unused."""
    repo.stage(".keysieve.toml", "exclude = ['vendor']\n")
    assert seen(repo, "configuration")[0] == "ok"
    repo.stage("docs/.keysieve.toml", "exclude = ['*']\n")
    repo.write("app/a/.keysieve.toml", "nonsense")
    status, message = seen(repo, "configuration", cwd=repo.root / "docs")
    assert (status, message) == (
        "warning",
        "nobody reads app/a/.keysieve.toml, docs/.keysieve.toml: only the repository's root has a configuration",
    )
