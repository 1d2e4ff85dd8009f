"""The commands in docs/ci.md, run as each platform runs them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

yaml = pytest.importorskip("yaml", reason="the recipes are YAML")

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Repo

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
INSTALL = 'python3 -m pip install "keysieve @ git+https://git.example.com/keysieve.git@v0.1.0"'
STORE_KEY = "0123456789abcdef" * 4
BASH = ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c")
SH = ("sh", "-ec")


def block(title: str) -> str:
    """Return the first code block below a heading."""
    section = PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    return re.search(r"```\w+\n(.*?)```", section, re.DOTALL)[1]


def github() -> list[str]:
    return [
        step["run"] for step in yaml.safe_load(block("GitHub Actions"))["jobs"]["keysieve"]["steps"] if "run" in step
    ]


def gitlab() -> list[str]:
    job = yaml.safe_load(block("GitLab CI"))["keysieve"]
    return [*job["before_script"], *job["script"]]


def jenkins() -> list[str]:
    return re.findall(r"sh '''\n(.*?)'''", block("Jenkins"), re.DOTALL)


def azure() -> list[str]:
    return [step["script"] for step in yaml.safe_load(block("Azure Pipelines"))["steps"] if "script" in step]


@dataclass
class Platform:
    """How a platform runs a recipe."""

    scripts: list[str]
    shell: tuple[str, ...]
    change: dict[str, str]
    """What it sets for a change that asks to be merged into main."""
    push: dict[str, str]
    reports: dict[str, Callable[[str], int]]
    """The artefacts, each with what counts its new findings, and fails if it is not valid."""


def sarif(text: str) -> int:
    report = json.loads(text)
    assert report["version"] == "2.1.0"
    assert report["runs"][0]["invocations"][0]["executionSuccessful"] is True
    return sum(not result.get("suppressions") for result in report["runs"][0]["results"])


def junit(text: str) -> int:
    return len(ET.fromstring(text).findall(".//failure"))


def secret_detection(text: str) -> int:
    report = json.loads(text)
    assert report["scan"]["type"] == "secret_detection"
    return len(report["vulnerabilities"])


def code_quality(text: str) -> int:
    return sum(issue["severity"] != "info" for issue in json.loads(text))


PLATFORMS = {
    "github": Platform(github(), BASH, {"GITHUB_BASE_REF": "main"}, {"GITHUB_BASE_REF": ""}, {"keysieve.sarif": sarif}),
    "gitlab": Platform(
        gitlab(),
        BASH,
        {"CI_MERGE_REQUEST_DIFF_BASE_SHA": "BASE", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main"},
        {"CI_COMMIT_BRANCH": "main"},
        {"gl-secret-detection-report.json": secret_detection, "gl-code-quality-report.json": code_quality},
    ),
    "jenkins": Platform(jenkins(), SH, {"CHANGE_TARGET": "main"}, {}, {"keysieve.xml": junit}),
    "azure": Platform(
        azure(),
        (*BASH[:3], "-c"),
        {"SYSTEM_PULLREQUEST_TARGETBRANCH": "refs/heads/main"},
        {},
        {"staging/keysieve.sarif": sarif, "keysieve.xml": junit},
    ),
    "script": Platform([block("Anywhere else")], SH, {}, {}, {}),
    "nightly": Platform([block("At night")], SH, {}, {}, {}),
}
each_platform = pytest.mark.parametrize("name", PLATFORMS)
of_changes = pytest.mark.parametrize("name", [name for name in PLATFORMS if name != "nightly"])


@dataclass
class Job:
    """A clone as a platform makes it, in which recipes run."""

    repo: Repo
    clone: Path
    bin: Path

    def run(self, platform: Platform, variables: dict[str, str]) -> int:
        base = self.repo.git("merge-base", "main", "change").strip()
        (self.clone / "staging").mkdir(exist_ok=True)
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "CI", "GITHUB_"))},
            **self.repo.keysieve.environment,
            **{key: value.replace("BASE", base) if value == "BASE" else value for key, value in variables.items()},
            "BUILD_ARTIFACTSTAGINGDIRECTORY": "staging",
            "PATH": f"{self.bin}{os.pathsep}{os.environ['PATH']}",
        }
        code = 0
        for script in platform.scripts:
            if script.strip() == INSTALL:
                continue
            done = subprocess.run(
                [*platform.shell, script],
                cwd=self.clone,
                env=environment,
                capture_output=True,
                check=False,
                timeout=120,
            )
            said = (done.stdout + done.stderr).decode("utf-8", "replace")
            assert "Traceback" not in said
            code = code or done.returncode
            assert done.returncode in (0, 1), said
        return code

    def counts(self, platform: Platform) -> dict[str, int]:
        found: dict[str, int] = {}
        for name, count in platform.reports.items():
            found[name] = count((self.clone / name).read_text(encoding="utf-8"))
        return found


@pytest.fixture
def job(repo: Repo, tmp_path: Path) -> Callable[[], Job]:
    """Clone the repository at its branch `change`, beside a `keysieve` on PATH."""
    program = tmp_path / "bin" / "keysieve"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -P -m scanner "$@"\n')
    program.chmod(0o755)

    def clone() -> Job:
        place = tmp_path / "clone"
        repo.git("clone", "-q", "-b", "change", f"file://{repo.root}", str(place))
        return Job(repo, place, program.parent)

    return clone


@pytest.fixture
def old(repo: Repo, github_token: str) -> Repo:
    """A main branch with a secret in its baseline, and a branch `change` with a harmless commit."""
    repo.commit(**{"old.py": f"key = '{github_token}'\n"})
    assert repo.keysieve("baseline", "create").code == 0
    repo.git("add", "-A")
    repo.commit("baseline")
    repo.git("switch", "-qc", "change")
    repo.commit(**{"a.py": "x = 1\n"})
    return repo


@each_platform
def test_clean_change_passes_with_valid_reports(old: Repo, job: Callable[[], Job], name: str) -> None:
    platform, here = PLATFORMS[name], job()
    assert here.run(platform, platform.change) == 0
    assert set(here.counts(platform).values()) <= {0}


@each_platform
def test_planted_secret_fails_the_job_and_is_in_the_reports(
    old: Repo, job: Callable[[], Job], password: str, name: str
) -> None:
    old.commit(**{"b.py": f'db_password = "{password}"\n'})
    platform, here = PLATFORMS[name], job()
    assert here.run(platform, platform.change) == 1
    assert set(here.counts(platform).values()) <= {1}


@of_changes
def test_secret_that_a_later_commit_removes_is_found(
    old: Repo, job: Callable[[], Job], password: str, name: str
) -> None:
    old.commit(**{"b.py": f'db_password = "{password}"\n'})
    old.commit(**{"b.py": "x = 1\n"})
    platform = PLATFORMS[name]
    assert job().run(platform, platform.change) == 1


@of_changes
def test_change_cannot_allow_its_own_secret(old: Repo, job: Callable[[], Job], password: str, name: str) -> None:
    old.stage("b.py", f'db_password = "{password}"  # keysieve: allow mine\n')
    old.stage(".keysieve.toml", 'exclude = ["**"]\n')
    old.keysieve("baseline", "update")
    old.git("add", "-A")
    old.commit("allow")
    platform = PLATFORMS[name]
    assert job().run(platform, platform.change) == 1


@pytest.mark.parametrize("name", ["github", "gitlab", "jenkins", "azure"])
def test_push_is_scanned_as_a_whole(old: Repo, job: Callable[[], Job], password: str, name: str) -> None:
    platform = PLATFORMS[name]
    here = job()
    assert here.run(platform, platform.push) == 0
    (here.clone / "b.py").write_text(f'db_password = "{password}"\n')
    assert here.run(platform, platform.push) == 1


@pytest.mark.parametrize("name", ["github", "gitlab", "jenkins", "azure"])
def test_recipe_installs_once_and_nothing_else_is_left_out(name: str) -> None:
    assert [script.strip() == INSTALL for script in PLATFORMS[name].scripts].count(True) == 1
    assert PLATFORMS[name].scripts[0].strip() == INSTALL


def test_workflow_is_pinned_and_may_do_no_more_than_it_needs() -> None:
    workflow: dict[str, Any] = yaml.safe_load(block("GitHub Actions"))
    assert workflow["permissions"] == {}
    steps = workflow["jobs"]["keysieve"]["steps"]
    used = [step["uses"] for step in steps if "uses" in step]
    assert used
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", action) for action in used)
    assert steps[0]["with"]["fetch-depth"] == 0
    assert not any("${{" in step.get("run", "") for step in steps)  # nothing that a change names becomes code


@pytest.mark.parametrize("key", [STORE_KEY, STORE_KEY[::-1]], ids=["right key", "wrong key"])
def test_step_has_the_secret_of_an_encrypted_file_and_shows_it_to_the_mask_alone(
    old: Repo, job: Callable[[], Job], password: str, key: str
) -> None:
    lines = [password, f"100%25 of {password[::-1]}"]
    (step,) = yaml.safe_load(block("Secrets for a job"))
    place = {"KEYSIEVE_KEY": STORE_KEY, "KEYSIEVE_STORE_FILE": step["env"]["KEYSIEVE_STORE_FILE"]}
    value = json.dumps({"password": "\n".join(lines)}).encode()
    assert old.keysieve("store", "put", "shop/db", "--json", stdin=value, **place).code == 0
    old.write("deploy.sh", '#!/bin/sh\nprintf %s "$DATABASE_PASSWORD" >deployed\n').chmod(0o755)
    old.git("add", "-A")
    old.commit("deploy")
    here = job()
    done = subprocess.run(
        [*BASH, step["run"]],
        cwd=here.clone,
        env={**old.keysieve.environment, **place, "KEYSIEVE_KEY": key, "PATH": f"{here.bin}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    if key == STORE_KEY:
        assert done.stdout.replace("%25", "%").splitlines() == [f"::add-mask::{line}" for line in lines]
        assert (here.clone / "deployed").read_text() == "\n".join(lines)
    else:
        assert (done.returncode, done.stdout) == (2, "")
        assert not (here.clone / "deployed").exists()
    assert password not in done.stderr


def test_step_with_a_secret_is_no_misuse(old: Repo) -> None:
    steps = block("Secrets for a job").replace("\n", "\n      ")
    old.stage(".github/workflows/deploy.yml", f"on: push\njobs:\n  deploy:\n    steps:\n      {steps}\n")
    assert old.keysieve("scan", "--staged", "--misuse", "--min-confidence", "low").code == 0
