"""The command: what it keeps of a file, what it refuses, what it leaves, and how it is taken back."""

from __future__ import annotations

import json
import os
import pty
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conftest import CLEAN_ENVIRONMENT, ROOT, sample

if TYPE_CHECKING:
    from tests.conftest import Repo

SECRETS = [sample("{github_token:ghp_}", seed) for seed in range(3)]
TOKEN = SECRETS[0]


def record_of(repo: Repo) -> Path:
    (record,) = (repo.root / ".git" / "keysieve" / "undo").iterdir()
    return record


def everything_but_the_store(repo: Repo) -> bytes:
    files = [file for file in repo.root.rglob("*") if file.is_file() and "objects" not in file.parts]
    return b"".join(file.read_bytes() for file in files)


@pytest.mark.parametrize(
    "data",
    [
        f'x = 1\r\nAPI_TOKEN = "{TOKEN}"\r\n'.encode(),
        f'API_TOKEN = "{TOKEN}"'.encode(),
        b"\xef\xbb\xbf" + f'API_TOKEN = "{TOKEN}"\n'.encode(),
        f'# caf\xe9 \u2603\nAPI_TOKEN = "{TOKEN}"  # \U0001f511\n'.encode(),
    ],
    ids=["crlf", "no final newline", "byte order mark", "unicode"],
)
def test_file_keeps_its_form(fixing: Repo, data: bytes) -> None:
    path = fixing.write("app.py", data)
    path.chmod(0o750)
    outcome = fixing.keysieve("fix", "app.py:1" if b"# caf" not in data and b"\r" not in data else "app.py:2", "--yes")
    assert outcome.code == 0, outcome.err
    new = path.read_bytes()
    wanted = data.replace(f'"{TOKEN}"'.encode(), b'os.environ["API_TOKEN"]')
    end = b"\r\n" if b"\r\n" in data else b"\n"
    assert new.replace(b"import os" + end + end, b"") == wanted
    assert stat.S_IMODE(path.stat().st_mode) == 0o750
    assert fixing.keysieve("fix", "--undo", "last").code == 0
    assert path.read_bytes() == data
    assert stat.S_IMODE(path.stat().st_mode) == 0o750


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_other_encodings_stay(fixing: Repo, encoding: str) -> None:
    text = f"// caf\xe9\nconst apiToken = '{TOKEN}';\n"
    path = fixing.write("app.js", text.encode(encoding))
    assert fixing.keysieve("fix", "--all", "--yes").code == 0
    assert path.read_bytes().decode(encoding) == text.replace(f"'{TOKEN}'", "process.env.API_TOKEN")
    assert fixing.keysieve("fix", "--undo", "last").code == 0
    assert path.read_bytes() == text.encode(encoding)


def test_store_gets_the_value_and_nothing_else_does(fixing: Repo) -> None:
    fixing.write("app.py", f'API_TOKEN = "{TOKEN}"\n')
    outcome = fixing.keysieve("fix", "--all", "--yes")
    assert outcome.code == 0
    assert TOKEN not in outcome.out + outcome.err
    assert TOKEN.encode() not in everything_but_the_store(fixing)
    assert fixing.keysieve("store", "get", "repo/API_TOKEN").out == TOKEN
    assert stat.S_IMODE(record_of(fixing).stat().st_mode) == 0o600
    assert "revoke github-pat: https://" in outcome.out
    assert "Moved is not revoked" in outcome.out


def test_same_value_gets_the_same_name_and_another_one_a_number(fixing: Repo) -> None:
    fixing.write("a.py", f'API_TOKEN = "{SECRETS[0]}"\n')
    fixing.write("b.js", f"const other = '{SECRETS[0]}';\n")
    fixing.write("c.rb", f'API_TOKEN = "{SECRETS[1]}"\n')
    assert fixing.keysieve("fix", "--all", "--yes").code == 0
    assert "API_TOKEN" in (fixing.root / "b.js").read_text()
    assert 'ENV.fetch("API_TOKEN_2")' in (fixing.root / "c.rb").read_text()
    assert (fixing.root / ".env.schema").read_text() == (
        "# @required @sensitive\nAPI_TOKEN=\n\n# @required @sensitive\nAPI_TOKEN_2=\n"
    )


def test_names_that_mean_something_already_are_not_taken(fixing: Repo) -> None:
    fixing.write(".env.schema", "# @required\nAPI_TOKEN=\n")
    fixing.write(".env.example", "API_TOKEN=\n")
    fixing.keysieve("store", "put", "repo/API_TOKEN_2", stdin=b"another value\n")
    fixing.write("a.py", f'API_TOKEN = "{TOKEN}"\n')
    assert fixing.keysieve("fix", "--all", "--yes").code == 0
    assert 'os.environ["API_TOKEN_3"]' in (fixing.root / "a.py").read_text()
    assert (fixing.root / ".env.example").read_text() == "API_TOKEN=\n\n# (required, sensitive)\nAPI_TOKEN_3=\n"
    assert fixing.keysieve("store", "get", "repo/API_TOKEN_2").out == "another value"
    assert fixing.keysieve("env", "example").code == 0


def test_value_in_the_store_already_keeps_its_name(fixing: Repo) -> None:
    fixing.keysieve("store", "put", "repo/API_TOKEN", stdin=TOKEN.encode())
    fixing.write("a.py", f'API_TOKEN = "{TOKEN}"\n')
    assert fixing.keysieve("fix", "--all", "--yes").code == 0
    assert 'os.environ["API_TOKEN"]' in (fixing.root / "a.py").read_text()


def test_fingerprint_is_everywhere_and_a_line_is_its_file(fixing: Repo) -> None:
    fixing.commit()
    fixing.write("a.py", f'API_TOKEN = "{SECRETS[0]}"\nOTHER_TOKEN = "{SECRETS[1]}"\n')
    fixing.write("b.py", f'API_TOKEN = "{SECRETS[0]}"\n')
    found = fixing.keysieve("scan", "--format", "json").new
    assert fixing.keysieve("fix", "a.py:2", "--yes").code == 0
    assert fixing.keysieve("scan", "--format", "json").places == [("a.py", 3), ("b.py", 1)]
    assert fixing.keysieve("fix", found[0]["fingerprint"], "--yes").code == 0
    assert fixing.keysieve("scan", "--format", "json").places == []


def test_allowed_findings_are_left_alone(fixing: Repo) -> None:
    text = f'A_TOKEN = "{TOKEN}"  # keysieve: allow[github-pat] of the tests\n'
    path = fixing.write("a.py", text)
    outcome = fixing.keysieve("fix", "--all", "--yes")
    assert (outcome.code, path.read_text()) == (0, text)
    assert fixing.keysieve("fix", "a.py:1", "--yes").code == 2


def test_dry_run_changes_nothing_and_shows_no_secret(fixing: Repo) -> None:
    path = fixing.write("a.py", f'A_TOKEN = "{TOKEN}"\nB = 1  # {SECRETS[1]}\n')
    before = path.read_bytes()
    outcome = fixing.keysieve("fix", "--all", "--dry-run")
    assert outcome.code == 1  # the comment is left
    assert '+A_TOKEN = os.environ["A_TOKEN"]' in outcome.out
    assert not any(secret in outcome.out + outcome.err for secret in SECRETS)
    assert path.read_bytes() == before
    assert fixing.git("status", "--porcelain").split() == ["??", "a.py"]
    assert not (fixing.root / ".git" / "keysieve").exists()


def test_nobody_to_ask_is_an_error(fixing: Repo) -> None:
    path = fixing.write("a.py", f'A_TOKEN = "{TOKEN}"\n')
    before = path.read_bytes()
    outcome = fixing.keysieve("fix", "--all")
    assert outcome.code == 2
    assert "--yes" in outcome.err
    assert "+A_TOKEN" in outcome.out
    assert path.read_bytes() == before


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("n", 1)])
def test_a_terminal_is_asked(fixing: Repo, answer: str, code: int) -> None:
    path = fixing.write("a.py", f'A_TOKEN = "{TOKEN}"\n')
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "scanner", "fix", "--all"],
        cwd=fixing.root,
        env={**CLEAN_ENVIRONMENT, **fixing.keysieve.environment, "PYTHONPATH": str(ROOT)},
        stdin=theirs,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    )
    os.close(theirs)
    os.write(ours, f"{answer}\n".encode())
    assert process.wait(timeout=60) == code
    os.close(ours)
    assert (TOKEN in path.read_text()) == (answer == "n")


def test_index_is_not_touched_and_the_user_is_told(fixing: Repo) -> None:
    fixing.commit(**{"a.py": "x = 1\n"})
    fixing.stage("a.py", f'x = 1\nA_TOKEN = "{TOKEN}"\n')
    fixing.write("a.py", f'x = 2\nA_TOKEN = "{TOKEN}"\n')
    staged = fixing.git("ls-files", "--stage")
    outcome = fixing.keysieve("fix", "--all", "--yes")
    assert outcome.code == 0
    assert fixing.git("ls-files", "--stage") == staged
    assert "still holds the secret; run `git add -p -- a.py` and take the lines with A_TOKEN" in outcome.out
    assert fixing.staged().places == [("a.py", 2)]
    fixing.git("add", "a.py")
    assert fixing.staged().places == []


def test_baseline_entry_falls_due(fixing: Repo) -> None:
    fixing.commit(**{"a.py": f'A_TOKEN = "{TOKEN}"\n'})
    assert fixing.keysieve("baseline", "create").code == 0
    assert fixing.keysieve("fix", "--all", "--yes").code == 0
    fixing.git("commit", "-qam", "fixed", "--no-verify")
    assert fixing.keysieve("baseline", "check").code == 0
    assert fixing.keysieve("baseline", "update").code == 0
    baseline = fixing.root / ".keysieve.baseline"
    entry = json.loads(baseline.read_text().splitlines()[1])
    assert (entry["label"], entry["moved"], entry["path"]) == ("real", "A_TOKEN", "a.py")
    history = fixing.keysieve("scan", "--history", "--format", "json")
    assert [finding["status"] for finding in history.report["findings"]] == ["known"]
    baseline.write_text(baseline.read_text().replace(entry["expires"], "2020-01-31"))
    overdue = fixing.keysieve("baseline", "check", "--expired")
    assert (overdue.code, overdue.out) == (1, "a.py: github-pat: expired on 2020-01-31\n")
    assert fixing.keysieve("scan", "--history").code == 1


def test_moved_secret_that_comes_back_is_new(fixing: Repo) -> None:
    fixing.commit(**{"a.py": f'A_TOKEN = "{TOKEN}"\n'})
    assert fixing.keysieve("fix", "--all", "--yes").code == 0
    fixing.commit(**{"a.py": (fixing.root / "a.py").read_text()})
    fixing.stage("a.py", f'B_TOKEN = "{TOKEN}"\n')
    assert fixing.staged().places == [("a.py", 1)]


def test_env_file_is_ignored_before_it_holds_a_value(fixing: Repo) -> None:
    fixing.write("a.py", f'A_TOKEN = "{TOKEN}"\n')
    outcome = fixing.keysieve("fix", "--all", "--yes", "--store", "env")
    assert outcome.code == 0, outcome.err
    assert (fixing.root / ".env").read_text() == f"A_TOKEN={TOKEN}\n"
    assert stat.S_IMODE((fixing.root / ".env").stat().st_mode) == 0o600
    assert (fixing.root / ".gitignore").read_text() == ".env\n"
    assert ".env\n" not in fixing.git("status", "--porcelain", "-uall")
    assert fixing.keysieve("env", "check").code == 0
    assert fixing.keysieve("fix", "--undo", "last").code == 0
    assert (fixing.root / "a.py").read_text() == f'A_TOKEN = "{TOKEN}"\n'
    assert (fixing.root / ".gitignore").read_text() == ".env\n", "the file holds the value still"


def test_env_store_refuses_a_tracked_env_file(fixing: Repo) -> None:
    fixing.commit(**{".env": "A=1\n"})
    path = fixing.write("a.py", f'A_TOKEN = "{TOKEN}"\n')
    outcome = fixing.keysieve("fix", "--all", "--yes", "--store", "env")
    assert outcome.code == 2
    assert "git rm --cached" in outcome.err
    assert TOKEN in path.read_text()
    assert (fixing.root / ".env").read_text() == "A=1\n"


def test_env_file_that_is_not_tracked_is_only_ignored(fixing: Repo) -> None:
    fixing.write(".env", f"A_TOKEN={TOKEN}\n")
    outcome = fixing.keysieve("fix", "--all", "--yes")
    assert outcome.code == 0
    assert (fixing.root / ".env").read_text() == f"A_TOKEN={TOKEN}\n"
    assert (fixing.root / ".gitignore").read_text() == ".env\n"
    assert fixing.keysieve("scan").code == 0


def test_links_and_other_repositories_are_refused(fixing: Repo, tmp_path: Path) -> None:
    outside = tmp_path / "outside.py"
    outside.write_text(f'A_TOKEN = "{TOKEN}"\n')
    (fixing.root / "link.py").symlink_to(outside)
    inner = fixing.root / "inner"
    inner.mkdir()
    fixing.git("init", "-q", "inner")
    (inner / "a.py").write_text(f'A_TOKEN = "{TOKEN}"\n')
    fixing.write(f"named-{SECRETS[1]}", "")
    (fixing.root / "named.py").symlink_to(f"named-{SECRETS[1]}")
    for place, code in ((str(outside), 1), ("inner/a.py", 1), ("link.py", 2), ("named.py", 1)):
        outcome = fixing.keysieve("fix", f"{place}:1", "--yes")
        assert outcome.code == code, place
        assert code == 2 or "left alone" in outcome.out
    fixing.write("b.py", f'A_TOKEN = "{TOKEN}"\n')
    assert fixing.keysieve("fix", "--all", "--yes").code == 1
    assert TOKEN not in (fixing.root / "b.py").read_text()
    assert TOKEN in outside.read_text()
    assert TOKEN in (inner / "a.py").read_text()


def test_undo_refuses_a_changed_file_and_changes_nothing(fixing: Repo) -> None:
    fixing.write("a.py", f'A_TOKEN = "{TOKEN}"\n')
    fixing.write("b.py", f'A_TOKEN = "{TOKEN}"\n')
    fixing.keysieve("fix", "--all", "--yes")
    fixing.write("b.py", "x = 1\n")
    before = (fixing.root / "a.py").read_bytes()
    outcome = fixing.keysieve("fix", "--undo", "last")
    assert outcome.code == 2
    assert "b.py: was changed since" in outcome.err
    assert (fixing.root / "a.py").read_bytes() == before


@pytest.mark.parametrize(
    "contents",
    [
        "{",
        "[]",
        '{"keysieve-undo": 9}',
        '{"keysieve-undo": 1, "store": "file"}',
        *(
            f'{{"keysieve-undo": 1, "store": "file", "secrets": [], "files": [{{"path": "{path}", "new": true}}]}}'
            for path in (r"a\u0000b", r"\ud800", ".git/config", "../a")
        ),
    ],
)
def test_undo_refuses_what_is_no_record(fixing: Repo, contents: str) -> None:
    record = fixing.write(".git/record.json", contents)
    outcome = fixing.keysieve("fix", "--undo", str(record))
    assert outcome.code == 2
    assert len(outcome.err.splitlines()) == 1
    assert "internal error" not in outcome.err


def test_without_a_key_no_file_changes(fixing: Repo) -> None:
    path = fixing.write("a.py", f'A_TOKEN = "{TOKEN}"\n')
    outcome = fixing.keysieve("fix", "--all", "--yes", KEYSIEVE_KEY="abc")
    assert outcome.code == 2
    assert path.read_text() == f'A_TOKEN = "{TOKEN}"\n'
    assert fixing.git("status", "--porcelain").split() == ["??", "a.py"]


def test_replacements_are_for_the_user_alone_and_outside(fixing: Repo, tmp_path: Path) -> None:
    fixing.commit(**{"a.py": f'A_TOKEN = "{TOKEN}"\n'})
    inside = fixing.keysieve("fix", "--all", "--yes", "--replacements", "out.txt")
    assert inside.code == 2
    assert TOKEN in (fixing.root / "a.py").read_text()
    target = tmp_path / "out.txt"
    outcome = fixing.keysieve("fix", "--all", "--yes", "--replacements", str(target))
    assert outcome.code == 0
    assert target.read_text() == f"literal:{TOKEN}==>***REMOVED***\n"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert f"git filter-repo --replace-text {target}" in outcome.out


def test_killed_at_any_moment_it_can_be_taken_back(fixing: Repo) -> None:
    texts = {f"d{number}/a.py": f'A_TOKEN = "{SECRETS[number % 3]}"\n' for number in range(12)}
    for path, text in texts.items():
        fixing.write(path, text)
    command = [sys.executable, "-m", "scanner", "fix", "--all", "--yes"]
    environment = {**CLEAN_ENVIRONMENT, **fixing.keysieve.environment, "PYTHONPATH": str(ROOT)}
    for delay in (0.3, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.8):
        process = subprocess.Popen(
            command, cwd=fixing.root, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            process.wait(delay)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for path, before in texts.items():
            text = (fixing.root / path).read_text()
            assert text == before or "os.environ" in text
        if (fixing.root / ".git" / "keysieve").exists() and list((fixing.root / ".git/keysieve/undo").glob("2*.json")):
            outcome = fixing.keysieve("fix", "--undo", "last")
            assert outcome.code == 0, outcome.err
        assert {path: (fixing.root / path).read_text() for path in texts} == texts


def test_rewritten_python_reads_the_variable(fixing: Repo) -> None:
    address = f"postgres://app:{sample('{base62:20}')}@db.internal.acme.io/x"
    path = fixing.write("a.py", f'url = "{address}"\nA_TOKEN = "{TOKEN}"\nprint(A_TOKEN, url)\n')

    def run() -> str:
        environment = {**os.environ, "A_TOKEN": "one", "PASSWORD": "two"}
        return subprocess.run(
            [sys.executable, path], env=environment, capture_output=True, text=True, check=True
        ).stdout

    assert TOKEN in run()
    assert fixing.keysieve("fix", "--all", "--yes").code == 0
    assert run() == "one postgres://app:two@db.internal.acme.io/x\n"


@pytest.mark.needs("node")
def test_rewritten_javascript_reads_the_variable(fixing: Repo) -> None:
    path = fixing.write(
        "a.js", f"const h = 'Bearer {TOKEN}';\nconst botToken = \"{SECRETS[1]}\";\nconsole.log(h, botToken);\n"
    )
    assert fixing.keysieve("fix", "--all", "--yes").code == 0
    environment = {**os.environ, "GITHUB_TOKEN": "one", "BOT_TOKEN": "two"}
    node = shutil.which("node")
    assert node is not None
    run = subprocess.run([node, path], env=environment, capture_output=True, text=True, check=True)
    assert run.stdout == "Bearer one two\n"


@pytest.mark.needs("bash")
def test_rewritten_script_reads_the_variable(fixing: Repo) -> None:
    lines = f"API_TOKEN='{TOKEN}'\nx=(a 'b {SECRETS[1]}')\necho \"$API_TOKEN\" \"${{x[1]}}\"\n"
    path = fixing.write("a.bash", lines)
    assert fixing.keysieve("fix", "--all", "--yes").code == 0
    environment = {**os.environ, "API_TOKEN": "one two", "GITHUB_TOKEN": "three  four"}
    run = subprocess.run(["bash", path], env=environment, capture_output=True, text=True, check=True)
    assert run.stdout == "one two b three  four\n"
    bare = {name: value for name, value in os.environ.items() if name != "API_TOKEN"}
    assert subprocess.run(["bash", path], env=bare, capture_output=True, check=False).returncode != 0


def test_arguments_that_make_no_sense(fixing: Repo) -> None:
    for arguments in ((), ("--all", "a.py:1"), ("nothing",), ("a.py:x",), ("deadbeefdead",)):
        outcome = fixing.keysieve("fix", *arguments)
        assert outcome.code == 2, arguments
        assert len(outcome.err.splitlines()) == 1
    assert fixing.keysieve("fix", "--all").code == 0
