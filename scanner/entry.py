"""The console script, and the one place that catches errors. The plain hook call runs from here without click."""

from __future__ import annotations

import errno
import os
import sys

from scanner import exitcodes
from scanner.errors import KeysieveError, internal_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import IO, TextIO


DETECT_SECRETS = "detect-secrets-hook"
"""The command behind `keysieve-detect-secrets`."""

ENV_CHECK = ["env", "check"]

WITH_FILES = (["hook"], ENV_CHECK, [DETECT_SECRETS])
"""The commands that the framework gives names of files."""

JUDGES = (*WITH_FILES, ["pre-receive"], ["gitignore", "check"])
"""The commands that may run where nobody reads what they say."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; `arguments` are those of the process by default."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    fill_closed_streams(may_lose_output=is_judge(words))
    try:
        return run(words)
    except KeysieveError as error:
        complain(str(error))
        return error.exit_code
    except SystemExit:  # the audit ends so, when its terminal is closed
        give_up(sys.stdout)
        raise
    except KeyboardInterrupt:
        complain("interrupted")
        return exitcodes.INTERRUPTED
    except BrokenPipeError:
        # The reader of our output went away; what it did not read cannot be called a success.
        give_up(sys.stdout)
        complain("the output was not read to its end")
        return exitcodes.FAILED
    except OSError as error:
        give_up(sys.stdout)
        place = f"{os.fsdecode(error.filename)}: " if isinstance(error.filename, str | bytes) else ""
        reason = "the standard output is closed" if error.errno == errno.EBADF else error.strerror or error
        complain(f"{place}{reason}")
        return exitcodes.FAILED
    except RecursionError:
        complain("the input is nested too deeply to be read")
        return exitcodes.FAILED
    except Exception as error:  # noqa: BLE001  the edge: no traceback, which might quote what was read
        complain(internal_error(error))
        return exitcodes.FAILED


def detect_secrets() -> int:
    """Run `keysieve-detect-secrets`, the hook with the arguments of detect-secrets."""
    return main([DETECT_SECRETS, *sys.argv[1:]])


def is_judge(words: list[str]) -> bool:
    """Whether the exit code is the whole answer of a command: git and the programs around it call those."""
    return any(words[: len(judge)] == judge for judge in JUDGES)


def fill_closed_streams(may_lose_output: bool) -> None:
    """Put the null device where a standard stream is closed, else a pipe to git would take its number.

    What a command is called for must not go there, and be called a success: what is written to a closed output fails,
    unless `may_lose_output`: the exit code is the whole answer.
    """
    lost = os.O_WRONLY if may_lose_output else os.O_RDONLY
    for name, mode, flags in (("stdin", "r", os.O_RDONLY), ("stdout", "w", lost), ("stderr", "w", os.O_WRONLY)):
        if getattr(sys, name) is None:
            setattr(sys, name, null_stream(mode, flags))


def null_stream(mode: str, flags: int) -> IO[str]:
    """Return the null device as a stream; what is written to it fails if `flags` only let it be read."""
    return open(os.devnull, mode, encoding="utf-8", opener=lambda path, _: os.open(path, flags))


def run(words: list[str]) -> int:
    """Run the command that `words` spell. Raises KeysieveError if it cannot do its job."""
    if words == ["gitignore", "check", "--hook"]:
        from scanner.cli.gitignore_hook import run_gitignore_hook

        return run_gitignore_hook()
    command = words[:2] if words[:2] == ENV_CHECK else words[:1]
    if command in WITH_FILES:
        rest = words[len(command) :]
        files = plain_files(rest) if command != [DETECT_SECRETS] else None
        if files is not None:
            return run_plain(command, files)
        words = [*command, *files_last(rest)]
    if words[:1] == ["scan"]:
        from scanner.cli.plain_scan import plain_scan

        call = plain_scan(words[1:])
        if call is not None:
            from scanner.cli.scan_run import run_plain_scan

            return run_plain_scan(call)
    from scanner.cli.main import run_click

    return run_click(words)


def run_plain(command: list[str], files: list[str]) -> int:
    """Run a hook on these files, without options and without click. Raises KeysieveError."""
    if command == ENV_CHECK:
        from scanner.cli.env_check import run_env_check

        return run_env_check(files)
    from scanner.cli.hook import run_hook

    return run_hook(files)


def plain_files(words: list[str]) -> list[str] | None:
    """Return the files of a hook call without options; None if there are options to parse."""
    if words[:1] == ["--"] and not is_file(words[0]):
        return words[1:]
    return None if any(word.startswith("-") and not is_file(word) for word in words) else words


def files_last(words: list[str]) -> list[str]:
    """Return the words of a hook call with the files that look like options moved behind the `--`.

    The framework passes names as they are: a file called `--exit-code=0` must not switch the hook off.
    """
    end = words.index("--") if "--" in words and not is_file("--") else len(words)
    options = [word for word in words[:end] if not (word.startswith("-") and is_file(word))]
    named = [word for word in words[:end] if word.startswith("-") and is_file(word)]
    return [*options, "--", *named, *words[end + 1 :]]


def is_file(word: str) -> bool:
    """Whether there is a file of that name here."""
    return os.path.lexists(word)


def complain(message: str) -> None:
    """Write one line to stderr, with nothing in it that a terminal would act on."""
    from scanner.text.redact import escape

    try:
        sys.stderr.write(f"keysieve: {escape(message)}\n")
    except OSError:
        give_up(sys.stderr)


def give_up(stream: TextIO) -> None:
    """Let what a stream cannot write go nowhere: else the interpreter fails over it when it ends."""
    try:
        stream.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
