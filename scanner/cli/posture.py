"""`keysieve posture`: one page on how this repository stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import click
from click.core import ParameterSource

from scanner import exitcodes
from scanner.cli.emit import emit
from scanner.cli.gitignore_hook import surveyed
from scanner.cli.session import baseline_path, digest_of, known_here
from scanner.cli.store_options import store_options, taken_opening
from scanner.cli.store_rotate import Span
from scanner.config.load import load_config
from scanner.doctor.run import place_here
from scanner.errors import UsageError
from scanner.git.repo import Repository, open_repository
from scanner.posture.interface import Scene, StorePlace
from scanner.posture.page import as_html
from scanner.posture.table import checks
from scanner.posture.text import as_json, as_text
from scanner.ruleset.locate import load_ruleset
from scanner.scan.memory import Memory
from scanner.scan.policy import Policy
from scanner.stores.logged import open_logged
from scanner.stores.opening import Opening, ask_nobody

FORMATS = {"text": as_text, "json": as_json, "html": as_html}


@click.command()
@click.option("--format", "format_", type=click.Choice(list(FORMATS)), default="text", show_default=True)
@click.option("--output", type=click.Path(), metavar="FILE", help="Write the page to this file.")
@click.option("--check", is_flag=True, help="Exit code 1 if anything is missing.")
@click.option("--rotation", type=Span(), default="90d", show_default=True, help="How old a secret may be.")
@click.option("--baseline", type=click.Path(), help="Baseline instead of the repository's.")
@click.option("--config", type=click.Path(), help="Configuration file instead of the repository's.")
@store_options
def posture(
    format_: str,
    output: str | None,
    check: bool,
    rotation: timedelta,
    baseline: str | None,
    config: str | None,
    **values: Any,
) -> int:
    """Say on one page how this repository stands: hook, CI job, baseline, history, ignore files, environment, store.

    Each check is ok, attention, missing, or cannot be seen from here, with the evidence, what to do, and the controls
    that it supports. A store on a server is asked only with --store.
    """
    repository = open_repository()
    if repository.bare:
        raise UsageError("a bare repository has no work tree to look at; run it in a clone")
    settings = load_config(repository.root, config)
    asked = click.get_current_context().get_parameter_source("kind") is ParameterSource.COMMANDLINE
    kind, opening = taken_opening(values)
    moment = datetime.now(UTC)

    def history() -> tuple[tuple[str, ...], int | None]:
        policy = Policy(settings, None, moment.date().isoformat())
        ruleset = load_ruleset(settings.rule_paths, policy.lowest_floor())
        digest = digest_of(ruleset, known_here(repository, repository.root))
        return remembered(digest, repository, policy.config.digest)

    scene = Scene(
        repository,
        place_here(),
        baseline_path(baseline, settings.baseline, repository.root),
        history,
        lambda: surveyed(config),
        _place(kind, asked, replace(opening, ask=ask_nobody)),
        rotation,
        moment,
    )
    found = checks(scene)
    emit(FORMATS[format_](found, scene.today), output)
    missing = any(one.standing == "missing" for one in found)
    return exitcodes.FOUND if check and missing else exitcodes.CLEAN


def remembered(rules: str, repository: Repository, settings: str) -> tuple[tuple[str, ...], int | None]:
    """Return the commits whose histories were seen under these rules and settings, and when that was last noted."""
    tips: list[str] = []
    noted: list[int] = []
    for archives in (False, True):
        memory = Memory(rules, repository.common_directory, archives=archives)
        for messages in (False, True):
            scope = memory.history_scope((repository.git_directory, settings, f"{messages}"))
            seen = memory.history(scope).tips
            when = memory.noted(scope)
            if seen and when is not None:
                tips += seen
                noted.append(when)
    return tuple(dict.fromkeys(tips)), max(noted, default=None)


def _place(kind: str, asked: bool, opening: Opening) -> StorePlace:
    log = "" if opening.unlogged else opening.log_path
    return StorePlace(kind, asked, opening.store_path, log, lambda: open_logged(kind, opening))
