"""The log of who took which secret."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.cli.conftest import get, put

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Keysieve


def test_no_access_log_is_kept_if_the_user_wants_none(store: Keysieve, tmp_path: Path) -> None:
    put(store, "a", b"value")
    log = store("store", "log").out
    assert store("store", "get", "a", KEYSIEVE_ACCESS_LOG="none").out == "value"
    assert store("store", "log").out == log
    asked = store("store", "log", "--check", KEYSIEVE_ACCESS_LOG="none")
    assert asked.code == 2
    assert "no access log is kept" in asked.err


def test_accesses_are_logged_and_checked(store: Keysieve, tmp_path: Path) -> None:
    put(store, "a", b"the-value-of-a")
    get(store, "a")
    assert store("store", "get", "none", KEYSIEVE_ACTOR="ci job 7").code == 2
    shown = store("store", "log").out.splitlines()
    assert [line.split("  ", 3)[3] for line in shown] == [
        "put a: begun",
        "put a version 1: ok",
        "get a version 1: ok",
        "get none: NotFoundError",
    ]
    assert shown[-1].split("  ")[1:3] == ["ci job 7", "file"]
    assert len(store("store", "log", "none").out.splitlines()) == 1
    assert [
        json.loads(line)["action"] for line in store("store", "log", "a", "--format", "jsonl").out.splitlines()
    ] == [
        "put",
        "put",
        "get",
    ]
    log = tmp_path / "data" / "keysieve" / "access.jsonl"
    assert "the-value-of-a" not in log.read_text()
    checked = store("store", "log", "--check")
    assert (checked.code, checked.out) == (0, "")
    head = checked.err.split()[-1]
    assert "4 lines, intact, head" in checked.err
    assert store("store", "log", "--check", "--head", head).code == 0
    assert store("store", "log", "--check", "--head", "0" * 64).code == 1
    log.write_text("".join(log.read_text().splitlines(keepends=True)[:-1]))
    checked = store("store", "log", "--check")
    assert (checked.code, checked.out) == (1, "line 4: was written, and is missing or another one now\n")


def test_value_is_not_printed_where_the_access_cannot_be_logged(store: Keysieve, tmp_path: Path) -> None:
    put(store, "a", b"the-value-of-a")
    outcome = store("store", "get", "a", KEYSIEVE_ACCESS_LOG=str(tmp_path))
    assert (outcome.code, outcome.out) == (2, "")
    assert "the access log cannot be written" in outcome.err
