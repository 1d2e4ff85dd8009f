"""What `scanner.api` promises to programs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from scanner import api
from scanner.api import Ruleset, load_rules, scan_paths, scan_text
from scanner.errors import KeysieveError
from scanner.ruleset.schema import RuleError
from scanner.sources.interface import SourceError


@pytest.fixture(scope="module")
def rules() -> Ruleset:
    return load_rules()


def test_names_are_those_that_are_promised() -> None:
    assert api.__all__ == ["Finding", "Ruleset", "load_rules", "scan_paths", "scan_text"]
    assert all(hasattr(api, name) for name in api.__all__)


@pytest.mark.parametrize("kind", [str, bytes, "utf-16"])
def test_text_of_any_kind_is_scanned(rules: Ruleset, github_token: str, kind: object) -> None:
    text = f"x\nT = {github_token}\n"
    data = text if kind is str else text.encode("utf-16" if kind == "utf-16" else "utf-8")
    (found,) = scan_text(data, rules)
    assert (found.rule.id, found.location.line, found.location.column) == ("github-pat", 2, 5)
    assert (found.path, found.confidence) == (b"", "high")
    assert github_token not in repr(found)
    assert found.secret.reveal_in_clear().decode() == github_token


@pytest.mark.parametrize("text", ["", "nothing here", "\udcff", b"\xff\0"])
def test_clean_text_has_no_findings(rules: Ruleset, text: str | bytes) -> None:
    assert scan_text(text, rules) == []


def test_findings_come_in_the_order_of_the_text(rules: Ruleset, sample: Callable[..., str], aws_id: str) -> None:
    text = sample("a={github_token:ghp_}\nb={github_token:gho_}\nc=" + aws_id)
    assert [found.location.line for found in scan_text(text, rules)] == [1, 2, 3]


def test_allowed_secret_is_no_finding(rules: Ruleset, github_token: str) -> None:
    assert scan_text(f"{github_token}  # keysieve: allow a test", rules) == []


def test_floor_is_medium_unless_told(rules: Ruleset, sample: Callable[..., str]) -> None:
    text = sample("t = ghp_{base62:36}")
    assert scan_text(text, rules) == []
    assert [found.confidence for found in scan_text(text, rules, "low")] == ["low"]
    assert scan_text(sample("password = '{password:16}'"), rules, "high") == []


def test_text_larger_than_a_fragment_is_scanned_whole(rules: Ruleset, sample: Callable[..., str]) -> None:
    text = "".join(f"{'x' * 2_000_000}\n{sample('{github_token:ghp_}', seed)}\n" for seed in range(5))
    assert [found.location.line for found in scan_text(text, rules)] == [2, 4, 6, 8, 10]


def test_paths_are_scanned_whatever_git_ignores(
    rules: Ruleset, tmp_path: Path, github_token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "dir").mkdir()
    (tmp_path / ".gitignore").write_text("*.env\n", encoding="utf-8")
    for name in ("dir/a.env", "b.txt"):
        (tmp_path / name).write_text(f"T={github_token}\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert sorted(found.path for found in scan_paths([tmp_path], rules)) == [b"b.txt", b"dir/a.env"]
    assert [found.path for found in scan_paths(["dir", Path("dir/a.env")], rules)] == [b"dir/a.env"]


def test_what_is_no_file_is_passed_over(rules: Ruleset, tmp_path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no named pipes")
    os.mkfifo(tmp_path / "pipe")
    assert list(scan_paths([tmp_path], rules)) == []


def test_missing_path_is_an_error(rules: Ruleset, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file or directory"):
        list(scan_paths([tmp_path / "none"], rules))


def test_wrong_rules_are_an_error_of_the_one_root(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text("rule = [", encoding="utf-8")
    with pytest.raises(RuleError):
        load_rules([str(tmp_path / "x.toml")])
    assert issubclass(RuleError, KeysieveError)


def test_call_at_the_top_of_a_module_ends(tmp_path: Path) -> None:
    """With the start method `spawn`, a module that is run again must not start processes without end.

    Yelp/detect-secrets #570, #452.
    """
    script = tmp_path / "use.py"
    for number in range(50):
        (tmp_path / f"{number}.txt").write_text("clean\n")
    script.write_text(
        "import multiprocessing\n"
        "multiprocessing.set_start_method('spawn', force=True)\n"
        "from scanner.api import load_rules, scan_paths, scan_text\n"
        "rules = load_rules()\n"
        f"print(len(scan_text('clean', rules)) + len(list(scan_paths([{str(tmp_path)!r}], rules))))\n",
        encoding="utf-8",
    )
    run = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=60, check=True)
    assert run.stdout == "0\n"
