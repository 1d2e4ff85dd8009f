"""The house rules that a program can hold."""

from __future__ import annotations

import ast
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "scanner").rglob("*.py"))
LONGEST = 400
STARTERS = {"subprocess", "Popen", "popen", "system", "posix_spawn", "posix_spawnp", "fork", "multiprocessing", "pty"}
STARTERS |= {
    f"{family}{ending}" for family in ("exec", "spawn") for ending in ("v", "ve", "vp", "vpe", "l", "le", "lp")
}
NETWORK = {"socket", "ssl", "urllib", "http", "ftplib", "smtplib", "asyncio", "requests"}
DANGEROUS = {"pickle", "marshal", "shelve"}


def name_of(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def outside(*places: str) -> pytest.MarkDecorator:
    files = [file for file in MODULES if not name_of(file).startswith(places)]
    return pytest.mark.parametrize("file", files, ids=name_of)


each_module = pytest.mark.parametrize("file", MODULES, ids=name_of)


def parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def imported(tree: ast.AST) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


def test_imports_point_down() -> None:
    if importlib.util.find_spec("importlinter") is None:
        pytest.skip("import-linter is not installed")
    program = "import sys; from importlinter.cli import lint_imports_command; lint_imports_command()"
    run = subprocess.run(
        [sys.executable, "-c", program, "--no-cache"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr


@each_module
def test_module_is_small(file: Path) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) <= LONGEST


@each_module
def test_everything_public_has_a_docstring(file: Path) -> None:
    tree = parsed(file)
    assert ast.get_docstring(tree)
    missing = []
    scopes: list[ast.Module | ast.ClassDef] = [tree]
    for scope in scopes:
        for node in scope.body:
            if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_"):
                if not ast.get_docstring(node):
                    missing.append(node.name)
                if isinstance(node, ast.ClassDef):
                    scopes.append(node)
    assert missing == []


CATCHING = {
    "scanner/entry.py",
    "scanner/baseline/detect_secrets/custom.py",  # runs plugins of other people, which may raise anything
    "scanner/runtime/alternating.py",  # asks other people's drivers, which may raise anything
    "scanner/scan/alone.py",  # one entry must not keep the others from being scanned
    "scanner/scan/worker.py",  # a process of its own: what it does not tell, nobody learns
    "scanner/stores/deadline.py",  # raises it in the thread that asked
    "scanner/runtime/masking.py",  # shows arguments of other people's logging, which may raise anything
}


@each_module
def test_nothing_catches_every_error(file: Path) -> None:
    for node in ast.walk(parsed(file)):
        if isinstance(node, ast.ExceptHandler):
            assert node.type is not None
            names = {name.id for name in ast.walk(node.type) if isinstance(name, ast.Name)}
            assert "Exception" not in names or name_of(file) in CATCHING, f"line {node.lineno}"
            if "BaseException" in names:
                assert any(isinstance(inner, ast.Raise) and inner.exc is None for inner in node.body), f"{node.lineno}"


FORKS = ("scanner/scan/worker.py", "scanner/engine/prefilter/warming.py")
"""They start no program but copies of this one, which end without running down what they were copied from."""


EDITOR = "scanner/cli/audit_editor.py"
"""It starts the editor that the user names, on request."""

USERS_OWN = ("scanner/stores/command.py",)
"""Starts programs that the user names, which issue the new value of a secret or act on it."""


@outside("scanner/git/", EDITOR, *FORKS, *USERS_OWN)
def test_only_the_git_wrapper_starts_processes(file: Path) -> None:
    tree = parsed(file)
    names = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    names |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert (names | imported(tree)) & STARTERS == set()


REMOTE = ("scanner/stores/vault.py", "scanner/stores/vault_errors.py")
"""Stores on servers: the only parts that open connections, and nothing of a scan imports them."""


@each_module
def test_nothing_reads_a_format_that_can_run_code_or_opens_a_connection(file: Path) -> None:
    tree = parsed(file)
    assert imported(tree) & (DANGEROUS | (set() if name_of(file) in REMOTE else NETWORK)) == set()
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert called & {"eval", "exec", "compile", "__import__"} == set()


REVEALING = {
    "scanner/cli/store.py",
    "scanner/cli/store_fields.py",
    "scanner/audit/context.py",  # on request, the one secret that is asked about
    "scanner/audit/desk.py",  # no reason may quote the secret
    "scanner/audit/inspect.py",  # to hide it wherever it stands
    "scanner/audit/origin.py",  # to look for it in earlier versions
    "scanner/audit/shape.py",
    "scanner/known/gather.py",
    "scanner/known/pipeline.py",
    "scanner/known/value_finder.py",
    "scanner/known/write.py",
    "scanner/model.py",
    "scanner/baseline/detect_secrets/filters.py",  # its patterns and words are held against the secret
    "scanner/baseline/detect_secrets/sightings.py",  # its hashes are of the secret
    "scanner/baseline/model.py",
    "scanner/config/model.py",
    "scanner/remediation/keeper.py",  # `.env` is a store, too
    "scanner/remediation/preview.py",  # it must be found to be masked
    "scanner/remediation/record.py",  # it must be found to be left out
    "scanner/remediation/replacements.py",
    "scanner/remediation/rewrite.py",  # it must be what stands in the file
    "scanner/remediation/undo.py",
    "scanner/migration/match.py",  # values and hashes of other scanners are held against the secret
    "scanner/report/json_v1.py",
    "scanner/report/text.py",
    "scanner/runtime/alternating.py",  # a new password becomes a field of the login
    "scanner/runtime/database.py",
    "scanner/runtime/node_record.py",
    "scanner/runtime/places.py",
    "scanner/runtime/row_cipher.py",
    "scanner/runtime/spellings.py",
    "scanner/runtime/template.py",
    "scanner/scan/wire.py",
    "scanner/stores/aws_client.py",
    "scanner/stores/command.py",  # masks values in what programs write
    "scanner/stores/crypt.py",
    "scanner/stores/kubernetes.py",
    "scanner/stores/manifest.py",
    "scanner/stores/rotating.py",
    "scanner/stores/structured.py",
    "scanner/stores/vault.py",
    "scanner/stores/vault_login.py",
    "scanner/text/redact.py",
}


def test_secrets_are_revealed_in_few_named_places() -> None:
    revealing = {name_of(file) for file in MODULES if "reveal_in_clear" in file.read_text(encoding="utf-8")}
    assert revealing <= REVEALING


@outside("scanner/cli/", "scanner/entry.py", "scanner/__main__.py", *FORKS)
def test_only_the_command_line_prints(file: Path) -> None:
    tree = parsed(file)
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert "print" not in called
    streams = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert streams & {"sys.stdout", "sys.stderr", "sys.exit", "os._exit"} == set()


def test_rules_are_data_only() -> None:
    assert [file.name for file in (ROOT / "rules").rglob("*") if file.suffix not in (".toml", ".txt", ".json")] == []


def test_no_module_is_a_grab_bag() -> None:
    assert {file.stem for file in MODULES} & {"utils", "util", "helpers", "common", "misc", "manager"} == set()
