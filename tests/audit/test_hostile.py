"""Hostile names and contents change nothing on the screen."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

import pytest

from tests.audit.conftest import FOREIGN, NAME, labels

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.audit.conftest import Start
    from tests.conftest import Repo

OURS = (
    *(b"\x1b[?1049h", b"\x1b[?25l", b"\x1b[?7l", b"\x1b[?2004h", b"\x1b[H", b"\x1b[K", b"\x1b[J"),
    *(b"\x1b[?2004l", b"\x1b[?7h", b"\x1b[?25h", b"\x1b[?1049l"),
)


def foreign_signs(raw: bytes) -> bytes:
    """What was written beside printable text and the audit's own sequences."""
    for sequence in OURS:
        raw = raw.replace(sequence, b"")
    text = raw.decode("utf-8").replace("\r\n", "")
    return "".join(sign for sign in text if not sign.isprintable()).encode()


@pytest.mark.skipif(sys.platform == "darwin", reason="the file system refuses such names")
@pytest.mark.parametrize(
    "name",
    [
        b"\x1b[2J\x1b[31mred.py",
        b"new\nline.py",
        "\u202eyp.right-to-left".encode(),
        b"\xff\xfe.py",
        b"\x07bell.py",
        "日本語の名前".encode() * 5,
        b"##[error]x.py",
        b"-rf",
        b"$(touch pwned).py",
        b" ::error::x",
    ],
    ids=repr,
)
def test_names_are_escaped(repo: Repo, auditor: Start, password: str, name: bytes) -> None:
    repo.stage(name, f'db_password = "{password}"\n')
    repo.commit("x")
    assert repo.keysieve("baseline", "create").code == 0
    terminal = auditor(repo, NO_COLOR="1", VISUAL="true")
    screen = terminal.wait(lambda text: "first      " in text and '>1 | db_password = "****"' in text)
    terminal.wait(lambda text: "looking..." not in text)
    terminal.press("e", "1 of 1")
    assert foreign_signs(terminal.raw) == b""
    assert "1 of 1" in screen.splitlines()[0]
    terminal.press("r", "Every entry is audited")
    assert list(labels(repo).values()) == ["real"]
    assert not (repo.root / "pwned").exists()


@pytest.mark.parametrize(
    "line",
    [
        "\x1b[2J\x1b]0;title\x07\x1b[5m",
        "\u202e reversed \u2066 isolated",
        "wide 漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字",
        "e" + "\u0301" * 3000,
        "\x7f\x9b31m",
        "\r\rback",
        "\u2028\u0085\x0c\x0b forged lines",
        "👩‍👩‍👧‍👦❤️🇩🇪" * 30,
    ],
    ids=["escape", "bidi", "wide", "combining", "control", "return", "separators", "emoji"],
)
def test_lines_are_escaped_and_cut(repo: Repo, auditor: Start, password: str, line: str) -> None:
    repo.stage("a.py", f'# {line}\ndb_password = "{password}" # {line}\n# {line}\nafter = 1\n')
    assert repo.keysieve("baseline", "create").code == 0
    terminal = auditor(repo, NO_COLOR="1")
    terminal.wait(lambda text: "not committed yet" in text and '>2 | db_password = "****"' in text)
    assert foreign_signs(terminal.raw) == b""
    rows = [row for row in terminal.text.splitlines() if " | " in row]
    assert [row[1] for row in rows] == ["1", "2", "3", "4"]
    assert rows[3] == " 4 | after = 1"
    assert terminal.text.splitlines()[-1].endswith("q quit")
    terminal.press("v", password)
    assert foreign_signs(terminal.raw) == b""


def test_line_of_a_megabyte_shows_what_is_around_the_secret(repo: Repo, auditor: Start, password: str) -> None:
    filler = "abc = 12; " * 50_000
    repo.stage("a.js", f'x\n{filler}db_password = "{password}"; {filler}\ny = "{"z" * 1_000_000}"\n')
    assert repo.keysieve("baseline", "create").code == 0
    terminal = auditor(repo)
    screen = terminal.wait("not committed yet")
    (row,) = [row for row in screen.splitlines() if row.startswith(">2 | ")]
    assert 'db_password = "****"' in row
    assert row.startswith(">2 | <")
    terminal.press("v", password)
    assert len(terminal.raw) < 40_000


def test_reason_and_rule_of_a_stranger_are_escaped(repo: Repo, auditor: Start, password: str) -> None:
    repo.stage("a.py", f'db_password = "{password}"\n')
    assert repo.keysieve("baseline", "create").code == 0
    path = repo.root / NAME
    header, line = path.read_text().splitlines()
    evil = {**json.loads(line), "rule": "\x1b[2Jrule", "by": "\u202eby", "reason": "\x1b]0;x\x07" * 40, "label": "real"}
    path.write_text(f"{header}\n{json.dumps(evil)}\n")
    terminal = auditor(repo, "--all", NO_COLOR="1")
    terminal.wait("\\x1b[2Jrule")
    terminal.wait("first      ")
    terminal.press("=2", "\\x1b[2Jrule below which directory?")
    terminal.press("\x1b", lambda text: "below which" not in text)
    assert foreign_signs(terminal.raw) == b""
    outcome = repo.keysieve("audit", "--report")
    assert outcome.code == 0
    assert foreign_signs(outcome.out.replace("\n", "").encode()) == b""


@pytest.mark.parametrize("path", ["../outside.py", "/etc/passwd", "link/secret.py", ".git/config", "a\x00b"])
def test_paths_that_lead_out_of_the_work_tree_are_not_read(
    repo: Repo, auditor: Start, password: str, path: str
) -> None:
    outside = repo.root.parent / "elsewhere"
    outside.mkdir()
    for name in (outside / "secret.py", repo.root.parent / "outside.py"):
        name.write_text(f'db_password = "{password}"\n')
    os.symlink(outside, repo.root / "link")
    repo.stage("a.py", f'db_password = "{password}"\n')
    assert repo.keysieve("baseline", "create").code == 0
    baseline = repo.root / NAME
    header, line = baseline.read_text().splitlines()
    baseline.write_text(f"{header}\n{json.dumps({**json.loads(line), 'path': path})}\n")
    terminal = auditor(repo)
    screen = terminal.wait("NOT LOOKED AT: its path leads out of the work tree")
    assert "db_password" not in screen
    terminal.press("e", "there is no place of the secret to be opened")


def test_secrets_that_only_detect_secrets_knows_are_hidden_too(
    repo: Repo, auditor: Start, sample: Callable[..., str]
) -> None:
    """The neighbours of an entry are hidden though no rule of ours finds them."""
    from hashlib import sha1

    own, other = sample("{hex:40}", 1), sample("{hex:40}", 2)
    repo.stage("a.txt", f'first "{own}"\nsecond "{other}"\n')
    record = {"type": "Hex High Entropy String", "filename": "a.txt", "is_verified": False}
    found = [
        {**record, "hashed_secret": sha1(value.encode()).hexdigest(), "line_number": line}
        for line, value in enumerate((own, other), 1)
    ]
    document = {"version": "1.5.0", "plugins_used": [{"name": "HexHighEntropyString", "limit": 3}], "filters_used": []}
    repo.write(FOREIGN, json.dumps({**document, "results": {"a.txt": found}}))
    terminal = auditor(repo, FOREIGN)
    screen = terminal.wait("no rule of ours finds it")
    assert '>1 | first "****"' in screen
    assert ' 2 | second "****"' in screen
    screen = terminal.press("v", own)
    assert other not in screen


def test_whole_line_is_hidden_where_a_custom_plugin_alone_knows_the_secret(
    repo: Repo, auditor: Start, sample: Callable[..., str]
) -> None:
    value = sample("{hex:40}", 1)
    repo.stage("a.txt", f"before\nmine {value} behind\nafter\n")
    found = {"type": "Company Token", "filename": "a.txt", "hashed_secret": "0" * 40, "line_number": 2}
    document = {"version": "1.5.0", "plugins_used": [], "filters_used": [], "results": {"a.txt": [found]}}
    repo.write(FOREIGN, json.dumps(document))
    terminal = auditor(repo, FOREIGN)
    screen = terminal.wait(lambda text: ">2 | ****" in text and "all of it is" in text)
    assert value not in screen
    assert "behind" not in screen
    terminal.press("v", f"mine {value} behind")


@pytest.mark.parametrize("form", ["custom", "silent"])
def test_neighbours_whose_hashes_say_nothing_are_hidden_too(
    repo: Repo, auditor: Start, sample: Callable[..., str], form: str
) -> None:
    """The hash of a custom plugin's finding cannot be found again, that of a token's prefix stands for many."""
    from hashlib import sha1

    own, other = sample("{hex:40}", 1), sample("{base62:30}", 2)
    prefix = "gh" + "p"
    kind, digest = (
        ("Company Token", "0" * 40) if form == "custom" else ("GitHub Token", sha1(prefix.encode()).hexdigest())
    )
    repo.stage("a.txt", f'first "{own}"\nsecond {prefix}_{other} behind\nthird\n')
    found = [
        {"type": "Hex High Entropy String", "filename": "a.txt", "hashed_secret": sha1(own.encode()).hexdigest()},
        {"type": kind, "filename": "a.txt", "hashed_secret": digest, "line_number": 2},
    ]
    document = {"version": "1.5.0", "plugins_used": [], "filters_used": [], "results": {"a.txt": found}}
    repo.write(FOREIGN, json.dumps(document))
    terminal = auditor(repo, FOREIGN)
    screen = terminal.wait(lambda text: '>1 | first "****"' in text and " 3 | third" in text)
    assert " 2 | ****" in screen.splitlines()
    assert other not in screen
    assert other not in terminal.press("v", own)
