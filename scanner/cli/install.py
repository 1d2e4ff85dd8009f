"""`keysieve install`: the hook, put into this repository in the way that it keeps its hooks."""

from __future__ import annotations

import difflib
import os
from typing import TYPE_CHECKING

import click

from scanner import exitcodes
from scanner.cli.emit import emit
from scanner.errors import UsageError
from scanner.git.repo import open_repository
from scanner.install import framework, others, plain
from scanner.install.model import InstallError, Keep, Plan, Remove, Restore, Write, carry_out, contents
from scanner.install.origin import REV, Origin, installed_origin
from scanner.text.redact import escape, leading, printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scanner.git.repo import Repository
    from scanner.install.model import Step

HOOKS = ("pre-commit", "pre-push")


@click.command()
@click.option(
    "--pre-commit", "way", flag_value="framework", help="Into .pre-commit-config.yaml, also if it is not there."
)
@click.option("--git-hook", "way", flag_value="plain", help="As a plain git hook, whatever else is there.")
@click.option("--husky", "way", flag_value="husky", help="As a line in the files of husky.")
@click.option("--push", is_flag=True, help="The hook for pushes, too.")
@click.option("--uninstall", is_flag=True, help="Take away what was installed, and restore what was there before.")
@click.option("--force", is_flag=True, help="Also where core.hooksPath leads out of this repository.")
@click.option("--dry-run", is_flag=True, help="Show what would be done, and do nothing.")
@click.option("--repo", help="Where pre-commit gets keysieve from; without it, from where this one was installed.")
@click.option("--rev", help="Tag or commit of it.")
def install(
    way: str | None, push: bool, uninstall: bool, force: bool, dry_run: bool, repo: str | None, rev: str | None
) -> int:
    """Put the hook into this repository, so that every commit is scanned.

    With a .pre-commit-config.yaml it is added there, and nothing else in the file changes. Else it becomes a plain git
    hook; one that is there is kept, and called first. Both can be undone.
    """
    repository = open_repository()
    if repository.bare:
        raise UsageError(
            "a bare repository has no commits to hook; for pushes put `exec keysieve pre-receive` into its "
            "hooks/pre-receive"
        )
    hooks = HOOKS if push else HOOKS[:1]
    if uninstall:
        plan = removal(repository, way)
    else:
        known = installed_origin()
        address = plain_scalar(known.address if repo is None else repo, "--repo")
        origin = Origin(address, plain_scalar((known.rev if repo is None else REV) if rev is None else rev, "--rev"))
        plan = installation(repository, way, hooks, force, origin)
    for step in plan.steps:
        emit(told(step, repository.root, dry_run), None)
    if not dry_run:
        carry_out(plan.steps)
    notes = [near(note, repository.root) for note in plan.notes]
    for note in notes + ([] if uninstall else next_steps(repository, plan, hooks)):
        click.echo(leading(escape(note)))
    if uninstall and not plan.steps:
        click.echo("there is nothing to take away")
    return exitcodes.CLEAN


def plain_scalar(value: str, option: str) -> str:
    """Return the value if YAML takes it as it is, without quotes. Raises UsageError if not."""
    if not value or value.startswith("-") or not value.isprintable() or set(value) & set(" #\"'{}[]&*!|>%@`,"):
        raise UsageError(f"{option}: `{value}` cannot stand in the configuration as it is")
    return value


def installation(repository: Repository, way: str | None, hooks: Sequence[str], force: bool, origin: Origin) -> Plan:
    """Return the plan for the way that was asked for, or that fits. Raises InstallError."""
    config = os.path.join(repository.root, framework.CONFIG)
    other = others.keeper(repository.root)
    if way == "framework" or (way is None and os.path.lexists(config)):
        return framework.install_plan(config, hooks, origin)
    if way == "husky":
        return others.husky_plan(repository.root, hooks)
    if way is None and other:
        raise InstallError(f"{others.advice(other, hooks)}; --git-hook installs a plain hook instead")
    return plain.install_plan(repository, hooks, force)


def removal(repository: Repository, way: str | None) -> Plan:
    """Return the plan that takes away what is installed, in the way that was named or in all."""
    plans = []
    if way in (None, "framework"):
        plans.append(framework.uninstall_plan(os.path.join(repository.root, framework.CONFIG), HOOKS))
    if way in (None, "plain"):
        plans.append(plain.uninstall_plan(repository, HOOKS))
    if way in (None, "husky"):
        plans.append(others.husky_removal(repository.root, HOOKS))
    steps = tuple(step for plan in plans for step in plan.steps)
    return Plan(steps, tuple(note for plan in plans for note in plan.notes))


def next_steps(repository: Repository, plan: Plan, hooks: Sequence[str]) -> list[str]:
    """Return what is left for the user to do."""
    config = os.path.join(repository.root, framework.CONFIG)
    if not any(step.path == config for step in plan.steps):
        return []
    kinds = "".join(f" --hook-type {hook}" for hook in hooks) if len(hooks) > 1 else ""
    return [
        f"now run `pre-commit install{kinds}` once in each clone, and commit {framework.CONFIG}",
        "it has to get keysieve from the `repo` that was written; --repo and --rev name another",
    ]


def told(step: Step, root: str, dry_run: bool) -> str:
    """Return a step in words; in a dry run with what changes in a file."""
    path = leading(near(step.path, root))
    would = "would " if dry_run else ""
    if isinstance(step, Keep):
        return f"{would}keep {escape(path)} as {escape(os.path.basename(step.kept))}, which is called first\n"
    if isinstance(step, Restore):
        return f"{would}restore {escape(path)} from {escape(os.path.basename(step.kept))}\n"
    if isinstance(step, Remove):
        return f"{would}remove {escape(path)}\n"
    line = f"{would}write {escape(path)}\n"
    return line + (difference(step) if dry_run else "")


def difference(step: Write) -> str:
    """Return the changes of a file, line by line."""
    old = (contents(step.path) or b"").split(b"\n")
    new = step.data.split(b"\n")
    rows = difflib.unified_diff([printable(row) for row in old], [printable(row) for row in new], lineterm="", n=2)
    return "".join(f"    {row}\n" for row in list(rows)[2:])


def near(text: str, root: str) -> str:
    """Return a path, or what begins with one, as seen from the root."""
    return text.removeprefix(root + os.sep)
