from __future__ import annotations

import subprocess
import sys
import tarfile
from typing import TYPE_CHECKING, Any

import pytest

from tests.hygiene.conftest import PRIVATE

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Repo

    Remarks = Callable[..., dict[str, dict[str, Any]]]

SECRETS = (".env", "pkg/.env", "pkg/keys/id_rsa", "docs/server.key")
HATCHLING = '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
HATCHLING += '[project]\nname = "p"\nversion = "1"\n[tool.hatch.build.targets.wheel]\npackages = ["pkg"]\n'
SETUPTOOLS = '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n'
SDIST = "[tool.hatch.build.targets.sdist]\n"

HATCH_CASES: dict[str, tuple[str, str, set[str]]] = {
    "gitignore leaves all out": ("", ".env\n*.key\nid_rsa\n", set()),
    "nothing is ignored": ("", "x\n", set(SECRETS)),
    "one is ignored at the root only": ("", "/.env\n", set(SECRETS) - {".env"}),
    "git is not asked": ("[tool.hatch.build]\nignore-vcs = true\n", ".env\n*.key\nid_rsa\n", set(SECRETS)),
    "excluded": (f'{SDIST}exclude = ["*.key", "/pkg/keys"]\n', "x\n", {".env", "pkg/.env"}),
    "included": (f'{SDIST}include = ["/pkg"]\n', "x\n", {"pkg/.env", "pkg/keys/id_rsa"}),
    "included alone": (f'{SDIST}only-include = ["docs"]\n', "x\n", {"docs/server.key"}),
}


def fill(repo: Repo, pyproject: str, gitignore: str) -> None:
    for name in SECRETS:
        repo.write(name, PRIVATE)
    repo.write("pkg/__init__.py", "")
    repo.write(".gitignore", gitignore)
    repo.write("pyproject.toml", pyproject)
    repo.git("add", "pyproject.toml")


def told(remarks: Remarks, repo: Repo) -> set[str]:
    outcome = repo.keysieve("gitignore", "check", "--format", "json")
    return {found["path"] for found in outcome.report["remarks"] if found["kind"] == "sdist"}


@pytest.mark.parametrize("case", HATCH_CASES)
def test_what_hatchling_ships_is_told_and_is_what_it_builds(repo: Repo, remarks: Remarks, case: str) -> None:
    settings, gitignore, expected = HATCH_CASES[case]
    fill(repo, HATCHLING + settings, gitignore)
    assert told(remarks, repo) == expected
    pytest.importorskip("hatchling")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(repo.root.parent / "dist")]
    subprocess.run(build, cwd=repo.root, check=True, capture_output=True)
    with tarfile.open(next((repo.root.parent / "dist").glob("*.tar.gz"))) as archive:
        built = {name.partition("/")[2] for name in archive.getnames()}
    assert built & set(SECRETS) == expected


@pytest.mark.parametrize(
    ("manifest", "expected"),
    [
        ("", set()),
        ("include .env\n", {".env"}),
        ("graft .\n", set(SECRETS)),
        ("graft pkg\nprune pkg/keys\n", {"pkg/.env"}),
        ("global-include *\nglobal-exclude .env *.key\n", {"pkg/keys/id_rsa"}),
        ("recursive-include pkg *\n# graft .\n", {"pkg/.env", "pkg/keys/id_rsa"}),
        ("recursive-include docs *.md \\\n  *.key\nexclude x\n", {"docs/server.key"}),
        ("include pkg/**/id_rsa pkg/**/.env\n", {"pkg/.env", "pkg/keys/id_rsa"}),
        ("global-include [z-a]rsa *.[!a-j]ey\n", {"docs/server.key"}),
        ("include pkg/*\nnonsense\n", {"pkg/.env"}),
    ],
)
def test_what_setuptools_ships_by_its_manifest_is_told(
    repo: Repo, remarks: Remarks, manifest: str, expected: set[str]
) -> None:
    fill(repo, SETUPTOOLS, "x\n")
    repo.write("MANIFEST.in", manifest)
    assert told(remarks, repo) == expected


def test_setuptools_scm_ships_what_git_tracks(repo: Repo, remarks: Remarks) -> None:
    fill(repo, SETUPTOOLS.replace('["setuptools"]', '["setuptools", "setuptools-scm>=8"]'), "x\n")
    repo.git("add", "pkg/.env")
    assert told(remarks, repo) == {"pkg/.env"}


def test_project_below_the_root_is_asked_by_its_own_rules(repo: Repo, remarks: Remarks) -> None:
    repo.commit(**{"py/pyproject.toml": HATCHLING + f'{SDIST}exclude = ["*.key", "/sub"]\n', "py/pkg/__init__.py": ""})
    for name in ("py/.env", "py/a/server.key", "py/sub/id_rsa", "other/.env"):
        repo.write(name, PRIVATE)
    assert told(remarks, repo) == {"py/.env"}


@pytest.mark.parametrize("text", ["[", '[build-system]\nbuild-backend = 3\nrequires = "x"\n', "[tool]\nhatch = 1\n"])
def test_broken_project_stops_nothing(repo: Repo, remarks: Remarks, text: str) -> None:
    fill(repo, text, ".env\n*.key\nid_rsa\n")
    assert told(remarks, repo) == set()
