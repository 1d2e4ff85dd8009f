"""The user's own programs around a rotation: `--command`, which issues the new value, and `--after`."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import click

from scanner.errors import KeysieveError
from scanner.stores.command import Command, CommandError, words_of
from scanner.stores.interface import StoreError
from scanner.text.redact import escape

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from types import FrameType

    from scanner.model import Secret
    from scanner.stores.interface import Version
    from scanner.stores.opening import Opening


ENDING = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Signals that end a rotation, and the program that it runs, with 128 and their number."""


class HookError(KeysieveError):
    """A rotation is done, and what was to follow it failed."""


@dataclass(frozen=True, slots=True)
class Programs:
    """What runs programs for one secret."""

    name: str
    environment: Mapping[str, str] = field(repr=False)
    limit: timedelta

    def command(self, line: str) -> Command:
        """Return the program that a command line names. Raises StoreError if there is none."""
        environment = {**self.environment, "KEYSIEVE_SECRET_NAME": self.name}
        command = Command(words_of(line), environment, self.limit.total_seconds())
        command.check()
        return command

    def issue(self, command: Command, old: Secret) -> Secret:
        """Return what the program writes, as a new value. Raises StoreError."""
        try:
            with stopped_with_us():
                answer = command(old)
        except CommandError as error:
            show(command, error.complaint)
            raise StoreError(f"{self.name}: {error}; nothing was written") from None
        show(command, answer.complaint)
        return answer.secret

    def follow(self, commands: Sequence[Command], version: Version, *secrets: Secret) -> None:
        """Run the programs after a rotation, one after the other. Raises HookError at the end if one failed.

        `secrets`: the new value and the old one, which still counts and is not to be shown either.
        """
        failures = []
        for known in commands:
            command = replace(known, environment={**known.environment, "KEYSIEVE_SECRET_VERSION": version.id})
            try:
                with stopped_with_us():
                    answer = command(*secrets)
                show(command, answer.complaint)
            except CommandError as error:
                show(command, error.complaint)
                failures.append(str(error))
        if failures:
            raise HookError(
                f"{self.name}: is rotated, version {version.id}, but then {', and '.join(failures)}; "
                "do not rotate again for that, only run what failed"
            )


@contextmanager
def stopped_with_us() -> Iterator[None]:
    """Have a signal that would end us at once end the program that runs as well; one that is ignored stays so."""
    caught = [sign for sign in ENDING if signal.getsignal(sign) is signal.SIG_DFL]
    for sign in caught:
        signal.signal(sign, end)
    try:
        yield
    finally:
        for sign in caught:
            signal.signal(sign, signal.SIG_DFL)


def end(sign: int, frame: FrameType | None) -> None:
    """End with the exit code of shells for this signal."""
    raise SystemExit(128 + sign)


def environment_for(kind: str, opening: Opening) -> dict[str, str]:
    """Return our own environment, with what the options said about the store: `keysieve store` finds it there."""
    named = {
        "KEYSIEVE_STORE": kind,
        "KEYSIEVE_STORE_FILE": opening.file,
        "KEYSIEVE_KEY_SOURCE": opening.key,
        "KEYSIEVE_KEY_FILE": opening.key_file,
    }
    return {**opening.environment, **{name: value for name, value in named.items() if value}}


def show(command: Command, complaint: str) -> None:
    """Show what a program wrote to standard error."""
    for line in complaint.splitlines():
        click.echo(f"{escape(command.name)}: {escape(line)}", err=True)
