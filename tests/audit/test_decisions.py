"""`audit --decisions` and `audit --report`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.audit.conftest import FOREIGN, NAME, entries, foreign_labels, labels

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Outcome, Repo


def decide(repo: Repo, *records: dict[str, Any] | str, name: str = NAME) -> Outcome:
    lines = [record if isinstance(record, str) else json.dumps(record) for record in records]
    return repo.keysieve("audit", name, "--decisions", "-", stdin="".join(f"{line}\n" for line in lines).encode())


def reported(repo: Repo, *arguments: str) -> list[dict[str, Any]]:
    outcome = repo.keysieve("audit", *arguments, "--report", "--format", "jsonl")
    assert outcome.code == 0
    return [json.loads(line) for line in outcome.out.splitlines()]


@pytest.fixture
def foreign(repo: Repo, sample: Callable[..., str]) -> Repo:
    for number, name in enumerate(("a.py", "b.py")):
        repo.stage(name, f'x = 1\ndb_password = "{sample("{password:16}", number)}"\n')
    assert repo.keysieve("baseline", "create", FOREIGN).code == 0
    return repo


def test_answers_come_from_the_lines_of_a_report(passwords: Repo) -> None:
    lines = reported(passwords)
    lines[0]["label"] = "real"
    lines[1] |= {"label": "accepted", "reason": "test account", "expires": "2090-01-31"}
    passwords.write("answers.jsonl", "".join(f"{json.dumps(line)}\n" for line in lines))
    outcome = passwords.keysieve("audit", "--decisions", "answers.jsonl")
    assert outcome.code == 0
    assert (
        outcome.err
        == ".keysieve.baseline: 2 entries changed, 0 said so already, 1 with a null label left as they are\n"
    )
    assert labels(passwords) == {"a.py": "real", "b.py": "accepted", "c.py": None}
    assert entries(passwords)[1]["reason"] == "test account"
    assert entries(passwords)[1]["expires"] == "2090-01-31"


def test_answers_come_from_the_lines_of_a_scan(passwords: Repo) -> None:
    found = [json.loads(line) for line in passwords.keysieve("scan", "--format", "jsonl").out.splitlines()]
    assert len(found) == 3
    outcome = decide(passwords, *({**line, "label": "false-positive"} for line in found if line["path"] != "b.py"))
    assert outcome.code == 0
    assert labels(passwords) == {"a.py": "false-positive", "b.py": None, "c.py": "false-positive"}
    assert "reason" not in entries(passwords)[0], "what a scan calls `reason` is its own"
    again = [json.loads(line) for line in passwords.keysieve("scan", "--format", "jsonl").out.splitlines()]
    assert decide(passwords, *({**line, "label": "false-positive"} for line in again)).code == 0
    assert "reason" not in entries(passwords)[0]


def test_second_time_changes_nothing(passwords: Repo) -> None:
    lines = [{**line, "label": "real"} for line in reported(passwords)]
    assert decide(passwords, *lines).code == 0
    before = (passwords.root / NAME).read_bytes()
    status = (passwords.root / NAME).stat()
    outcome = decide(passwords, *lines)
    assert outcome.code == 0
    assert "0 entries changed, 3 said so already" in outcome.err
    assert decide(passwords, *reported(passwords)).code == 0
    assert (passwords.root / NAME).read_bytes() == before
    assert (passwords.root / NAME).stat().st_ino == status.st_ino


def test_fingerprint_alone_answers_the_secret_everywhere(repo: Repo, github_token: str) -> None:
    for name in ("a.py", "b.py"):
        repo.stage(name, f"key = '{github_token}'\n")
    assert repo.keysieve("baseline", "create").code == 0
    digest = entries(repo)[0]["hash"]
    assert decide(repo, {"fingerprint": digest, "label": "real"}).code == 0
    assert labels(repo) == {"a.py": "real", "b.py": "real"}
    assert decide(repo, {"hash": digest, "path": "./b.py", "label": "unaudited"}).code == 0
    assert labels(repo) == {"a.py": "real", "b.py": None}


def test_path_and_rule_are_enough_where_they_name_one_entry(passwords: Repo, sample: Callable[..., str]) -> None:
    assert decide(passwords, {"path": "a.py", "rule": "generic-secret", "label": "real"}).code == 0
    assert labels(passwords)["a.py"] == "real"
    passwords.write("b.py", "".join(f'db_password = "{sample("{password:16}", number)}"\n' for number in (1, 7)))
    assert passwords.keysieve("baseline", "update").code == 0
    outcome = decide(passwords, {"path": "b.py", "rule": "generic-secret", "label": "real"})
    assert outcome.code == 2
    assert outcome.err == "keysieve: stdin:1: b.py has 2 such entries; add the `hash` that --report shows\n"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("nonsense", "stdin:2: is no JSON object"),
        ("[1]", "stdin:2: is no JSON object"),
        ("[" * 100_000, "stdin:2: is no JSON object"),
        ({"path": "a.py", "rule": "generic-secret"}, "stdin:2: has no `label`"),
        (
            {"path": "a.py", "rule": "generic-secret", "label": "fine"},
            "stdin:2: the label is 'fine'; write one of real,",
        ),
        ({"path": "a.py", "rule": "generic-secret", "label": ["real"]}, "stdin:2: the label is ['real']"),
        ({"label": "real"}, "stdin:2: names no entry"),
        ({"path": "a.py", "label": "real"}, "stdin:2: no entry of .keysieve.baseline for a.py"),
        ({"path": "z.py", "rule": "generic-secret", "label": "real"}, "for z.py generic-secret"),
        ({"hash": "00", "label": "real"}, "stdin:2: no entry of .keysieve.baseline for hash '00'"),
        ({"fingerprint": "\x1b[2J", "label": "real"}, "stdin:2: no entry of .keysieve.baseline"),
        ({"path": 7, "label": "real"}, "stdin:2: `path` is no text"),
        ({"path": "a.py", "line": "x", "label": "real"}, "stdin:2: `line` is no number"),
        (
            {"path": "a.py", "rule": "generic-secret", "label": "accepted", "reason": "x", "expires": "2027-02-30"},
            "stdin:2: `expires` is '2027-02-30'; write a date as 2027-01-31",
        ),
        (
            {"path": "a.py", "rule": "generic-secret", "label": "real", "when": "yesterday"},
            "stdin:2: `when` is 'yesterday'; write a date as 2027-01-31",
        ),
        (
            {"path": "a.py", "rule": "generic-secret", "label": "real", "when": "2027-1-31"},
            "stdin:2: `when` is '2027-1-31'; write a date as 2027-01-31",
        ),
        (
            {"path": "c.py", "rule": "generic-secret", "label": "false-positive"},
            "stdin:2: says another thing about the entry than line 1",
        ),
    ],
    ids=lambda each: str(each)[:40],
)
def test_one_wrong_line_is_named_and_nothing_is_written(
    passwords: Repo, wrong: dict[str, Any] | str, message: str
) -> None:
    before = (passwords.root / NAME).read_bytes()
    outcome = decide(passwords, {"path": "c.py", "rule": "generic-secret", "label": "real"}, wrong)
    assert outcome.code == 2
    assert message in outcome.err
    assert len(outcome.err.splitlines()) == 1
    assert "\x1b" not in outcome.err
    assert (passwords.root / NAME).read_bytes() == before


def test_file_that_cannot_be_read_is_named(passwords: Repo) -> None:
    outcome = passwords.keysieve("audit", "--decisions", "none.jsonl")
    assert outcome.code == 2
    assert "none.jsonl: cannot be read" in outcome.err
    passwords.write("bad.jsonl", b"\xff{}")
    outcome = passwords.keysieve("audit", "--decisions", "bad.jsonl")
    assert outcome.code == 2
    assert "bad.jsonl: is not UTF-8 (byte 0)" in outcome.err


def test_utf_16_of_a_windows_shell_is_read(passwords: Repo) -> None:
    text = '{"path": "a.py", "rule": "generic-secret", "label": "real"}\r\n'
    passwords.write("a.jsonl", b"\xff\xfe" + text.encode("utf-16-le"))
    assert passwords.keysieve("audit", "--decisions", "a.jsonl").code == 0
    assert labels(passwords)["a.py"] == "real"


def test_foreign_entries_are_named_by_line_by_hash_or_by_a_scan(foreign: Repo) -> None:
    assert decide(foreign, {"path": "a.py", "line": 2, "label": "real"}, name=FOREIGN).code == 0
    assert foreign_labels(foreign) == {"a.py": [True], "b.py": [None]}
    lines = reported(foreign, FOREIGN)
    assert decide(foreign, {**lines[1], "label": "false-positive"}, name=FOREIGN).code == 0
    assert foreign_labels(foreign) == {"a.py": [True], "b.py": [False]}
    scan = foreign.keysieve("scan", "--baseline", FOREIGN, "--format", "jsonl").out.splitlines()
    assert decide(foreign, *({**json.loads(line), "label": "real"} for line in scan), name=FOREIGN).code == 0
    assert foreign_labels(foreign) == {"a.py": [True], "b.py": [True]}


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"label": "accepted"}, "has no place for 'accepted'"),
        ({"label": "real", "reason": "because"}, "has no place for a reason or a date"),
        ({"label": "real", "expires": "2090-01-01"}, "has no place for a reason or a date"),
    ],
    ids=str,
)
def test_what_detect_secrets_has_no_place_for_is_refused(foreign: Repo, said: dict[str, str], message: str) -> None:
    before = (foreign.root / FOREIGN).read_bytes()
    outcome = decide(foreign, {"path": "a.py", "line": 2, **said}, name=FOREIGN)
    assert outcome.code == 2
    assert outcome.err.startswith("keysieve: stdin:1: ")
    assert message in outcome.err
    assert (foreign.root / FOREIGN).read_bytes() == before


def test_hash_that_many_tokens_share_needs_the_line(repo: Repo, sample: Callable[..., str]) -> None:
    text = "".join(f"key{number} = '{sample('{github_token:ghp_}', number)}'\n" for number in range(2))
    repo.stage("a.py", text)
    assert repo.keysieve("baseline", "create", FOREIGN).code == 0
    token = next(line for line in reported(repo, FOREIGN) if line["rule"] == "GitHub Token")
    bare = {"path": "a.py", "hash": token["hash"], "rule": "GitHub Token", "label": "real"}
    outcome = decide(repo, bare, name=FOREIGN)
    assert outcome.code == 2
    assert "many secrets have this hash" in outcome.err
    assert decide(repo, {**bare, "line": 2}, name=FOREIGN).code == 0
    said = {(line["rule"], line["line"]): line["label"] for line in reported(repo, FOREIGN)}
    assert said["GitHub Token", 2] == "real"
    assert said["GitHub Token", 1] is None


def test_detect_secrets_reads_the_answers(foreign: Repo) -> None:
    baseline = pytest.importorskip("detect_secrets.core.baseline")
    assert decide(foreign, {"path": "a.py", "line": 2, "label": "real"}, name=FOREIGN).code == 0
    found = baseline.load(json.loads((foreign.root / FOREIGN).read_text()), "x")
    assert [secret.is_secret for _, secret in sorted(found)] == [True, None]


def test_report_lists_and_counts_without_a_secret(passwords: Repo, sample: Callable[..., str]) -> None:
    assert decide(passwords, {"path": "b.py", "rule": "generic-secret", "label": "accepted", "reason": "old"}).code == 0
    text = passwords.keysieve("audit", "--report").out
    assert text.splitlines()[:3] == [".keysieve.baseline: 3 entries", "", "label      rule            place"]
    assert "unaudited  generic-secret  a.py" in text
    assert "accepted   generic-secret  b.py   old, by" in text
    assert text.splitlines()[-1].split() == ["all", "2", "0", "0", "1"]
    document = json.loads(passwords.keysieve("audit", "--report", "--format", "json").out)
    assert document["labels"] == {"unaudited": 2, "real": 0, "false-positive": 0, "accepted": 1}
    assert document["rules"]["generic-secret"]["accepted"] == 1
    assert [entry["label"] for entry in document["entries"]] == [None, "accepted", None]
    assert not any(sample("{password:16}", number) in text + json.dumps(document) for number in range(3))


def test_report_takes_the_filters_that_ask_the_baseline_alone(passwords: Repo) -> None:
    assert [line["path"] for line in reported(passwords, "--path", "[ab].py")] == ["a.py", "b.py"]
    assert reported(passwords, "--rule", "github-*") == []
    assert passwords.keysieve("audit", "--report", "--age", "3d").code == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--report", "--decisions", "x"), "not both"),
        (("--format", "json"), "--format is for --report"),
        (("--decisions", "x", "--rule", "y"), "leave the filters out"),
        (("--decisions", "x", "--all"), "leave the filters out"),
        (("--report", "--all"), "leave --confidence, --age and --all out"),
        (("--report", "--path", " "), "an empty pattern"),
        (("--confidence", "sure"), "write one of low, medium, high"),
        (("--age", "old"), "write a number and d, w, m or y"),
    ],
    ids=str,
)
def test_options_that_mean_nothing_are_refused(passwords: Repo, arguments: tuple[str, ...], message: str) -> None:
    outcome = passwords.keysieve("audit", *arguments)
    assert outcome.code == 2
    assert message in outcome.err
    assert len(outcome.err.splitlines()) == 1
