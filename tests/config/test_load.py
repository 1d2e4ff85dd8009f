from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scanner.config.load import load_config
from scanner.config.model import Config, ConfigError

if TYPE_CHECKING:
    from tests.conftest import Repo

OWN = 'min_confidence = "high"\n'
PYPROJECT = '[tool.keysieve]\nmin_confidence = "low"\n'


def test_no_configuration_is_the_default(tmp_path: Path) -> None:
    assert load_config(str(tmp_path)) == Config()


def test_own_file_is_read(tmp_path: Path) -> None:
    (tmp_path / ".keysieve.toml").write_text(OWN)
    config = load_config(str(tmp_path))
    assert (config.origin, config.min_confidence) == (".keysieve.toml", "high")


def test_pyproject_is_read(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(PYPROJECT)
    config = load_config(str(tmp_path))
    assert (config.origin, config.min_confidence) == ("pyproject.toml", "low")


@pytest.mark.parametrize(
    "text",
    [
        "",
        '[project]\nname = "keysieve"\n',
        "# keysieve\n[tool.other]\n",
        "[tool.other]\nkeysieve = 1\n",
        'tool = "keysieve"\n',
        "tool = ['keysieve']\n",
        "not toml at all [",
    ],
)
def test_pyproject_of_others_is_no_configuration(tmp_path: Path, text: str) -> None:
    (tmp_path / "pyproject.toml").write_text(text)
    assert load_config(str(tmp_path)) == Config()


def test_both_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / ".keysieve.toml").write_text(OWN)
    (tmp_path / "pyproject.toml").write_text(PYPROJECT)
    with pytest.raises(ConfigError, match=r"both \.keysieve\.toml and \[tool\.keysieve\] in pyproject\.toml"):
        load_config(str(tmp_path))


def test_own_file_beside_a_foreign_pyproject_is_read(tmp_path: Path) -> None:
    (tmp_path / ".keysieve.toml").write_text(OWN)
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "keysieve-user"\n')
    assert load_config(str(tmp_path)).min_confidence == "high"


def test_given_file_wins_over_both(tmp_path: Path) -> None:
    (tmp_path / ".keysieve.toml").write_text(OWN)
    (tmp_path / "pyproject.toml").write_text(PYPROJECT)
    given = tmp_path / "other.toml"
    given.write_text('min_confidence = "medium"\n')
    assert load_config(str(tmp_path), str(given)).origin == "other.toml"
    assert load_config(str(tmp_path), str(tmp_path / "pyproject.toml")).min_confidence == "low"


def test_given_file_that_is_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such configuration file"):
        load_config(str(tmp_path), str(tmp_path / "missing.toml"))


def test_directory_is_no_configuration_file(tmp_path: Path) -> None:
    (tmp_path / ".keysieve.toml").mkdir()
    with pytest.raises(ConfigError, match="cannot be read: Is a directory"):
        load_config(str(tmp_path))


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"a = \n", "is not TOML"),
        (b"min_confidence = 'high'\nmin_confidence = 'low'\n", "is not TOML"),
        (b"# caf\xe9\n", "is not UTF-8 (byte 5)"),
        (OWN.encode("utf-16"), "is not UTF-8"),
    ],
)
def test_broken_file_is_one_line(tmp_path: Path, data: bytes, told: str) -> None:
    path = tmp_path / ".keysieve.toml"
    path.write_bytes(data)
    with pytest.raises(ConfigError) as caught:
        load_config(str(tmp_path))
    assert str(caught.value).startswith(f"{path}: {told}")
    assert "\n" not in str(caught.value)


def test_byte_order_mark_is_no_error(tmp_path: Path) -> None:
    (tmp_path / ".keysieve.toml").write_bytes(b"\xef\xbb\xbf" + OWN.encode())
    assert load_config(str(tmp_path)).min_confidence == "high"


def test_digest_names_the_contents(tmp_path: Path) -> None:
    path = tmp_path / ".keysieve.toml"
    path.write_text(OWN)
    first = load_config(str(tmp_path)).digest
    assert first == load_config(str(tmp_path)).digest
    path.write_text(OWN + "\n")
    assert load_config(str(tmp_path)).digest not in ("", first)


def test_configuration_of_the_root_holds_in_a_subdirectory(repo: Repo, github_token: str) -> None:
    repo.write(".keysieve.toml", 'exclude = ["*.py"]\n')
    below = repo.write("below/a.py", f"key = '{github_token}'\n").parent
    (below / ".keysieve.toml").write_text("exclude = []\n")
    outcome = repo.keysieve("scan", "--format", "json", cwd=below)
    assert outcome.code == 0
    assert {"path": "below/a.py", "reason": "excluded by '*.py' in .keysieve.toml"} in outcome.report["skipped"]


@pytest.mark.parametrize("command", ["scan", "hook"])
def test_wrong_configuration_stops_every_command(repo: Repo, command: str) -> None:
    repo.write(".keysieve.toml", "exclud = []\n")
    outcome = repo.keysieve(command)
    assert outcome.code == 2
    assert outcome.err.count("\n") == 1
    assert "unknown key `exclud`; did you mean `exclude`?" in outcome.err
