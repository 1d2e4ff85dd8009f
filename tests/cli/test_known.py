from __future__ import annotations

import base64
import json
import os
import stat
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Keysieve, Outcome, Repo

SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
CHANCE = Random("known")
FIRST, SECOND = ("".join(CHANCE.choices(SIGNS, k=24)) for _ in range(2))
ENV = f"DB_PASSWORD={FIRST}\nAPI_KEY='{SECOND}'\nPORT=8080\n"
FORMATS = ["text", "json", "jsonl", "sarif", "junit", "gitlab", "gitlab-codequality", "github", "csv", "html"]


@pytest.fixture
def held(repo: Repo) -> Repo:
    """A repository whose `.env` is ignored."""
    repo.commit(**{".gitignore": ".env\n", "a.py": "x = 1\n"})
    repo.write(".env", ENV)
    return repo


def scan(repo: Repo, *arguments: str, **named: Any) -> Outcome:
    return repo.keysieve("known", "scan", "--env", ".env", "--format", "json", *arguments, **named)


def names(outcome: Outcome) -> list[tuple[str, int, str]]:
    return [(each["path"], each["line"], each["checks"]["known"]) for each in outcome.new]


def test_values_are_found_in_the_work_tree_and_told_by_name(held: Repo) -> None:
    held.write("b.txt", f"one\n{base64.b64encode(b'user:' + FIRST.encode()).decode()}\nx{SECOND}y\n")
    outcome = scan(held)
    assert outcome.code == 1
    assert names(outcome) == [("b.txt", 2, "DB_PASSWORD from .env"), ("b.txt", 3, "API_KEY from .env")]
    assert outcome.new[0]["checks"]["encoding"] == "base64"
    assert {each["rule"] for each in outcome.new} == {"known-secret"}
    assert outcome.err == "keysieve: PORT from .env is not looked for: it has 4 bytes, and 8 are the least\n"


def test_nothing_is_found_where_there_is_nothing(held: Repo, github_token: str) -> None:
    held.write("b.txt", f"key = '{github_token}'\n")
    outcome = scan(held)
    assert (outcome.code, outcome.new) == (0, [])


def test_staged_range_history_patch_and_stdin_are_scanned(held: Repo) -> None:
    held.commit(**{"b.txt": f"{FIRST}\n"})
    held.commit(**{"b.txt": "gone\n"})
    held.stage("c.txt", f"{SECOND}\n")
    assert names(scan(held, "--staged")) == [("c.txt", 1, "API_KEY from .env")]
    assert names(scan(held, "--history")) == [("b.txt", 1, "DB_PASSWORD from .env")]
    assert names(scan(held, "--history")) == [("b.txt", 1, "DB_PASSWORD from .env")]
    assert names(scan(held, "--range", "HEAD~2..HEAD")) == [("b.txt", 1, "DB_PASSWORD from .env")]
    assert names(scan(held, "--stdin", stdin=FIRST.encode())) == [("stdin", 1, "DB_PASSWORD from .env")]
    patch = held.git("diff", "--cached")
    assert names(scan(held, "--diff", "-", stdin=patch.encode())) == [("c.txt", 1, "API_KEY from .env")]


def test_much_is_shared_out_among_processes(held: Repo) -> None:
    for number in range(4):
        held.write(f"b{number}.txt", f"{'word ' * 200_000}\n{FIRST}\n")
    outcome = scan(held, "--jobs", "2")
    assert names(outcome) == [(f"b{number}.txt", 2, "DB_PASSWORD from .env") for number in range(4)]


def test_history_is_read_again_for_other_values(held: Repo) -> None:
    held.commit(**{"b.txt": f"{FIRST}\n"})
    assert held.keysieve("scan", "--history").code == 0
    assert names(scan(held, "--history")) == [("b.txt", 1, "DB_PASSWORD from .env")]


@pytest.mark.parametrize("format_", FORMATS)
def test_no_output_holds_a_value(held: Repo, format_: str, tmp_path: Path) -> None:
    held.write("b.txt", f"{FIRST} {SECOND}\n{FIRST.encode().hex()}\n")
    outcome = held.keysieve("known", "scan", "--env", ".env", "--format", format_, "-v")
    to_file = held.keysieve("known", "scan", "--env", ".env", "--format", format_, "--output", str(tmp_path / "report"))
    assert (outcome.code, to_file.code) == (1, 1)
    told = outcome.out + outcome.err + to_file.err + (tmp_path / "report").read_text()
    for value in (FIRST, SECOND):
        for spelt in (value, value.encode().hex(), base64.b64encode(value.encode()).decode()):
            assert spelt not in told
    assert "known-secret" in told


def test_value_in_clear_is_shown_on_request_only(held: Repo) -> None:
    held.write("b.txt", f"{FIRST}\n")
    assert scan(held, "--show-secrets").new[0]["secret"] == FIRST


def test_allow_mark_and_baseline_hold(held: Repo) -> None:
    held.write("b.txt", f"{FIRST} # keysieve: allow[known-secret] a test\n{SECOND}\n")
    held.stage("b.txt", f"{FIRST} # keysieve: allow[known-secret] a test\n{SECOND}\n")
    assert names(scan(held)) == [("b.txt", 2, "API_KEY from .env")]
    assert held.keysieve("known", "build", "--env", ".env", "--local").code == 0
    assert held.keysieve("baseline", "create").code == 0
    outcome = scan(held)
    assert (outcome.code, sorted(each["status"] for each in outcome.report["findings"])) == (0, ["allowed", "known"])


def test_rule_can_be_switched_off(held: Repo) -> None:
    held.write(".keysieve.toml", '[rules]\ndisable = ["known-secret"]\n')
    held.write("b.txt", f"{FIRST}\n")
    assert scan(held).code == 0


def test_values_come_from_standard_input_and_files(keysieve: Keysieve) -> None:
    (keysieve.directory / "a.txt").write_text(f"{FIRST}\n")
    (keysieve.directory / "list").write_text(f"{SECOND}\n")
    outcome = keysieve("known", "scan", "--values", "-", "--format", "json", "a.txt", stdin=f"{FIRST}\n".encode())
    assert names(outcome) == [("a.txt", 1, "line 1 of standard input")]
    assert keysieve("known", "scan", "--values", "list", "a.txt").code == 0


def test_file_of_values_is_not_scanned_outside_of_a_repository(keysieve: Keysieve) -> None:
    (keysieve.directory / ".env").write_text(ENV)
    (keysieve.directory / "a.txt").write_text(f"{FIRST}\n")
    outcome = keysieve("known", "scan", "--env", ".env", "--format", "json", ".")
    assert names(outcome) == [("a.txt", 1, "DB_PASSWORD from .env")]
    assert [each["reason"] for each in outcome.report["skipped"]] == ["holds the values that are looked for"]


def test_list_of_values_is_not_scanned_outside_of_a_repository(keysieve: Keysieve) -> None:
    (keysieve.directory / "list").write_text(f"\ufeff{FIRST}\n", encoding="utf-8")
    (keysieve.directory / "a.txt").write_text(f"{FIRST}\n")
    outcome = keysieve("known", "scan", "--values", "list", "--format", "json", ".")
    assert names(outcome) == [("a.txt", 1, "line 1 of list")]
    assert [each["reason"] for each in outcome.report["skipped"]] == ["holds the values that are looked for"]


def test_filters_of_another_baseline_hold_outside_of_a_repository(keysieve: Keysieve) -> None:
    (keysieve.directory / ".env").write_text(ENV)
    for name in ("a.txt", "b.txt"):
        (keysieve.directory / name).write_text(f"{FIRST}\n")
    by_name = {"path": "detect_secrets.filters.regex.should_exclude_file", "pattern": ["b[.]txt"]}
    baseline = {"version": "1.5.0", "plugins_used": [], "filters_used": [by_name], "results": {}}
    (keysieve.directory / ".secrets.baseline").write_text(json.dumps(baseline))
    outcome = keysieve(
        "known", "scan", "--env", ".env", "--baseline", ".secrets.baseline", "--format", "json", "a.txt", "b.txt"
    )
    assert names(outcome) == [("a.txt", 1, "DB_PASSWORD from .env")]


def test_values_come_from_a_store(held: Repo, tmp_path: Path) -> None:
    environment = {"KEYSIEVE_KEY": "0123456789abcdef" * 4, "XDG_DATA_HOME": str(tmp_path / "data")}
    for name, value in (("app/key", FIRST), ("app/old", SECOND)):
        assert held.keysieve("store", "put", name, stdin=value.encode(), **environment).code == 0
    held.write("b.txt", f"{FIRST}\n{SECOND}\n")
    arguments = ("known", "scan", "--store", "file", "--format", "json")
    outcome = held.keysieve(*arguments, **environment)
    assert [each["checks"]["known"] for each in outcome.new] == [
        "app/key from the file store",
        "app/old from the file store",
    ]
    outcome = held.keysieve(*arguments, "--secret", "app/old", **environment)
    assert names(outcome) == [("b.txt", 2, "app/old from the file store")]
    outcome = held.keysieve(*arguments, "--skip", "app/k*", **environment)
    assert names(outcome) == [("b.txt", 2, "app/old from the file store")]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ((), "no value to look for"),
        (("--env", "none"), "none: cannot be read"),
        (("--values", "none"), "none: No such file"),
        (("--values", "/dev/null"), "no value is left to look for"),
        (("--env", ".env", "--secret", "a"), "--secret means nothing without --store"),
        (("--values", "-", "--stdin"), "cannot both come from standard input"),
        (("--values", "-", "--diff", "-"), "cannot both come from standard input"),
        (("--env", ".env", "--staged", "--history"), "cannot be scanned together"),
        (("--store", "file", "--secret", "none"), "none"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_wrong_call_is_one_line_and_code_2(held: Repo, arguments: tuple[str, ...], complaint: str) -> None:
    outcome = held.keysieve("known", "scan", *arguments)
    assert (outcome.code, outcome.out) == (2, "")
    (line,) = outcome.err.splitlines()
    assert complaint in line


def built(repo: Repo, *arguments: str) -> Outcome:
    outcome = repo.keysieve("known", "build", "--env", ".env", *arguments)
    assert outcome.code == 0
    return outcome


def test_hook_finds_values_by_their_fingerprints(held: Repo) -> None:
    built(held)
    file = held.root / ".keysieve.known"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    os.remove(held.root / ".env")
    held.stage("b.txt", f"one\nkey: {FIRST}\n{base64.b64encode(SECOND.encode()).decode()}\n")
    outcome = held.keysieve("hook")
    assert outcome.code == 1
    assert "b.txt:2:6  critical  known-secret" in outcome.out
    assert "known DB_PASSWORD from .env)" in outcome.out
    assert "known API_KEY from .env, encoding base64)" in outcome.out
    told = outcome.out + outcome.err + file.read_text()
    assert FIRST not in told
    assert SECOND not in told


def test_value_that_was_there_before_is_not_new(held: Repo) -> None:
    held.commit(**{"b.txt": f"key: {FIRST}\n"})
    built(held)
    held.stage("b.txt", f"more\nkey: {FIRST}\n")
    assert held.keysieve("hook").code == 0
    held.stage("b.txt", f"more\nkey: {FIRST}\nagain: {FIRST}\n")
    assert held.keysieve("hook").code == 1


def test_finding_of_a_rule_stays_its_own_and_becomes_sure(held: Repo, github_token: str) -> None:
    held.write(".env", f"TOKEN={github_token}\n")
    built(held)
    held.stage("b.txt", f"key: {github_token}\n")
    (finding,) = held.staged().new
    assert finding["rule"].startswith("github-")
    assert finding["confidence"] == "high"
    assert finding["checks"]["known"] == "TOKEN from .env"


def test_fingerprints_of_this_clone_alone_are_read_from_a_linked_work_tree_too(held: Repo) -> None:
    built(held, "--local")
    assert not (held.root / ".keysieve.known").exists()
    assert (held.root / ".git" / "keysieve" / "known").exists()
    held.git("worktree", "add", "-q", "../linked")
    linked = held.root.parent / "linked"
    (linked / "b.txt").write_text(f"{FIRST}\n")
    outcome = held.keysieve("scan", "--format", "json", cwd=linked)
    assert names(outcome) == [("b.txt", 1, "DB_PASSWORD from .env")]


def test_both_files_are_read(held: Repo) -> None:
    held.write(".env", f"A={FIRST}\n")
    built(held, "--local")
    held.write(".env", f"B={SECOND}\n")
    built(held)
    held.stage("b.txt", f"{FIRST}\n{SECOND}\n")
    assert names(held.staged()) == [("b.txt", 1, "A from .env"), ("b.txt", 2, "B from .env")]


def test_building_again_changes_nothing(held: Repo) -> None:
    assert "holds the fingerprints of 2 values" in built(held).err
    before = (held.root / ".keysieve.known").read_bytes()
    assert "holds already the fingerprints of 2 values" in built(held).err
    assert (held.root / ".keysieve.known").read_bytes() == before


def test_history_is_read_again_for_new_fingerprints(held: Repo) -> None:
    held.commit(**{"b.txt": f"{FIRST}\n"})
    assert held.keysieve("scan", "--history").code == 0
    built(held)
    assert held.keysieve("scan", "--history").code == 1


def test_fingerprints_of_the_trusted_commit_count(held: Repo) -> None:
    built(held)
    held.git("add", "-f", ".keysieve.known")
    held.commit()
    held.stage("b.txt", f"{FIRST}\n")
    os.remove(held.root / ".keysieve.known")
    assert held.keysieve("scan", "--staged").code == 0
    assert held.keysieve("scan", "--staged", "--policy-ref", "HEAD").code == 1


def test_entry_of_a_known_value_that_a_rule_finds_too_stays_as_it_is(held: Repo, github_token: str) -> None:
    held.commit(**{"c.txt": f"{github_token}\n"})
    assert held.keysieve("baseline", "create").code == 0
    file = held.root / ".keysieve.baseline"
    (finding,) = held.keysieve("scan", "--format", "json").report["findings"]
    file.write_text(file.read_text().replace(finding["rule"], "known-secret"))
    before = file.read_text()
    assert "known-secret" in before
    assert held.keysieve("baseline", "update").err.endswith("1 entry, unchanged\n")
    assert file.read_text() == before


def test_misuse_alone_is_no_known_secret(held: Repo) -> None:
    built(held)
    held.write("b.py", f"x = '{FIRST}'\nprint(password)\n")
    assert "known-secret" in {each["rule"] for each in held.keysieve("scan", "--misuse", "--format", "json").new}
    outcome = held.keysieve("scan", "--only-misuse", "--format", "json")
    assert {each["rule"] for each in outcome.report["findings"]} == {"misuse-secret-in-output"}


def test_baseline_keeps_entries_of_values_whose_fingerprints_are_not_here(held: Repo, github_token: str) -> None:
    held.commit(**{"b.txt": f"key: {FIRST}\n", "c.txt": f"{github_token}\n"})
    built(held, "--local")
    assert held.keysieve("baseline", "create").code == 0
    before = (held.root / ".keysieve.baseline").read_bytes()
    assert b"known-secret" in before
    file = held.root / ".git" / "keysieve" / "known"
    kept = file.read_bytes()
    os.remove(file)
    assert held.keysieve("baseline", "check").code == 0
    assert held.keysieve("baseline", "update").err.endswith("2 entries, unchanged\n")
    held.commit(**{"b.txt": "gone\n", "c.txt": "gone\n"})
    assert held.keysieve("baseline", "update").err.endswith("1 entry, 0 added, 1 removed\n")
    file.write_bytes(kept)
    assert held.keysieve("baseline", "check").code == 1
    assert held.keysieve("baseline", "update").err.endswith("0 entries, 0 added, 1 removed\n")


@pytest.mark.parametrize("command", [("hook",), ("scan",), ("baseline", "create")], ids=" ".join)
def test_damaged_file_stops_the_scan_with_one_line(held: Repo, command: tuple[str, ...]) -> None:
    built(held)
    with (held.root / ".keysieve.known").open("a") as stream:
        stream.write("x")
    held.stage("b.txt", "x = 1\n")
    outcome = held.keysieve(*command)
    assert (outcome.code, outcome.out) == (2, "")
    (line,) = outcome.err.splitlines()
    assert line.endswith("was changed, cut or merged; build it anew with `keysieve known build`")


def test_build_refuses_two_places_and_values_that_help_nobody(held: Repo) -> None:
    outcome = held.keysieve("known", "build", "--env", ".env", "--local", "--output", "x")
    assert (outcome.code, outcome.err.count("\n")) == (2, 1)
    outcome = held.keysieve("known", "build", "--values", "-", stdin=b"a\"b'c`d 19 Kx Wq 7z")
    assert outcome.code == 2
    assert "line 1 of standard input is not looked for: it holds every kind of quotes" in outcome.err
    assert outcome.err.splitlines()[-1] == "keysieve: no value is left of which a fingerprint helps"
    assert not (held.root / ".keysieve.known").exists()


def test_build_writes_where_it_is_told(held: Repo, tmp_path: Path) -> None:
    built(held, "--output", str(tmp_path / "other"))
    assert (tmp_path / "other").read_bytes().startswith(b"keysieve-known 1\n")


def test_build_overwrites_no_file_that_is_something_else(held: Repo) -> None:
    outcome = held.keysieve("known", "build", "--env", ".env", "--output", ".env")
    assert (outcome.code, outcome.out, outcome.err.count("\n")) == (2, "", 2)
    assert outcome.err.splitlines()[-1].startswith("keysieve: .env: is something else than fingerprints; name another")
    assert (held.root / ".env").read_text() == ENV


def test_file_of_fingerprints_is_no_secret_to_the_rules(held: Repo) -> None:
    built(held)
    held.git("add", "-f", ".keysieve.known")
    outcome = held.staged("--min-confidence", "low")
    assert (outcome.code, outcome.new) == (0, [])
