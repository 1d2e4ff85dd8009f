from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scanner import __version__

if TYPE_CHECKING:
    from tests.conftest import Installed, Repo

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def names(installed: Installed) -> set[str]:
    with zipfile.ZipFile(installed.wheel) as archive:
        return set(archive.namelist())


def test_wheel_holds_the_compiled_rules_and_their_sources(names: set[str]) -> None:
    assert {"scanner/_rules/rules.tsv", "scanner/_rules/keywords.tsv", "scanner/_rules/github.toml"} <= names
    sources = {f"scanner/_rules/{file.name}" for file in (ROOT / "rules").iterdir()}
    assert sources <= names


def test_wheel_holds_every_module_and_data_file(names: set[str]) -> None:
    files = [file for file in (ROOT / "scanner").rglob("*") if file.is_file() and "__pycache__" not in file.parts]
    assert {str(file.relative_to(ROOT)) for file in files} <= names


def test_wheel_installs_no_other_top_level_package(names: set[str]) -> None:
    assert {name.split("/")[0] for name in names} == {"scanner", f"keysieve-{__version__}.dist-info"}


def test_wheel_and_checkout_run_the_same_rules(installed: Installed, repo: Repo) -> None:
    for words in (["rules", "list"], ["rules", "show", "github-pat"]):
        run = installed("keysieve", *words, cwd=repo.root)
        assert run.stdout == repo.keysieve(*words).out


def test_installed_command_tells_its_version(installed: Installed, tmp_path: Path) -> None:
    for command in (["keysieve"], ["python", "-m", "scanner"]):
        run = installed(*command, "--version", cwd=tmp_path)
        assert (run.returncode, run.stdout) == (0, f"keysieve, version {__version__}\n")


def test_installed_command_scans(installed: Installed, repo: Repo, github_token: str) -> None:
    repo.stage("a.py", f"key = '{github_token}'\n")
    for words in (["scan"], ["scan", "--staged"], ["hook"], ["hook", "a.py"]):
        run = installed("keysieve", *words, cwd=repo.root, **repo.keysieve.environment)
        assert (run.returncode, run.stderr) == (1, "")
        assert "a.py:1:8" in run.stdout


def test_installed_rules_prove_themselves(installed: Installed, tmp_path: Path) -> None:
    run = installed("keysieve", "rules", "check", cwd=tmp_path)
    assert run.stdout == ""
    assert run.returncode == 0


def test_installed_command_writes_no_cache_for_its_own_rules(installed: Installed, repo: Repo, tmp_path: Path) -> None:
    repo.stage("a.py", "x = 1\n")
    cache = tmp_path / "cache"
    run = installed("keysieve", "hook", cwd=repo.root, XDG_CACHE_HOME=str(cache), HOME=str(tmp_path))
    assert run.returncode == 0
    assert not cache.exists()


def test_installed_hook_for_users_of_detect_secrets_needs_no_detect_secrets(
    installed: Installed, repo: Repo, password: str, tmp_path: Path
) -> None:
    absent = tmp_path / "absent" / "detect_secrets"
    absent.mkdir(parents=True)
    (absent / "__init__.py").write_text("raise ImportError('not installed')\n", encoding="utf-8")
    repo.stage("a.py", f'password = "{password}"\n')
    run = installed("keysieve-detect-secrets", "a.py", cwd=repo.root, PYTHONPATH=str(absent.parent))
    assert run.returncode == 1
    assert "a.py:1:13" in run.stdout
    words = ["--exclude-lines", "password", "a.py"]
    run = installed("keysieve-detect-secrets", *words, cwd=repo.root, PYTHONPATH=str(absent.parent))
    assert run.returncode == 0


@pytest.mark.parametrize("files", [["rules.tsv"], ["keywords.tsv"]], ids=" ".join)
def test_damaged_installation_is_no_clean_scan(
    installed: Installed, repo: Repo, tmp_path: Path, files: list[str], dependencies: Path
) -> None:
    with zipfile.ZipFile(installed.wheel) as archive:
        archive.extractall(tmp_path / "site")
    for file in files:
        path = tmp_path / "site" / "scanner" / "_rules" / file
        path.write_text(path.read_text(encoding="utf-8")[:100], encoding="utf-8")
    repo.stage("a.py", "x = 1\n")
    run = subprocess.run(
        [sys.executable, "-S", "-c", "from scanner.entry import main; raise SystemExit(main(['hook']))"],
        cwd=repo.root,
        env={**repo.keysieve.environment, "PATH": "/usr/bin:/bin", "PYTHONPATH": f"{tmp_path / 'site'}:{dependencies}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 2
    assert run.stderr.count("\n") == 1
    assert "install keysieve again" in run.stderr


def test_source_distribution_builds_the_same_wheel(installed: Installed, tmp_path: Path, names: set[str]) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-d", str(tmp_path)]
    subprocess.run([*build, "-t", "sdist"], cwd=ROOT, check=True, capture_output=True)
    (archive,) = tmp_path.glob("*.tar.gz")
    shutil.unpack_archive(archive, tmp_path / "source")  # tarfile's own `filter` came with 3.11.4
    (root,) = (tmp_path / "source").iterdir()
    assert (root / "rules").is_dir()
    assert (root / "tests" / "conftest.py").exists()
    subprocess.run([*build, "-t", "wheel"], cwd=root, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive_, zipfile.ZipFile(installed.wheel) as direct:
        assert set(archive_.namelist()) == names
        for name in ("scanner/_rules/rules.tsv", "scanner/_rules/keywords.tsv", "scanner/entry.py"):
            assert archive_.read(name) == direct.read(name)


def test_python_and_dependencies_are_those_that_the_code_needs(installed: Installed) -> None:
    with zipfile.ZipFile(installed.wheel) as archive:
        metadata = archive.read(f"keysieve-{__version__}.dist-info/METADATA").decode()
    assert "Requires-Python: >=3.11" in metadata
    lines = [line for line in metadata.splitlines() if line.startswith("Requires-Dist")]
    needed = {line.split(": ")[1].split(">")[0] for line in lines if "extra ==" not in line}
    assert needed == {"click", "cryptography", "filelock", "hyperscan", "pyahocorasick", "pyyaml", "regex"}
    assert "pydantic>=2.7; extra == 'pydantic'" in {line.split(": ")[1] for line in lines}
