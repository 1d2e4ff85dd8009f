"""The one wrapper: a clean environment, harmless configuration, errors that say what to do."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from scanner.git.run import GitError, environment, failure, lines, output, split_nul, told

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Repo


@pytest.mark.parametrize(
    "name",
    [
        "GIT_EXTERNAL_DIFF",
        "GIT_PAGER",
        "GIT_SSH_COMMAND",
        "GIT_ASKPASS",
        "GIT_TRACE",
        "GIT_LITERAL_PATHSPECS",
        "GIT_ICASE_PATHSPECS",
        "GIT_PREFIX",
        "GIT_ATTR_SOURCE",
        "GIT_REPLACE_REF_BASE",
        "GIT_DIFF_OPTS",
    ],
)
def test_variable_that_changes_results_or_runs_programs_is_not_passed_on(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "x")
    assert name not in environment()


@pytest.mark.parametrize(
    "name",
    ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_CONFIG_COUNT", "GIT_CONFIG_KEY_0"],
)
def test_variable_that_says_where_the_repository_is_is_not_lost(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "x")
    assert environment()[name] == "x"


def test_variables_of_the_user_do_not_win_over_the_forced_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_ALLOW_PROTOCOL", "ext:file")
    monkeypatch.setenv("GIT_OPTIONAL_LOCKS", "1")
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    forced = environment()
    assert (forced["GIT_ALLOW_PROTOCOL"], forced["GIT_OPTIONAL_LOCKS"], forced["LC_ALL"]) == ("none", "0", "C")


def test_environment_of_the_process_is_not_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GIT_NO_REPLACE_OBJECTS", raising=False)
    environment()
    assert "GIT_NO_REPLACE_OBJECTS" not in os.environ


def test_input_and_output_are_not_text(here: Repo) -> None:
    blob = output(["hash-object", "-w", "--stdin"], stdin=b"\xff\0\r\n").decode().strip()
    assert output(["cat-file", "blob", blob]) == b"\xff\0\r\n"


def test_directory_is_not_ignored(here: Repo) -> None:
    here.write("sub/a", "")
    assert output(["rev-parse", "--show-prefix"], "sub") == b"sub/\n"


def test_output_larger_than_a_pipe_is_not_cut(here: Repo) -> None:
    here.stage("large", b"x" * 3_000_001)
    assert len(output(["cat-file", "blob", ":large"])) == 3_000_001


def test_names_are_not_cut_at_line_ends(here: Repo) -> None:
    here.stage("a\nb", "")
    here.stage("c", "")
    assert lines(["ls-files", "-z"]) == [b"a\nb", b"c"]


def test_no_output_is_not_one_empty_name(here: Repo) -> None:
    assert lines(["ls-files", "-z"]) == []


def test_empty_records_are_not_dropped() -> None:
    assert split_nul(b"a\0\0b\0") == [b"a", b"", b"b"]


def test_error_of_git_is_not_an_empty_answer(here: Repo) -> None:
    with pytest.raises(GitError, match=r"`git cat-file` failed: Not a valid object name nothing"):
        output(["cat-file", "blob", "nothing"])


def test_missing_git_is_not_an_empty_answer(here: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(GitError, match="git is not installed"):
        output(["version"])


def test_git_that_cannot_be_started_is_not_an_empty_answer(
    here: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "bin" / "git"
    program.parent.mkdir()
    program.write_bytes(b"\x7fELF broken")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent))
    with pytest.raises(GitError):
        output(["version"])


def test_refusal_for_ownership_is_not_without_its_mend() -> None:
    said = b"fatal: detected dubious ownership in repository at '/srv/a b'\nTo add an exception ...\n"
    assert "git config --global --add safe.directory /srv/a b" in str(failure(["rev-parse"], 128, said))


def test_missing_repository_is_not_told_in_gits_words_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    said = b"fatal: not a git repository (or any of the parent directories): .git\n"
    assert str(failure(["rev-parse"], 128, said)).startswith("not a Git repository; run keysieve inside one")


def test_several_lines_of_complaint_are_not_several_lines_of_error() -> None:
    assert str(failure(["x"], 128, b"fatal: first\nsecond\n")) == "`git x` failed: first"


def test_warning_before_the_reason_is_not_the_reason() -> None:
    assert str(failure(["x"], 128, b"warning: odd\nfatal: reason\n")) == "`git x` failed: reason"
    assert str(failure(["x"], 1, b"hint: old\nhint: more\nerror: reason\n")) == "`git x` failed: reason"


def test_silent_death_is_not_without_its_code() -> None:
    assert str(failure(["x"], -9, b"")) == "`git x` failed: it ended with code -9"


def test_questions_that_are_asked_at_once_are_answered_each(here: Repo) -> None:
    here.commit(a="x" * 200_000)  # more than a pipe holds
    text, nothing, name = told(["cat-file", "blob", "HEAD:a"], ["cat-file", "blob", "HEAD:b"], ["rev-parse", "HEAD"])
    assert text.output() == b"x" * 200_000
    assert name.output().decode() == here.git("rev-parse", "HEAD")
    with pytest.raises(GitError, match="`git cat-file` failed: path 'b' does not exist"):
        nothing.output()
