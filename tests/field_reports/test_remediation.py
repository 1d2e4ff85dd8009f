"""What users of other tools met with scans, held for what comes behind a scan: fixes, known values, the posture."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.conftest import CLEAN_ENVIRONMENT, sample

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Keysieve, Repo

TOKEN, OTHER = (sample("{github_token:ghp_}", seed) for seed in range(2))
PASSWORD = sample("{base62:24}")
LINE = f'API_TOKEN = "{TOKEN}"\n'
FIXED = 'os.environ["API_TOKEN"]'


@pytest.fixture
def fixing(repo: Repo, tmp_path: Path) -> Repo:
    """A repository, and a store of its own."""
    repo.keysieve.environment |= {
        "KEYSIEVE_KEY": "0123456789abcdef" * 4,
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "XDG_CONFIG_HOME": "",
    }
    return repo


@pytest.mark.parametrize(
    "name", ["café \U0001f600.py", "a b.py", "tab\tname.py", '"q".py', "new\nline.py", "-x.py", b"\xff.py", "d/ü/a.py"]
)
def test_name_that_other_tools_lose_is_fixed_and_taken_back(fixing: Repo, name: str | bytes) -> None:
    """ggshield #1063, vinnie357/claude-skills #247, knostic/OpenAnt #53."""
    path = fixing.stage(name, LINE)
    outcome = fixing.keysieve("fix", "--all", "--yes")
    assert outcome.code == 0, outcome.err
    assert FIXED in path.read_text()
    assert not set("\t\x1b") & set(outcome.out + outcome.err)
    assert fixing.keysieve("fix", "--undo", "last").code == 0
    assert path.read_text() == LINE


def test_linked_work_tree_is_fixed_and_taken_back(fixing: Repo, tmp_path: Path) -> None:
    """trufflehog #4553, ggshield #977: `.git` is a file there."""
    fixing.commit()
    fixing.git("worktree", "add", "-q", str(tmp_path / "linked"))
    path = tmp_path / "linked" / "app.py"
    path.write_text(LINE)
    outcome = fixing.keysieve("fix", "--all", "--yes", cwd=path.parent)
    assert outcome.code == 0, outcome.err
    assert FIXED in path.read_text()
    assert not (fixing.root / ".env.schema").exists()
    assert fixing.keysieve("fix", "--undo", "last", cwd=path.parent).code == 0
    assert path.read_text() == LINE


def test_submodule_is_fixed_in_itself_and_not_from_outside(fixing: Repo, tmp_path: Path) -> None:
    """gitleaks #583, #682, causify-ai/helpers #622."""
    inner = tmp_path / "inner"
    inner.mkdir()
    fixing.git("init", "-q", str(inner))
    (inner / "app.py").write_text(LINE)
    fixing.git("-C", str(inner), "add", "app.py")
    fixing.git("-C", str(inner), "commit", "-qm", "one")
    fixing.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner), "sub")
    path = fixing.root / "sub" / "app.py"
    outside = fixing.keysieve("fix", "sub/app.py:1", "--yes")
    assert outside.code in (1, 2)
    assert path.read_text() == LINE
    inside = fixing.keysieve("fix", "--all", "--yes", cwd=path.parent)
    assert inside.code == 0, inside.err
    assert FIXED in path.read_text()


def test_fix_from_a_sub_directory_is_of_the_whole_repository(fixing: Repo) -> None:
    """gitleaks and others, run from a sub-directory, miss what is elsewhere."""
    path = fixing.write("app.py", LINE)
    below = fixing.write("src/x.py", "x = 1\n").parent
    assert fixing.keysieve("fix", "--all", "--yes", cwd=below).code == 0
    assert FIXED in path.read_text()
    assert fixing.keysieve("fix", "--undo", "last", cwd=below).code == 0
    assert path.read_text() == LINE


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("color.ui", "always"),
        ("diff.external", "true"),
        ("diff.noprefix", "true"),
        ("diff.mnemonicPrefix", "true"),
        ("core.quotePath", "false"),
        ("core.autocrlf", "true"),
        ("status.showUntrackedFiles", "no"),
        ("extensions.worktreeConfig", "true"),
    ],
)
def test_no_configuration_changes_what_is_fixed(fixing: Repo, key: str, value: str) -> None:
    """gitleaks #1206, delta #215, trufflehog #5181."""
    fixing.git("config", key, value)
    fixing.write(".gitattributes", "*.py -diff diff=odd\n")
    path = fixing.stage("app.py", LINE)
    new = fixing.write("new.py", f'OTHER_TOKEN = "{OTHER}"\n')
    outcome = fixing.keysieve("fix", "--all", "--yes")
    assert outcome.code == 0, outcome.err
    assert FIXED in path.read_text()
    assert 'os.environ["OTHER_TOKEN"]' in new.read_text()
    assert '\n-API_TOKEN = "ghp_****' in outcome.out


def test_value_in_parentheses_on_the_next_line_is_moved(fixing: Repo) -> None:
    """ggshield #1142, cloud-gov/caulking #73."""
    path = fixing.write("app.py", f'app.secret_key = (\n    "{PASSWORD}"\n)\n')
    outcome = fixing.keysieve("fix", "--all", "--yes")
    assert outcome.code == 0, outcome.out + outcome.err
    assert path.read_text() == 'import os\n\napp.secret_key = (\n    os.environ["SECRET_KEY"]\n)\n'


def test_neighbour_on_a_last_line_without_an_end_is_redacted_in_the_diff(fixing: Repo) -> None:
    """gitleaks #1243: without a line end, the redaction failed."""
    fixing.write("app.py", f'x = 1\na, b = "{TOKEN}", "{OTHER}"')
    outcome = fixing.keysieve("fix", "app.py:2", "--dry-run")
    assert TOKEN not in outcome.out + outcome.err
    assert OTHER not in outcome.out + outcome.err


WITHOUT_NETWORK = """
import sys
def watch(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto", "socket.bind"):
        sys.stderr.write(event)
sys.addaudithook(watch)
from scanner.entry import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize(
    "words",
    [
        ("fix", "--all", "--yes"),
        ("known", "scan", "--env", ".env"),
        ("known", "build", "--env", ".env"),
        ("posture",),
        ("store", "list"),
        ("store", "policy", "--store", "vault", "a"),
        ("hook",),
    ],
)
def test_no_command_asks_a_server_that_is_not_named(fixing: Repo, words: tuple[str, ...]) -> None:
    """trufflehog #3448, #3961: candidates were sent out unasked."""
    fixing.write(".gitignore", ".env\n")
    fixing.write(".env", f"DB_PASSWORD={PASSWORD}\n")
    fixing.stage("app.py", LINE)
    command = [sys.executable, "-c", WITHOUT_NETWORK, *words]
    variables = {**CLEAN_ENVIRONMENT, **fixing.keysieve.environment, "VAULT_ADDR": "http://127.0.0.1:9"}
    run = subprocess.run(command, cwd=fixing.root, env=variables, capture_output=True, check=False, timeout=120)
    assert run.returncode in (0, 1), run.stderr
    assert b"socket." not in run.stderr


@pytest.mark.parametrize("words", [("fix", "--all", "--yes"), ("posture",), ("known", "scan", "--env", ".env")])
def test_git_that_fails_is_an_error_and_no_clean_answer(fixing: Repo, tmp_path: Path, words: tuple[str, ...]) -> None:
    """gitleaks #2129, #1981: git refused, and the tool said that there are no leaks."""
    fixing.write(".env", f"DB_PASSWORD={PASSWORD}\n")
    path = fixing.stage("app.py", LINE)
    program = tmp_path / "bin" / "git"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\necho 'fatal: detected dubious ownership' >&2\nexit 128\n")
    program.chmod(0o755)
    outcome = fixing.keysieve(*words, PATH=f"{program.parent}:{CLEAN_ENVIRONMENT['PATH']}")
    assert outcome.code == 2, outcome.out
    assert len(outcome.err.splitlines()) == 1
    assert path.read_text() == LINE


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
def test_known_value_is_found_in_every_coding_of_text(fixing: Repo, coding: str, end: str) -> None:
    """Yelp/detect-secrets #272, ggshield PR 1525: UTF-16, byte order marks and Windows line ends were passed over."""
    fixing.write(".gitignore", ".env\n")
    fixing.write(".env", f"DB_PASSWORD={PASSWORD}\n")
    fixing.stage("notes.txt", f"first{end or chr(10)}it is {PASSWORD}{end}".encode(coding))
    outcome = fixing.keysieve("known", "scan", "--env", ".env", "--format", "json")
    assert (outcome.code, outcome.places) == (1, [("notes.txt", 2)])


def test_list_of_values_may_be_as_powershell_writes_it(keysieve: Keysieve) -> None:
    """Yelp/detect-secrets #272, #606: `>` writes UTF-16 there."""
    (keysieve.directory / "a.txt").write_text(f"it is {PASSWORD}\n")
    outcome = keysieve("known", "scan", "--values", "-", "a.txt", stdin=f"{PASSWORD}\r\n".encode("utf-16"))
    assert outcome.code == 1, outcome.err
    assert PASSWORD not in outcome.out + outcome.err


def test_hook_that_others_shadow_is_not_called_installed(fixing: Repo) -> None:
    """ggshield `machine doctor`: `core.hooksPath` of husky or lefthook hides the hook."""
    hooks = fixing.root / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    (hooks / "pre-commit").write_text("#!/bin/sh\nexec keysieve hook\n")
    (hooks / "pre-commit").chmod(0o755)
    fixing.git("config", "core.hooksPath", ".husky/_")
    outcome = fixing.keysieve("posture", "--format", "json")
    (check,) = (one for one in outcome.report["checks"] if one["id"] == "hook-installed")
    assert check["standing"] != "ok"


def test_baseline_that_nobody_audited_is_not_called_sound(fixing: Repo) -> None:
    """librefang #6262: 534 entries, none ever looked at."""
    fixing.stage("app.py", LINE)
    assert fixing.keysieve("baseline", "create").code == 0
    outcome = fixing.keysieve("posture", "--format", "json")
    (check,) = (one for one in outcome.report["checks"] if one["id"] == "baseline-audited")
    assert (check["standing"], "1 unaudited" in check["evidence"]) == ("attention", True)
