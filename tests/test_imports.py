"""The hook's path has an import budget: what it loads is what it costs. Held on the installed wheel."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Installed, Repo

RUN = """
import sys
from scanner.entry import main
code = main(sys.argv[1:])
loaded = sorted(sys.modules)
import json
sys.stderr.write(json.dumps([code, loaded]))
"""

NEVER = {"click", "typing", "dataclasses", "tomllib", "subprocess"}
NOT_WITHOUT_A_HIT = {
    "argparse",
    "collections",
    "datetime",
    "enum",
    "hashlib",
    "inspect",
    "json",
    "logging",
    "pathlib",
    "random",
    "re",
    "regex",
    "socket",
    "tempfile",
    "scanner.baseline.update",
    "scanner.baseline.write",
    "scanner.config.glob",
    "scanner.config.parse",
    "scanner.engine.allow",
    "scanner.engine.judge",
    "scanner.known",
    "scanner.report.json_v1",
    "scanner.ruleset.cache",
    "scanner.ruleset.compile",
    "scanner.scan.counting",
    "scanner.scan.decide",
    "scanner.sources.files",
    "scanner.sources.patch",
}


def loaded(installed: Installed, repo: Repo, *words: str) -> tuple[int, set[str]]:
    run = installed("python", "-c", RUN, *words, cwd=repo.root, **repo.keysieve.environment)
    code, modules = json.loads(run.stderr.splitlines()[-1])
    return code, {name for module in modules for name in (module, module.split(".")[0])}


@pytest.mark.parametrize("words", [["hook"], ["hook", "a.py"], ["hook", "--", "a.py"]], ids=" ".join)
def test_hook_without_a_keyword_loads_next_to_nothing(installed: Installed, repo: Repo, words: list[str]) -> None:
    repo.stage("a.py", "x = 1\n" * 10)
    repo.write(".keysieve.baseline", '{"keysieve-baseline": 1, "salt": "00"}\n')
    repo.write("pyproject.toml", '[project]\nname = "other"\n')
    code, modules = loaded(installed, repo, *words)
    assert code == 0
    assert modules & (NEVER | NOT_WITHOUT_A_HIT) == set()


def test_hook_with_findings_loads_what_it_needs_and_no_more(
    installed: Installed, repo: Repo, github_token: str, password: str
) -> None:
    repo.commit(**{"a.py": "x = 1\n"})
    repo.stage("a.py", f"key = '{github_token}'\ndb_password = \"{password}\"\n")
    code, modules = loaded(installed, repo, "hook", "a.py")
    assert code == 1
    assert "scanner.scan.decide" in modules
    assert modules & (NEVER | {"scanner.ruleset.compile", "scanner.sources.files", "scanner.report.json_v1"}) == set()


def test_baseline_is_read_without_the_command_line_library(installed: Installed, repo: Repo, github_token: str) -> None:
    repo.stage("a.py", f"key = '{github_token}'\n")
    assert repo.keysieve("baseline", "create").code == 0
    code, modules = loaded(installed, repo, "hook", "a.py")
    assert code == 0
    assert "scanner.baseline.read" in modules
    assert modules & (NEVER | {"scanner.baseline.write"}) == set()


def test_fingerprints_are_read_without_the_values_side_or_a_store(
    installed: Installed, repo: Repo, password: str
) -> None:
    repo.write("values", f"{password}\n")
    assert repo.keysieve("known", "build", "--values", "values").code == 0
    repo.stage("a.py", "x = 1\n")
    code, modules = loaded(installed, repo, "hook", "a.py")
    assert code == 0
    assert "scanner.known.token_finder" in modules
    others = {"scanner.known.gather", "scanner.text.spellings", "scanner.known.write", "scanner.stores", "hyperscan"}
    assert modules & (NEVER | others | {"hashlib", "json", "re", "regex", "base64"}) == set()
    repo.stage("a.py", f"x = '{password}'\n")
    code, modules = loaded(installed, repo, "hook", "a.py")
    assert code == 1
    assert modules & (NEVER | others) == set()


@pytest.mark.parametrize("words", [["--version"], ["rules", "--help"]], ids=" ".join)
def test_command_line_loads_no_command_that_is_not_called(installed: Installed, repo: Repo, words: list[str]) -> None:
    _, modules = loaded(installed, repo, *words)
    assert modules & {"scanner.cli.scan", "scanner.cli.baseline", "scanner.engine", "regex", "ahocorasick"} == set()


def test_gitignore_hook_loads_neither_the_command_line_library_nor_the_engine(installed: Installed, repo: Repo) -> None:
    repo.commit(**{f"a{number}.py": "x = 1\n" for number in range(20)})
    code, modules = loaded(installed, repo, "gitignore", "check", "--hook")
    assert code == 0
    assert modules & (NEVER | {"json", "re", "regex", "scanner.engine", "scanner.hygiene.fix"}) == set()


def test_secret_hook_loads_no_parser_of_languages(installed: Installed, repo: Repo) -> None:
    repo.stage("a.py", "print(password)\n")
    code, modules = loaded(installed, repo, "hook", "a.py")
    assert code == 0
    assert modules & {"ast", "tree_sitter", "scanner.misuse", "scanner.hygiene"} == set()


def test_environment_hook_loads_neither_the_command_line_library_nor_patterns(installed: Installed, repo: Repo) -> None:
    repo.stage(".env.schema", "# @defaultSensitive=false\n# ---\n# @required @type=port\nPORT=\n")
    repo.stage(".env", "PORT=80\n")
    code, modules = loaded(installed, repo, "env", "check", ".env")
    assert code == 0
    assert modules & (NEVER | {"json", "re", "regex", "scanner.engine", "scanner.git"}) == set()
