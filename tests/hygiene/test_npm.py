from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import CLEAN_ENVIRONMENT
from tests.hygiene.conftest import PRIVATE

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Repo

    Remarks = Callable[..., dict[str, dict[str, Any]]]

SECRETS = (".env", "src/.env", "src/deep/id_rsa", "dist/server.key", "lib/.env.local")
CASES: dict[str, tuple[dict[str, Any], dict[str, str], set[str]]] = {
    "gitignore leaves all out": ({}, {}, set()),
    "npmignore replaces gitignore": ({}, {".npmignore": "*.md\n"}, set(SECRETS)),
    "npmignore names one": ({}, {".npmignore": ".env\n"}, set(SECRETS) - {".env", "src/.env"}),
    "npmignore takes back": ({}, {".npmignore": "src\ndist/*\n!dist/server.key\n"}, {*SECRETS} - {*SECRETS[1:3]}),
    "files takes a directory": ({"files": ["dist"]}, {}, {"dist/server.key"}),
    "files takes a file": ({"files": ["./src/.env", "/lib/"]}, {}, {"src/.env", "lib/.env.local"}),
    "files leaves one out": ({"files": ["src", "!src/.env"]}, {}, {"src/deep/id_rsa"}),
    "private is not published": ({"private": True}, {".npmignore": "x\n"}, set()),
}


@pytest.fixture
def package(mended: Repo) -> Callable[[str], set[str]]:
    def make(case: str) -> set[str]:
        settings, files, expected = CASES[case]
        for name in SECRETS:
            mended.write(name, PRIVATE)
        mended.write("package.json", json.dumps({"name": "p", "version": "1.0.0", **settings}))
        for name, text in files.items():
            mended.write(name, text)
        mended.git("add", "package.json")
        return expected

    return make


@pytest.mark.parametrize("case", CASES)
def test_what_npm_would_publish_is_told(package: Callable[[str], set[str]], remarks: Remarks, case: str) -> None:
    expected = package(case)
    assert {path for path, found in remarks().items() if found["kind"] == "npm"} == expected


@pytest.mark.needs("npm")
@pytest.mark.parametrize("case", [case for case in CASES if "private" not in case])
def test_npm_itself_packs_the_same(mended: Repo, package: Callable[[str], set[str]], case: str) -> None:
    expected = package(case)
    run = subprocess.run(
        ["npm", "pack", "--dry-run", "--json", "--ignore-scripts", "--offline"],
        cwd=mended.root,
        env={**CLEAN_ENVIRONMENT, **mended.keysieve.environment, "npm_config_update_notifier": "false"},
        capture_output=True,
        check=True,
    )
    packed = {os.fspath(file["path"]) for file in json.loads(run.stdout)[0]["files"]}
    assert packed & set(SECRETS) == expected


def test_fix_adds_to_the_npmignore_that_replaces_gitignore(
    mended: Repo, package: Callable[[str], set[str]], remarks: Remarks
) -> None:
    package("npmignore names one")
    assert mended.keysieve("gitignore", "fix").code == 0
    added = (mended.root / ".npmignore").read_text().split()
    assert set(added) >= {".env", "id_rsa", "*.key", ".env.*"}
    assert remarks() == {}


def test_package_inside_another_is_published_by_itself(mended: Repo, remarks: Remarks) -> None:
    mended.commit(
        **{
            "package.json": '{"name": "outer"}',
            ".npmignore": "x\n",
            "inner/package.json": '{"name": "inner", "private": true}',
        }
    )
    mended.write("inner/.env", "A=1\n")
    assert remarks() == {}


@pytest.mark.parametrize("text", ["{", "[]", '{"name": 1, "files": 3}', "\xff"])
def test_broken_package_stops_nothing(mended: Repo, text: str) -> None:
    mended.commit(**{"package.json": text})
    mended.write(".env", "A=1\n")
    assert mended.keysieve("gitignore", "check").code == 0
