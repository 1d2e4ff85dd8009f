from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest

from scanner import __version__
from scanner.cli.main import COMMANDS
from scanner.cli.main import keysieve as command_line
from scanner.entry import main

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Keysieve, Repo


def commands(command: click.Command, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield words
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            assert child is not None
            yield from commands(child, (*words, name))


ALL = list(commands(command_line))


def test_every_command_is_known_to_this_test() -> None:
    assert {words[0] for words in ALL if words} == set(COMMANDS)
    assert len(ALL) > len(COMMANDS) + 1


@pytest.mark.parametrize("flag", ["--help", "-h"])
@pytest.mark.parametrize("words", ALL, ids=lambda words: " ".join(words) or "keysieve")
def test_every_command_explains_itself(words: tuple[str, ...], flag: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*words, flag]) == 0
    shown = capsys.readouterr()
    assert shown.out.startswith("Usage: " + " ".join(("keysieve", *words)))
    assert shown.err == ""


@pytest.mark.parametrize("words", ALL, ids=lambda words: " ".join(words) or "keysieve")
def test_every_option_and_command_has_a_help_text(words: tuple[str, ...]) -> None:
    command: click.Command = command_line
    for word in words:
        assert isinstance(command, click.Group)
        child = command.get_command(click.Context(command), word)
        assert child is not None
        command = child
    assert command.help
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.name != "format_":
            assert parameter.help, parameter.name


def test_unknown_command_name_gives_no_command() -> None:
    assert command_line.get_command(click.Context(command_line), "scna") is None


def test_version_is_told(keysieve: Keysieve) -> None:
    outcome = keysieve("--version")
    assert (outcome.code, outcome.out.strip()) == (0, f"keysieve, version {__version__}")


def test_call_without_a_command_is_no_success(keysieve: Keysieve) -> None:
    outcome = keysieve()
    assert outcome.code == 2
    assert outcome.out == ""
    assert "Usage: keysieve" in outcome.err


BAD = [
    ("scna",),
    ("--nope",),
    ("scan", "--nope"),
    ("scan", "--stagd"),
    ("scan", "--format", "xml"),
    ("scan", "--format"),
    ("scan", "--exit-code", "256"),
    ("scan", "--exit-code", "-1"),
    ("scan", "--exit-code", "one"),
    ("scan", "--min-confidence", "certain"),
    ("scan", "--max-file-size", "0"),
    ("scan", "--diff"),
    ("scan", "--diff", "missing.patch"),
    ("scan", "missing"),
    ("scan", ""),
    ("scan", "--config", "missing.toml"),
    ("scan", "--baseline", "missing.baseline"),
    ("scan", "--rules", "missing.toml"),
    ("scan", "--output", "missing/report.txt"),
    ("scan", "--output", "."),
    ("scan", "--staged"),
    ("hook",),
    ("hook", "--nope"),
    ("hook", "--format", "xml"),
    ("rules", "lst"),
    ("rules", "show"),
    ("rules", "show", "github-pta"),
    ("rules", "show", "nothing-like-any-rule-at-all"),
    ("rules", "check", "missing.toml"),
    ("rules", "list", "--rules", "missing.toml"),
    ("baseline", "crate"),
    ("baseline", "create", "a", "b"),
    ("baseline", "create", "a", "--baseline", "b"),
    ("baseline", "create", "missing/file"),
    ("baseline", "update"),
    ("baseline", "update", "missing"),
    ("baseline", "check"),
    ("baseline", "check", "--stale"),
]


@pytest.mark.parametrize("words", BAD, ids=" ".join)
def test_bad_call_ends_with_2_and_one_line(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(words) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("keysieve: ")
    assert shown.err.count("\n") == 1
    assert "\\n" not in shown.err
    assert list(tmp_path.iterdir()) == []


def test_bad_flag_names_the_help_that_knows_better(keysieve: Keysieve) -> None:
    assert "see `keysieve scan --help`" in keysieve("scan", "--nope").err


def test_wrong_bytes_in_an_argument_reach_no_terminal(keysieve: Keysieve) -> None:
    outcome = keysieve("scan", b"--\x1b[31m\xff")
    assert outcome.code == 2
    assert "\x1b" not in outcome.err
    outcome = keysieve("scan", b"missing\x1b]0;title\x07\xff\xe2\x80\xae")
    assert outcome.code == 2
    assert outcome.err == "keysieve: missing\\x1b]0;title\\x07\\xff\\u202e: no such file or directory\n"


@pytest.mark.parametrize("words", [("scan", "--staged"), ("hook",)], ids=" ".join)
def test_missing_git_is_named(repo: Repo, tmp_path: Path, words: tuple[str, ...]) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    outcome = repo.keysieve(*words, PATH=str(empty))
    assert outcome.code == 2
    assert outcome.err.startswith("keysieve: git is not installed")
    assert outcome.err.count("\n") == 1


@pytest.mark.parametrize(
    "words",
    [("--help",), ("scan", "--help"), ("scan",), ("scan", "--format", "json"), ("hook",), ("rules", "list")],
    ids=" ".join,
)
def test_reader_that_went_away_gets_no_traceback_and_no_success(
    repo: Repo, github_token: str, words: tuple[str, ...]
) -> None:
    repo.stage("a.py", f"key = '{github_token}'\n")
    reading, writing = os.pipe()
    os.close(reading)
    try:
        run = subprocess.run(
            [sys.executable, "-m", "scanner", *words],
            cwd=repo.root,
            env={**os.environ, **repo.keysieve.environment},
            stdout=writing,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
    finally:
        os.close(writing)
    assert run.stderr == b"keysieve: the output was not read to its end\n"
    assert run.returncode == 2


def test_empty_variable_of_completion_changes_no_exit_code(repo: Repo, github_token: str) -> None:
    repo.stage("a.py", f"key = '{github_token}'\n")
    for words in (["scan", "--staged"], ["scan", "--staged", "--min-confidence", "low"], ["hook", "--format", "json"]):
        assert repo.keysieve(*words, _KEYSIEVE_COMPLETE="").code == 1
    assert repo.keysieve("scan", "--nothing", _KEYSIEVE_COMPLETE="").code == 2


def test_shell_gets_completions(keysieve: Keysieve) -> None:
    outcome = keysieve(_KEYSIEVE_COMPLETE="bash_complete", COMP_WORDS="keysieve ba", COMP_CWORD="1")
    assert (outcome.code, outcome.out) == (0, "plain,baseline\n")


INTERRUPTIBLE = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # a test run in the background may ignore it
from scanner.entry import main
raise SystemExit(main())
"""


def test_interrupted_scan_ends_with_130(keysieve: Keysieve) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTIBLE, "scan", "--stdin"],
        cwd=keysieve.directory,
        env={**os.environ, **keysieve.environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with process:
        assert process.stdin is not None
        process.stdin.write(b"a\n" * (1 << 20))
        process.stdin.flush()  # more than a pipe holds: by now it is being read
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, b"")
    assert err == b"keysieve: interrupted\n"


def test_interrupted_hook_ends_with_130(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(files: list[str]) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("scanner.cli.hook.run_hook", interrupted)
    assert main(["hook"]) == 130
    assert capsys.readouterr().err == "keysieve: interrupted\n"


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(5, "Input/output error", "disk"), "disk: Input/output error"),
        (OSError("no reason"), "no reason"),
        (RecursionError(), "the input is nested too deeply to be read"),
    ],
    ids=["file", "plain", "recursion"],
)
def test_failure_of_the_system_is_one_line(
    error: Exception, told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(files: list[str]) -> int:
        raise error

    monkeypatch.setattr("scanner.cli.hook.run_hook", fail)
    assert main(["hook"]) == 2
    assert capsys.readouterr().err == f"keysieve: {told}\n"


@pytest.mark.parametrize("words", [("rules", "list"), ("rules", "show", "cafe-key"), ("scan",)], ids=" ".join)
def test_terminal_of_another_encoding_is_no_error(repo: Repo, github_token: str, words: tuple[str, ...]) -> None:
    repo.write("☕.py", f"key = '{github_token}'\n")
    rules = repo.root.parent / "own.toml"
    rules.write_text(OWN_RULE, encoding="utf-8")
    outcome = repo.keysieve(*words, "--rules", str(rules), PYTHONIOENCODING="iso8859-1")
    assert outcome.code == (1 if words == ("scan",) else 0)
    assert "\\u2615" in outcome.out


OWN_RULE = r"""
[provider]
name = "Café"
revoke = "Ask the café."
[[rule]]
id = "cafe-key"
description = "Café key ☕"
severity = "high"
confidence = "high"
keywords = ["cafe_"]
regex = '\b(?P<secret>cafe_[0-9a-f]{32})(?![0-9a-f])'
source = "https://example.invalid/café"
positive = ['key = cafe_{hex:32}', 'cafe_{hex:32}']
negative = ['cafe_{hex:31}', 'cafe_{hex:33}']
"""
