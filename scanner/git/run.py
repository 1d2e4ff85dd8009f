"""The one wrapper around the git program.

List arguments, bytes, NUL-separated output. The environment is cleaned, nothing in the user's or the repository's
configuration may change what plumbing says or run a program, and nothing is fetched. A process is started without
`subprocess`, whose import costs 12 ms. Pipes are read to their end; standard error goes to a file, so that no pipe can
fill up unseen.
"""

from __future__ import annotations

import os

from scanner.errors import KeysieveError
from scanner.git.process import Process
from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

KEPT = frozenset(
    (
        "GIT_DIR",
        "GIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_COMMON_DIR",
        "GIT_OBJECT_DIRECTORY",
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_QUARANTINE_PATH",
        "GIT_EXEC_PATH",
        "GIT_CONFIG_GLOBAL",
        "GIT_CONFIG_SYSTEM",
        "GIT_CONFIG_NOSYSTEM",
        "GIT_CONFIG_COUNT",
        "GIT_CONFIG_PARAMETERS",
    )
)
"""Variables that say where the repository and its configuration are. Configuration may name a safe directory."""

FORCED = {
    "GIT_GRAFT_FILE": os.devnull,  # a graft would cut commits out of what is walked
    "GIT_ALLOW_PROTOCOL": "none",  # a missing object is an error, never a reason to run a transport
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",  # what is committed counts, not what refs/replace shows instead
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
    "LANGUAGE": "C",
}

HARMLESS_CONFIGURATION = (
    "-c",
    "core.fsmonitor=",  # empty: git before 2.36 takes `false` for the name of a program
    "-c",
    "core.untrackedCache=false",
    "-c",
    f"core.hooksPath={os.devnull}",
    "-c",
    "core.commitGraph=false",  # one flipped bit in it hides commits, and git looks for none
    "-c",
    "core.quotePath=false",
)
"""The configuration that could make plumbing run a program or answer from a cache."""


NO_INDEX = os.path.join(os.path.dirname(os.path.abspath(__file__)), "no-index")
"""A file that is not there. In the place of the index it is an empty one, where git reads what it has no use for."""

DAMAGED_INDEX = "the index of git is damaged: it lists a file without a name; `git read-tree HEAD` makes it anew"


class GitError(KeysieveError):
    """Git is missing, refuses, or died."""


def environment(index: str | None = None) -> dict[str, str]:
    """Return the environment that git runs in; `index`: the file that is its index, instead of the usual one."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_")
        or name in KEPT
        or name.startswith(("GIT_CONFIG_KEY_", "GIT_CONFIG_VALUE_", "GIT_TEST_ASSUME_"))
    }
    kept.update(FORCED)
    if index is not None:
        kept["GIT_INDEX_FILE"] = index
    return kept


def start(
    arguments: Sequence[str], directory: str | None = None, data: bytes | None = None, index: str | None = None
) -> Process:
    """Start git with these arguments and return the process.

    `directory`: where it runs; None: here. `data`: its whole standard input; None: a pipe. `index`: see `environment`.
    Raises GitError if there is no git program.
    """
    command = ["git", *HARMLESS_CONFIGURATION]
    if directory is not None:
        command += ["-C", directory]
    try:
        return Process([*command, *arguments], environment(index), data)
    except FileNotFoundError as error:
        raise GitError("git is not installed, or not on PATH; install it from https://git-scm.com") from error
    except OSError as error:
        raise GitError(f"git cannot be started: {error.strerror}") from error


class Told(NamedTuple):
    """What a git process said that has ended."""

    arguments: Sequence[str]
    code: int
    written: bytes
    complaint: bytes

    def output(self) -> bytes:
        """Return what it wrote to standard output. Raises GitError if it failed."""
        if self.code:
            raise failure(self.arguments, self.code, self.complaint)
        return self.written


def told(*questions: Sequence[str]) -> list[Told]:
    """Return what git says to each of the questions, which are asked at once.

    Raises GitError if there is no git program.
    """
    processes = [start(arguments) for arguments in questions]
    for process in processes:
        process.close_stdin()
    written = [process.read_all() for process in processes]
    ends = [process.finish() for process in processes]
    return [
        Told(arguments, code, said, complaint)
        for arguments, said, (code, complaint) in zip(questions, written, ends, strict=True)
    ]


def output(arguments: Sequence[str], directory: str | None = None, stdin: bytes = b"") -> bytes:
    """Return what git writes to standard output.

    `stdin` must fit into a pipe (4 KiB). Raises GitError if git fails, with what it said.
    """
    return output_and_complaint(arguments, directory, stdin)[0]


def output_and_complaint(
    arguments: Sequence[str], directory: str | None = None, stdin: bytes = b"", index: str | None = None
) -> tuple[bytes, bytes]:
    """Return what git writes to standard output, and what it warns of although it succeeds; see `output`."""
    process = start(arguments, directory, index=index)
    if stdin:
        process.write(stdin)
    process.close_stdin()
    written = process.read_all()
    code, complaint = process.finish()
    if code:
        raise failure(arguments, code, complaint)
    return written, complaint


def answer(arguments: Sequence[str], data: bytes, index: str | None = None) -> bytes:
    """Return what git writes to standard output for an input of any size. Raises GitError if git fails."""
    process = start(arguments, data=data, index=index)
    written = process.read_all()
    code, complaint = process.finish()
    if code:
        raise failure(arguments, code, complaint)
    return written


def lines(arguments: Sequence[str], directory: str | None = None) -> list[bytes]:
    """Return git's NUL-terminated output, cut at the NULs. Raises GitError if git fails."""
    return split_nul(output(arguments, directory))


def split_nul(text: bytes) -> list[bytes]:
    """Cut NUL-terminated records."""
    return text[:-1].split(b"\0") if text else []


def failure(arguments: Sequence[str], code: int, complaint: bytes) -> GitError:
    """Return the error for a git process that ended with `code` and wrote `complaint`."""
    said = complaint.decode("utf-8", "replace").strip()
    from scanner.git.refusal import refusal  # only a failure needs it

    better = refusal(said)
    if better:
        return GitError(better)
    told = said.splitlines() or [f"it ended with code {code}"]
    # Warnings and hints may come first.
    reason = next((line for begin in ("fatal: ", "error: ") for line in told if line.startswith(begin)), told[0])
    reason = reason.removeprefix("fatal: ").removeprefix("error: ")
    return GitError(f"`git {arguments[0]}` failed: {reason}")
