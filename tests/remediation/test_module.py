"""Terraform: the files of a module know each other's variables."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

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


def test_what_only_is_called_like_a_file_is_passed_over(fixing: Repo) -> None:
    path = fixing.write("a.tf", provider(TOKEN))
    (fixing.root / "d.tf").mkdir()
    (fixing.root / "link.tf").symlink_to("nowhere")
    os.mkfifo(fixing.root / "pipe.tf")
    outcome = fixing.keysieve("fix", "a.tf:2", "--yes")
    assert outcome.code == 0, outcome.err
    assert "token = var.github_token" in path.read_text()
