"""The click group. Commands are named as text and imported when they are called or helped."""

from __future__ import annotations

import os
from importlib import import_module

import click

from scanner import __version__, exitcodes
from scanner.cli.emit import tolerate_encoding
from scanner.errors import UsageError

COMMANDS = {
    "audit": "scanner.cli.audit:audit",
    "baseline": "scanner.cli.baseline:baseline",
    "detect-secrets-hook": "scanner.cli.detect_secrets:detect_secrets_hook",
    "doctor": "scanner.cli.doctor:doctor",
    "env": "scanner.cli.env:env",
    "explain": "scanner.cli.explain:explain",
    "fix": "scanner.cli.fix:fix",
    "gitignore": "scanner.cli.gitignore:gitignore",
    "hook": "scanner.cli.hook_options:hook",
    "install": "scanner.cli.install:install",
    "known": "scanner.cli.known:known",
    "posture": "scanner.cli.posture:posture",
    "pre-push": "scanner.cli.push:pre_push",
    "pre-receive": "scanner.cli.push:pre_receive",
    "rules": "scanner.cli.rules:rules",
    "scan": "scanner.cli.scan:scan",
    "store": "scanner.cli.store:store",
}

COMPLETION = "_KEYSIEVE_COMPLETE"
"""Variable by which a shell asks for completions."""


class LazyGroup(click.Group):
    """A group whose commands are imported on demand."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of that name, imported; None if there is none."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].partition(":")
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="keysieve")
def keysieve() -> None:
    """Find secrets before they are committed, in what is committed, and in everything else.

    Exit codes: 0 nothing new, 1 new findings, 2 the command could not do its job, 130 interrupted.
    """


def run_click(words: list[str]) -> int:
    """Run the command that `words` spell and return its exit code.

    Raises UsageError where click would print a usage text.
    """
    tolerate_encoding()
    try:
        if os.environ.get(COMPLETION):  # with an empty one click would run the command, and always exit 0
            keysieve.main(words, prog_name="keysieve")
        # Not by `main`: its answer to a broken pipe is 1, which would mean findings.
        with keysieve.make_context("keysieve", words) as context:
            outcome = keysieve.invoke(context)
    except click.exceptions.Exit as ending:
        return ending.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help(), err=True)
        return exitcodes.FAILED
    except click.ClickException as error:
        where = getattr(error, "ctx", None)
        hint = f"; see `{where.command_path} --help`" if where else ""
        raise UsageError(error.format_message().rstrip(".") + hint) from error
    except click.Abort as error:
        raise KeyboardInterrupt from error
    return outcome if isinstance(outcome, int) else exitcodes.CLEAN
