"""Programs that a rotation runs: one that issues the new value, and those that act on it afterwards.

Beside git's wrapper this is the only place that starts programs: what issues a credential is the user's own, and no
library knows it. There is no shell, and no value is an argument or a variable.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import signal
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Thread
from typing import IO, TYPE_CHECKING

from scanner.model import Secret
from scanner.stores.interface import LARGEST_VALUE, RefusedValueError, StoreError
from scanner.stores.structured import fields_of, without_line_end
from scanner.text.members import members
from scanner.text.spellings import spellings

if TYPE_CHECKING:
    import subprocess

LARGEST_COMPLAINT = 65_536
"""Most bytes of a program's standard error that are shown."""

SHORTEST_SPELLING = 8
"""Fewest bytes of an encoded value, or of a field, that are masked: shorter ones are in innocent words."""

KEPT = LARGEST_COMPLAINT + 6 * (LARGEST_VALUE + 2)
"""Bytes of it that are read: a value that lies across the end must be known as one, and JSON makes six of a byte."""

TOO_MUCH = f"wrote more than the {LARGEST_VALUE} bytes that a store takes"

STOPPED = "was stopped"
MASK = b"****"
PAUSE_SECONDS = 0.01
SETTLING_SECONDS = 5.0
"""For the pipes of a program that has ended: one that it left behind may hold them open."""


class CommandError(StoreError):
    """A program could not be started, failed, or took too long."""

    def __init__(self, message: str, complaint: str = "") -> None:
        """`complaint`: what the program wrote to standard error, as in `Answer`."""
        super().__init__(message)
        self.complaint = complaint


@dataclass(frozen=True, slots=True)
class Answer:
    """What a program wrote."""

    secret: Secret
    """Its standard output, without the line end behind a single line."""
    complaint: str
    """Its standard error, in which values are masked; to be escaped before it is shown."""


@dataclass(frozen=True, slots=True)
class Command:
    """A program with its arguments. They may hold credentials, and are not shown."""

    words: tuple[str, ...] = field(repr=False)
    environment: Mapping[str, str] = field(repr=False)
    seconds: float

    @property
    def name(self) -> str:
        """What messages call it."""
        return os.path.basename(self.words[0])

    def check(self) -> None:
        """Raise CommandError if there is no such program."""
        if shutil.which(self.words[0], path=self.environment.get("PATH", os.defpath)) is None:
            raise CommandError(f"there is no program `{self.words[0]}`")

    def __call__(self, *masked: Secret) -> Answer:
        """Run it, with nothing on its standard input, and return what it wrote. Raises CommandError.

        `masked`: values that are not to show in its standard error, beside its standard output.
        """
        process = self._start()
        assert process.stdout is not None
        assert process.stderr is not None
        output, complaint = _Reader(process.stdout, LARGEST_VALUE + 2), _Reader(process.stderr, KEPT)
        failure = STOPPED
        try:
            failure = self._waited(process, output)
        finally:
            if failure:
                _stop(process)
        for reader in (output, complaint):
            reader.join(SETTLING_SECONDS)
        value = bytes(output.taken)
        if not failure and output.is_alive():
            _stop(process)
            failure = "left a program behind that holds its output open, so that nobody knows whether that is whole"
        elif not failure and output.overflows:  # what came last is read after the program has ended
            failure = TOO_MUCH
        text = _masked(bytes(complaint.taken), [Secret(value), *masked])
        if failure:
            raise CommandError(f"`{self.name}` {failure}", text)
        return Answer(Secret(without_line_end(value)), text)

    def _start(self) -> subprocess.Popen[bytes]:
        import subprocess  # 10 ms, for who runs no program

        try:
            return subprocess.Popen(
                self.words,
                bufsize=0,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=self.environment,
                start_new_session=True,  # so that what it starts ends with it
            )
        except (OSError, ValueError) as error:  # ValueError: a NUL in a word
            reason = getattr(error, "strerror", None) or "no such program"
            raise CommandError(f"`{self.name}` cannot be started: {reason}") from None

    def _waited(self, process: subprocess.Popen[bytes], output: _Reader) -> str:
        """Wait for the program's end; return how it failed, or nothing."""
        deadline = time.monotonic() + self.seconds
        while process.poll() is None:
            if output.overflows:
                break
            if time.monotonic() > deadline:
                return f"did not end within {self.seconds:.0f} s, and was stopped"
            time.sleep(PAUSE_SECONDS)
        if output.overflows:
            return TOO_MUCH
        code = process.returncode
        return "" if not code else f"ended with code {code}" if code > 0 else f"was ended by signal {-code}"


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a command line, as a shell without variables and patterns reads it.

    Raises RefusedValueError, which does not quote it.
    """
    try:
        words = tuple(shlex.split(text))
    except ValueError as error:
        raise RefusedValueError(f"a command line is cut off: {str(error).lower()}") from None
    sign = _sign_for_a_shell(text)
    if sign:
        raise RefusedValueError(
            f"a command line runs without a shell, to which an unquoted {sign} speaks; quote it, or name a shell as "
            "the program: sh -c '…'"
        )
    if not words or not words[0]:
        raise RefusedValueError("a command line is empty; name a program")
    return words


def _sign_for_a_shell(text: str) -> str:
    """Return the first sign outside quotes that only a shell understands; empty: there is none.

    Without a shell, `issue >&2; exit 1` would give all behind the name to the program, whose output is then the value.
    """
    quote, is_escaped = "", False
    for at, sign in enumerate(text):
        if is_escaped:
            is_escaped = False
        elif sign == "\\" and quote != "'":
            is_escaped = True
        elif sign in "'\"" and quote in ("", sign):
            quote = "" if quote else sign
        elif not quote and (sign in "|;&<>`" or text.startswith("$(", at)):
            return sign
    return ""


class _Reader(Thread):
    """Reads a pipe to its end, so that nobody waits for it, and keeps the first `most` bytes."""

    def __init__(self, pipe: IO[bytes], most: int) -> None:
        super().__init__(daemon=True)
        self.taken = bytearray()
        self.overflows = False
        self._pipe = pipe
        self._most = most
        self.start()

    def run(self) -> None:
        """Read."""
        while part := self._pipe.read(65_536):
            room = self._most - len(self.taken)
            self.taken += part[:room]
            self.overflows = self.overflows or len(part) > room
        self._pipe.close()


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the program, and what it started."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):  # all of them have ended
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()


def _masked(text: bytes, values: list[Secret]) -> str:
    """Return the beginning of a text without the values: without spaces around them, line by line, and encoded."""
    shown: set[bytes] = set()
    for value in values:
        whole = value.reveal_in_clear()
        fields = {field for field in _fields(value) if len(field) >= SHORTEST_SPELLING}
        shown |= {whole.strip(), *(line.strip() for line in whole.splitlines()), *fields}
        for one in {whole, whole.strip(), *fields}:
            encoded = (form for form, encoding in spellings(one).items() if encoding)
            shown |= {form for form in encoded if len(form) >= SHORTEST_SPELLING}
    hidden = sorted(shown - {b""}, key=len, reverse=True)
    text = text[: _end_between(text, hidden)]
    for one in hidden:
        text = text.replace(one, MASK)
    return text.decode("utf-8", "replace").strip("\n")


def _fields(value: Secret) -> set[bytes]:
    """Return the texts in a value with fields."""
    fields = fields_of(value)
    return {text.encode() for _, text in members(fields or {}) if isinstance(text, str)}


def _end_between(text: bytes, hidden: list[bytes]) -> int:
    """Return where to end a text that is too long: no value lies across."""
    end = LARGEST_COMPLAINT
    across = True
    while across and end < len(text):
        places = [text.find(one, max(0, end - len(one) + 1), end + len(one) - 1) for one in hidden]
        across = any(place >= 0 for place in places)
        end = min([end, *(place for place in places if place >= 0)])
    return end
