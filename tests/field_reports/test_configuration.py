"""Nothing in the user's or the repository's configuration or attributes changes a result or runs a program."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Outcome, Repo

OF_DIFF = """
[diff]
    external = {program}
    noprefix = true
    mnemonicPrefix = true
    srcPrefix = x/
    dstPrefix = y/
    relative = true
    renames = copies
    renameLimit = 1
    algorithm = histogram
    context = 0
    interHunkContext = 9
    ignoreSubmodules = all
    submodule = log
    orderFile = {empty}
    suppressBlankEmpty = true
    statGraphWidth = 1
    statNameWidth = 1
    dirstat = lines,0
    indentHeuristic = false
    autoRefreshIndex = false
    colorMoved = zebra
    colorMovedWS = ignore-all-space
    wordRegex = .
    wsErrorHighlight = all
    tool = x
    guitool = x
    trustExitCode = true
    noPrefix = true
[diff "x"]
    textconv = {program}
    cachetextconv = true
    command = {program}
    binary = true
    xfuncname = .
    wordRegex = .
[difftool "x"]
    cmd = {program}
"""
OF_COLOR = """
[color]
    ui = always
    diff = always
    status = always
    interactive = always
[color "diff"]
    new = bold red
    meta = reverse
[core]
    quotePath = true
    abbrev = 4
    whitespace = tab-in-indent
    autocrlf = true
    safecrlf = true
    eol = crlf
    ignoreCase = true
    precomposeUnicode = true
    attributesFile = {attributes}
    checkStat = minimal
    preloadIndex = false
[status]
    renames = copies
    short = true
    relativePaths = true
[log]
    showSignature = true
[i18n]
    logOutputEncoding = utf-16
"""
OF_PROGRAMS = """
[core]
    pager = {program}
    editor = {program}
    fsmonitor = {program}
    hooksPath = {hooks}
    sshCommand = {program}
    gitProxy = {program}
    askPass = {program}
    alternateRefsCommand = {program}
[pager]
    diff-index = {program}
    cat-file = {program}
    ls-files = {program}
    rev-parse = {program}
[alias]
    diff-index = "!{program}"
    cat-file = "!{program}"
    rev-parse = "!{program}"
    ls-files = "!{program}"
[filter "x"]
    clean = {program}
    smudge = {program}
    process = {program}
    required = true
[merge "x"]
    driver = {program}
[interactive]
    diffFilter = {program}
[credential]
    helper = "!{program}"
[gpg]
    program = {program}
[sequence]
    editor = {program}
[uploadpack]
    packObjectsHook = {program}
[trailer "x"]
    command = {program}
"""


class Trap:
    """A program that leaves a mark when it runs, in configuration that names it everywhere."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir()
        self.mark = directory / "it-ran"
        self.program = directory / "program"
        self.program.write_text(f'#!/bin/sh\necho "$0 $*" >>{shlex.quote(str(self.mark))}\n')
        self.program.chmod(0o755)
        self.hooks = directory / "hooks"
        self.hooks.mkdir()
        for name in ("post-index-change", "pre-commit", "reference-transaction", "fsmonitor-watchman", "post-checkout"):
            (self.hooks / name).symlink_to(self.program)
        self.empty = directory / "empty"
        self.empty.write_text("")
        self.attributes = directory / "attributes"
        self.attributes.write_text("* diff=x filter=x merge=x\n")

    def fill(self, text: str) -> str:
        return text.format(**vars(self))


@pytest.fixture
def trap(tmp_path: Path) -> Trap:
    return Trap(tmp_path / "trap")


@pytest.fixture
def configured(repo: Repo, home: Path, trap: Trap, aws_id: str) -> Callable[[str, bool], Repo]:
    """Stage a secret, then write configuration, for the user or the repository."""

    def configure(text: str, of_user: bool) -> Repo:
        repo.commit(**{"sub/a.txt": "x\ny\n", "old.txt": "1\n2\n3\n"})
        repo.stage("sub/a.txt", f"x\nkey = {aws_id}\n")
        repo.git("mv", "old.txt", "renamed.txt")
        path = home / ".gitconfig" if of_user else repo.root / ".git" / "config"
        with path.open("a") as stream:
            stream.write(trap.fill(text))
        return repo

    return configure


def all_ways(repo: Repo) -> list[Outcome]:
    return [
        repo.staged(),
        repo.keysieve("hook", "--format", "json", "sub/a.txt", "renamed.txt"),
        repo.keysieve("hook", "--format", "json", cwd=repo.root / "sub"),
        repo.keysieve("scan", "--format", "json"),
        repo.keysieve("scan", "--format", "json", "sub"),
    ]


@pytest.mark.parametrize("of_user", [True, False], ids=["user", "repository"])
@pytest.mark.parametrize("text", [OF_DIFF, OF_COLOR, OF_PROGRAMS], ids=["diff", "color", "programs"])
def test_configuration_changes_no_result_and_runs_nothing(
    configured: Callable[[str, bool], Repo], trap: Trap, text: str, of_user: bool
) -> None:
    for outcome in all_ways(configured(text, of_user)):
        assert outcome.places == [("sub/a.txt", 2)]
        assert (outcome.code, outcome.err) == (1, "")
    assert not trap.mark.exists()


def test_trap_would_have_been_sprung_by_porcelain(configured: Callable[[str, bool], Repo], trap: Trap) -> None:
    configured("[diff]\n    external = {program}\n", False).git("diff", "--cached")
    assert trap.mark.exists()


def test_fsmonitor_would_have_been_sprung_by_plain_git(configured: Callable[[str, bool], Repo], trap: Trap) -> None:
    configured("[core]\n    fsmonitor = {program}\n", False).git("ls-files", "--others")
    assert trap.mark.exists()


@pytest.mark.parametrize(
    "attributes",
    [
        "* -diff",
        "* binary",
        "* -text -diff",
        "* diff=x",
        "* filter=x",
        "* merge=x",
        "* export-ignore",
        "* linguist-generated",
        "* working-tree-encoding=UTF-16",
        "* text eol=crlf",
        "* ident",
        "* -whitespace",
    ],
)
def test_attribute_hides_nothing(configured: Callable[[str, bool], Repo], trap: Trap, attributes: str) -> None:
    """luckyPipewrench/pipelock #1217, vanillagreencom/kendex #1844."""
    repo = configured(OF_DIFF + OF_PROGRAMS, False)
    repo.write(".gitattributes", attributes + "\n")
    repo.write(".git/info/attributes", attributes + "\n")
    assert repo.staged().places == [("sub/a.txt", 2)]
    assert repo.keysieve("scan", "--format", "json").places == [("sub/a.txt", 2)]
    assert not trap.mark.exists()


@pytest.mark.parametrize(
    "environment",
    [
        {"GIT_EXTERNAL_DIFF": "{program}"},
        {"GIT_PAGER": "{program}", "PAGER": "{program}"},
        {"GIT_DIFF_OPTS": "-u0"},
        {"GIT_LITERAL_PATHSPECS": "1"},
        {"GIT_ICASE_PATHSPECS": "1"},
        {"GIT_TRACE": "1"},
        {"GIT_TRACE": "2"},
        {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "diff.external", "GIT_CONFIG_VALUE_0": "{program}"},
        {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.fsmonitor", "GIT_CONFIG_VALUE_0": "{program}"},
        {"GIT_CONFIG_PARAMETERS": "'core.fsmonitor'='{program}'"},
        {"GIT_NAMESPACE": "x"},
        {"GIT_PREFIX": "sub/"},
        {"LC_ALL": "de_DE.UTF-8", "LANGUAGE": "de"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
    ids=" ".join,
)
def test_environment_changes_no_result_and_runs_nothing(
    configured: Callable[[str, bool], Repo], trap: Trap, environment: dict[str, str]
) -> None:
    repo = configured("", False)
    filled = {name: trap.fill(value) for name, value in environment.items()}
    outcome = repo.keysieve("scan", "--staged", "--format", "json", **filled)
    assert (outcome.places, outcome.err) == ([("sub/a.txt", 2)], "")
    assert repo.keysieve("scan", "--format", "json", **filled).places == [("sub/a.txt", 2)]
    assert not trap.mark.exists()


def test_hooks_of_the_repository_do_not_run(repo: Repo, trap: Trap, aws_id: str) -> None:
    repo.stage("a", f"x = '{aws_id}'")
    for hook in trap.hooks.iterdir():
        (repo.root / ".git" / "hooks" / hook.name).symlink_to(trap.program)
    assert all(outcome.code == 1 for outcome in (repo.staged(), repo.keysieve("scan", "--format", "json")))
    assert not trap.mark.exists()


def test_replaced_object_does_not_hide_a_secret(repo: Repo, aws_id: str) -> None:
    repo.commit(other="")
    repo.stage("a.py", f"x = '{aws_id}'\n")
    harmless = repo.git("hash-object", "-w", "--stdin", stdin=b"x = 1\n").strip()
    repo.git("replace", repo.git("rev-parse", ":a.py").strip(), harmless)
    assert repo.staged().places == [("a.py", 1)]


def test_replaced_commit_does_not_make_a_secret_old(repo: Repo, aws_id: str) -> None:
    repo.commit(a="1")
    head = repo.git("rev-parse", "HEAD").strip()
    repo.stage("a.py", f"x = '{aws_id}'\n")
    forged = repo.git("commit-tree", "-m", "forged", repo.git("write-tree").strip()).strip()
    repo.git("replace", head, forged)
    assert repo.staged().places == [("a.py", 1)]


def test_missing_object_of_a_partial_clone_does_not_run_a_transport(
    repo: Repo, tmp_path: Path, trap: Trap, aws_id: str
) -> None:
    repo.commit(**{"a.py": "x = 1\n"})
    repo.git("config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    repo.git("clone", "-q", "--filter=blob:none", "--no-checkout", f"file://{repo.root}", str(clone))
    repo.root = repo.keysieve.directory = clone
    repo.git("read-tree", "HEAD")
    repo.git("config", "remote.origin.uploadpack", str(trap.program))
    repo.git("config", "core.sshCommand", str(trap.program))
    repo.stage("a.py", f"x = '{aws_id}'\n")
    for url in ("file:///nowhere", f"ext::{trap.program}", "ssh://nowhere/x"):
        repo.git("config", "remote.origin.url", url)
        outcome = repo.staged()
        assert outcome.code == 2
        assert outcome.places == [("a.py", 1)]
        assert "is missing in this partial clone" in outcome.report["errors"][0]["message"]
    assert not trap.mark.exists()


def test_scan_does_not_write_into_the_repository(configured: Callable[[str, bool], Repo]) -> None:
    repo = configured("", False)

    def state() -> dict[str, int]:
        return {str(path): path.stat().st_mtime_ns for path in repo.root.rglob("*")}

    before = state()
    all_ways(repo)
    assert state() == before
