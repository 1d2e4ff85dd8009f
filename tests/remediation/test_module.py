"""Terraform: the files of a module know each other's variables."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from scanner.remediation.languages.terraform import own_variable
from tests.conftest import sample

if TYPE_CHECKING:
    from tests.conftest import Repo

TOKEN, OTHER = (sample("{github_token:ghp_}", seed) for seed in range(2))


def provider(token: str) -> str:
    return f'provider "github" {{\n  token = "{token}"\n}}\n'


def test_one_secret_in_two_files_is_one_variable(fixing: Repo) -> None:
    texts = {name: provider(TOKEN) for name in ("m/a.tf", "m/b.tf", "m/c.tf", "n/a.tf")}
    texts["m/other.tf"] = provider(OTHER)
    for name, text in texts.items():
        fixing.write(name, text)
    assert fixing.keysieve("fix", "--all", "--yes").code == 0
    new = {name: (fixing.root / name).read_text() for name in texts}
    assert all("token = var.github_token\n" in text for name, text in new.items() if name != "m/other.tf")
    declared = [name for name, text in new.items() if 'variable "github_token" {' in text]
    assert declared == ["m/a.tf", "n/a.tf"]
    assert 'variable "github_token_2" {' in new["m/other.tf"]
    assert fixing.keysieve("fix", "--undo", "last").code == 0
    assert {name: (fixing.root / name).read_text() for name in texts} == texts


def test_variable_that_another_file_has_is_not_taken(fixing: Repo) -> None:
    fixing.write("a.tf", 'variable "github_token" {\n  default = ""\n}\n')
    path = fixing.write("b.tf", provider(TOKEN))
    outcome = fixing.keysieve("fix", "--all", "--yes")
    assert outcome.code == 1
    assert "a.tf declares a variable of that name" in outcome.out
    assert path.read_text() == provider(TOKEN)


def test_advice_names_the_variable_in_its_own_letters(fixing: Repo) -> None:
    fixing.write("a.tf", f'variable "deployToken" {{\n  default = "{TOKEN}"\n}}\n')
    fixing.write("b.tf", provider(OTHER))
    outcome = fixing.keysieve("fix", "--all", "--yes")
    assert outcome.code == 0, outcome.out + outcome.err
    assert 'a.tf: Terraform reads it from another variable: export TF_VAR_deployToken="$DEPLOY_TOKEN"\n' in outcome.out
    assert 'b.tf: Terraform reads it from another variable: export TF_VAR_github_token="$GITHUB_TOKEN"\n' in outcome.out


def test_variable_that_no_shell_can_set_keeps_its_default(fixing: Repo) -> None:
    path = fixing.write("a.tf", f'variable "deploy-token" {{\n  default = "{TOKEN}"\n}}\n')
    outcome = fixing.keysieve("fix", "--all", "--yes")
    assert outcome.code == 1
    assert "no shell can set TF_VAR_deploy-token" in outcome.out
    assert TOKEN in path.read_text()


def test_variable_gets_no_reserved_name() -> None:
    assert own_variable("VERSION") == "app_version"
    assert own_variable("DB_VERSION") == "db_version"


@pytest.mark.parametrize(
    ("caller", "source", "called"),
    [
        ("main.tf", "./net", "net/a.tf"),
        ("live/main.tf", "../net", "net/a.tf"),
        ("net/main.tf", "./inner/deep/", "net/inner/deep/a.tf"),
        ("live/main.tf", "git::https://example.com/x", "modules/net/a.tf"),
    ],
)
def test_module_that_others_call_is_left_alone(fixing: Repo, caller: str, source: str, called: str) -> None:
    fixing.write(caller, f'module "net" {{\n  source = "{source}"\n}}\n')
    path = fixing.write(called, provider(TOKEN))
    outcome = fixing.keysieve("fix", "--all", "--yes")
    assert outcome.code == 1, outcome.out
    assert "pass it on from the root module, where TF_VAR_" in outcome.out
    assert path.read_text() == provider(TOKEN)


def test_what_only_is_called_like_a_file_is_passed_over(fixing: Repo) -> None:
    path = fixing.write("a.tf", provider(TOKEN))
    (fixing.root / "d.tf").mkdir()
    (fixing.root / "link.tf").symlink_to("nowhere")
    os.mkfifo(fixing.root / "pipe.tf")
    outcome = fixing.keysieve("fix", "a.tf:2", "--yes")
    assert outcome.code == 0, outcome.err
    assert "token = var.github_token" in path.read_text()
