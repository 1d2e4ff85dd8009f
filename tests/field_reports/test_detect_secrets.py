"""What users of detect-secrets reported, tried on its baseline in our hands."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Repo

NAME = ".secrets.baseline"
HOOK = "detect-secrets-hook"


@pytest.fixture
def recorded(repo: Repo, sample: Callable[..., str]) -> Repo:
    """A repository with a password in line 5 that its baseline of detect-secrets records as no secret."""
    repo.stage("src/f.py", "\n" * 4 + f'password = "{sample("{password:16}")}"\n')
    assert repo.keysieve("baseline", "create", NAME).code == 0
    document = json.loads((repo.root / NAME).read_text())
    document["results"]["src/f.py"][0]["is_secret"] = False
    repo.stage(NAME, json.dumps(document, indent=2) + "\n")
    repo.commit("baseline")
    return repo


def test_line_inserted_above_does_not_fail_the_pull_request(recorded: Repo) -> None:
    """Yelp/detect-secrets #394, and ten repositories' own."""
    before = (recorded.root / NAME).read_bytes()
    recorded.stage("src/f.py", "\n" * 3 + (recorded.root / "src/f.py").read_text())
    assert recorded.keysieve("hook", "--baseline", NAME).code == 0
    assert recorded.keysieve("scan", "--baseline", NAME).code == 0
    assert (recorded.root / NAME).read_bytes() == before
    assert recorded.keysieve(HOOK, "--stage-baseline", "--baseline", NAME, "src/f.py").code == 0
    (record,) = json.loads((recorded.root / NAME).read_text())["results"]["src/f.py"]
    assert (record["line_number"], record["is_secret"]) == (8, False)


def test_time_of_writing_does_not_conflict_in_every_merge(recorded: Repo, sample: Callable[..., str]) -> None:
    for branch in ("a", "z"):
        recorded.git("checkout", "-q", "-B", branch, "main")
        recorded.stage(f"{branch}/new.py", f'password = "{sample("{password:16}", ord(branch))}"\n')
        assert recorded.keysieve("baseline", "update", NAME).code == 0
        recorded.git("add", "-A")
        recorded.commit(branch)
    recorded.git("merge", "-q", "-m", "merge", "a")
    assert recorded.keysieve("scan", "--baseline", NAME).code == 0
    assert "generated_at" not in (recorded.root / NAME).read_text()


def test_entries_that_nobody_judged_do_not_stay_unnoticed(recorded: Repo, sample: Callable[..., str]) -> None:
    """librefang #6262: 534 entries, none ever audited."""
    assert recorded.keysieve("baseline", "check", "--unaudited", NAME).code == 0
    recorded.stage("src/g.py", f'password = "{sample("{password:16}", 2)}"\n')
    recorded.keysieve("baseline", "update", NAME)
    outcome = recorded.keysieve("baseline", "check", "--unaudited", NAME)
    assert outcome.code == 1
    assert "src/g.py:1" in outcome.out
    assert "src/f.py" not in outcome.out
    assert json.loads(recorded.keysieve("baseline", "stats", "--format", "json", NAME).out)["labels"]["unaudited"] == 1


@pytest.mark.parametrize("spelt", [f"./{NAME}", f"src/../{NAME}"])
def test_baseline_spelt_in_another_way_is_not_scanned(recorded: Repo, spelt: str) -> None:
    """Yelp/detect-secrets #912."""
    outcome = recorded.keysieve("scan", "--baseline", spelt, "--format", "json", NAME)
    assert outcome.new == []
    assert outcome.report["skipped"] == [{"path": NAME, "reason": "the baseline itself"}]


@pytest.mark.parametrize("command", [["hook"], ["scan"], [HOOK], ["baseline", "check"]])
def test_ignored_baseline_does_not_answer_a_fresh_clone_with_a_usage_text(
    recorded: Repo, tmp_path: Path, command: list[str]
) -> None:
    """pytest-gremlins #117."""
    recorded.git("rm", "-q", "--cached", NAME)
    recorded.commit(**{".gitignore": NAME + "\n"})
    recorded.git("clone", "-q", ".", str(tmp_path / "clone"))
    outcome = recorded.keysieve(*command, "--baseline", NAME, cwd=tmp_path / "clone")
    assert outcome.code == 2
    assert outcome.err.count("\n") == 1
    assert f"keysieve baseline create {NAME}" in outcome.err


def test_baseline_written_on_windows_is_not_unknown(recorded: Repo) -> None:
    """Yelp/detect-secrets #602, #586, #799, #272: backslashes, and the UTF-16 of a shell."""
    path = recorded.root / NAME
    text = path.read_text().replace("src/f.py", "src\\\\f.py").replace("\n", "\r\n")
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        path.write_bytes(text.encode(encoding))
        assert recorded.keysieve("scan", "--baseline", NAME).code == 0
    assert recorded.keysieve("baseline", "update", NAME).code == 0
    assert json.loads(path.read_bytes().decode("utf-8"))["results"]["src/f.py"][0]["is_secret"] is False


def test_exclusion_does_not_hold_in_one_command_only(recorded: Repo, sample: Callable[..., str]) -> None:
    """Yelp/detect-secrets #151, #280, #351."""
    path = recorded.root / NAME
    document = json.loads(path.read_text())
    pattern = {"path": "detect_secrets.filters.regex.should_exclude_file", "pattern": ["^vendor/"]}
    document["filters_used"].append(pattern)
    recorded.stage(NAME, json.dumps(document))
    recorded.stage("vendor/x.py", f'password = "{sample("{password:16}", 3)}"\n')
    for command in (["scan"], ["scan", "--staged"], ["hook"], [HOOK, "vendor/x.py"], ["baseline", "check"]):
        assert recorded.keysieve(*command, "--baseline", NAME).code == 0
    recorded.keysieve("baseline", "update", NAME)
    updated = json.loads(path.read_text())
    assert "vendor/x.py" not in updated["results"]
    assert pattern in updated["filters_used"]


def test_judgement_does_not_get_lost_when_the_tree_is_scanned_again(recorded: Repo) -> None:
    """Yelp/detect-secrets #201, #204."""
    for edit in (lambda text: "\n\n" + text, lambda text: text.replace("password =", "password  ="), str.lstrip):
        recorded.stage("src/f.py", edit((recorded.root / "src/f.py").read_text()))
        assert recorded.keysieve("baseline", "update", NAME).code == 0
    recorded.git("mv", "src/f.py", "src/moved.py")
    assert recorded.keysieve("baseline", "update", NAME).code == 0
    results = json.loads((recorded.root / NAME).read_text())["results"]
    assert [(name, record["is_secret"]) for name, records in results.items() for record in records] == [
        ("src/moved.py", False)
    ]
