"""`keysieve-detect-secrets`: a hook with the arguments and the exit codes of the one of detect-secrets."""

from __future__ import annotations

from typing import Any

import click

from scanner.baseline.detect_secrets.adjust import Adjustments
from scanner.baseline.detect_secrets.types import PLUGINS
from scanner.cli.detect_secrets_run import HookOptions, run_detect_secrets_hook

MOST_ENTROPY = 8.0
"""Bits that a character can have."""

LIMIT = click.FloatRange(0, MOST_ENTROPY)
SETTINGS = (
    click.option("--exclude-files", multiple=True, metavar="REGEX", help="Leave out files whose path this matches."),
    click.option("--exclude-lines", multiple=True, metavar="REGEX", help="Allow secrets in lines that this matches."),
    click.option("--exclude-secrets", multiple=True, metavar="REGEX", help="Allow secrets that this matches."),
    click.option("--word-list", type=click.Path(), metavar="FILE", help="Allow secrets that hold a word of this file."),
    click.option("--only-verified", is_flag=True, help="Does not apply, and says so: nothing is verified online."),
    click.option("--disable-plugin", "disabled_plugins", multiple=True, metavar="NAME", help="A plugin to do without."),
    click.option("-f", "--filter", "filters", multiple=True, metavar="PATH", help="Does not apply, and says so."),
    click.option("--disable-filter", "disabled_filters", multiple=True, metavar="PATH", help="A filter to do without."),
    click.option("--base64-limit", type=LIMIT, metavar="BITS", help="Least entropy of base64 strings; 4.5 by default."),
    click.option("--hex-limit", type=LIMIT, metavar="BITS", help="Least entropy of hex strings; 3.0 by default."),
)
"""The options of `Adjustments`."""


def setting_options(command: Any) -> Any:
    """Add the options of `Adjustments` to a command."""
    for option in reversed(SETTINGS):
        command = option(command)
    return command


@click.command("detect-secrets-hook")
@click.argument("files", nargs=-1, type=click.Path())
@click.option("--baseline", type=click.Path(), metavar="FILE", help="Baseline of detect-secrets, `.secrets.baseline`.")
@click.option(
    "--json", "as_json", is_flag=True, help="Write the new secrets as detect-secrets writes them: hashes only."
)
@setting_options
@click.option("-n", "--no-verify", is_flag=True, help="For the sake of old calls: nothing is verified online anyway.")
@click.option("-p", "--plugin", "plugins", multiple=True, type=click.Path(), metavar="FILE", help="Run its plugins.")
@click.option("--custom-plugins", is_flag=True, help="Run the plugins that the baseline names, too.")
@click.option("--stage-baseline", is_flag=True, help="Stage the baseline where it is rewritten, and exit with 0.")
@click.option("-c", "--cores", type=int, metavar="N", help="For the sake of old calls: one process does it all.")
@click.option("-v", "--verbose", count=True, help="Name all that was skipped.")
def detect_secrets_hook(files: tuple[str, ...], **values: Any) -> int:
    """Scan what is staged in FILES, or FILES as a whole if they are not staged, with a baseline of detect-secrets.

    Exit codes: 0 nothing new, 1 new secrets, or a baseline whose changes are not staged, 2 the command could not do its
    job, 3 the baseline was rewritten: line numbers have moved, secrets are gone, or it was of an older version.
    """
    asked = Adjustments(**{field: values[field] for field in Adjustments._fields})
    for name in asked.disabled_plugins:
        if name not in PLUGINS.values():
            raise click.BadParameter(f"{name!r} is no plugin; there are {', '.join(sorted(PLUGINS.values()))}")
    options = HookOptions(
        baseline=values["baseline"],
        asked=asked,
        as_json=values["as_json"],
        plugins=values["plugins"],
        custom_plugins=values["custom_plugins"],
        stage_baseline=values["stage_baseline"],
        verbose=bool(values["verbose"]),
    )
    return run_detect_secrets_hook(files, options)
