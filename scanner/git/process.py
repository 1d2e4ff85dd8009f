"""A git process with pipes, started without `subprocess` where the system allows it."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from subprocess import Popen

CHUNK = 1 << 20


def error_file() -> int:
    """Return a descriptor of an anonymous file for standard error."""
    if sys.platform == "linux" and hasattr(os, "memfd_create"):
        return os.memfd_create("git-stderr")
    from tempfile import TemporaryFile

    with TemporaryFile() as stream:
        return os.dup(stream.fileno())


def input_file(data: bytes) -> int:
    """Return a descriptor of an anonymous file that holds `data`: input of any size without a thread."""
    descriptor = error_file()
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor


def program_path(name: str, environment: Mapping[str, str]) -> str:
    """Return the absolute path of the program. Relative parts of PATH are passed over: the repository could fill them.

    Raises FileNotFoundError if there is none.
    """
    for directory in environment.get("PATH", os.defpath).split(os.pathsep):
        path = os.path.join(directory, name)
        if os.path.isabs(directory) and os.access(path, os.X_OK) and os.path.isfile(path):
            return path
    raise FileNotFoundError(name)


class Process:
    """Standard input and output as pipes; what git says on standard error is kept for `finish`.

    With `data`, standard input is a file that holds it, and nothing can be written.
    """

    __slots__ = ("_data", "_errors", "_input", "_output", "_pending", "_pid", "_popen")

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], data: bytes | None = None) -> None:
        """Start `command`. Raises OSError if it cannot be started: FileNotFoundError if the program is not there."""
        self._pending = b""
        self._data = data
        self._errors = error_file()
        self._popen: Popen[bytes] | None = None
        try:
            if hasattr(os, "posix_spawn"):
                self._spawn(command, environment)
            else:
                self._popen_start(command, environment)
        except BaseException:
            os.close(self._errors)
            raise

    def _spawn(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        child_input, self._input = self._input_pair()
        self._output, child_output = os.pipe()
        try:
            self._pid = os.posix_spawn(
                program_path(command[0], environment),
                list(command),
                environment,
                file_actions=(
                    (os.POSIX_SPAWN_DUP2, child_input, 0),
                    (os.POSIX_SPAWN_DUP2, child_output, 1),
                    (os.POSIX_SPAWN_DUP2, self._errors, 2),
                ),
            )
        except OSError:
            self.close_stdin()
            os.close(self._output)
            raise
        finally:
            os.close(child_input)
            os.close(child_output)

    def _input_pair(self) -> tuple[int, int]:
        """Return the child's end and ours of standard input; ours is -1 where it is a file."""
        return os.pipe() if self._data is None else (input_file(self._data), -1)

    def _popen_start(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        import shutil
        import subprocess

        program = shutil.which(command[0])  # an absolute path: never a git.exe of the current directory
        if program is None:
            raise FileNotFoundError(command[0])
        popen = subprocess.Popen(
            [program, *command[1:]],
            env=dict(environment),
            stdin=subprocess.PIPE if self._data is None else input_file(self._data),
            stdout=subprocess.PIPE,
            stderr=self._errors,
            bufsize=0,
        )
        assert popen.stdout is not None
        self._popen, self._pid = popen, popen.pid
        self._output = os.dup(popen.stdout.fileno())
        self._input = -1
        if popen.stdin is not None:
            self._input = os.dup(popen.stdin.fileno())
            popen.stdin.close()
        popen.stdout.close()

    def write(self, data: bytes) -> None:
        """Write all of `data` to git. A git that has died is noticed when its answer is read."""
        view = memoryview(data)
        try:
            while view:
                view = view[os.write(self._input, view) :]
        except BrokenPipeError:
            return

    def close_stdin(self) -> None:
        """Tell git that there is no more input."""
        if self._input >= 0:
            os.close(self._input)
            self._input = -1

    def read_some(self, most: int = CHUNK) -> bytes:
        """Return the next bytes of the output, at most `most`; empty at its end."""
        if self._pending:
            taken, self._pending = self._pending[:most], self._pending[most:]
            return taken
        return os.read(self._output, most)

    def read_line(self) -> bytes:
        """Return the next line of the output without its end; what is left if there is no more line end."""
        while b"\n" not in self._pending:
            more = os.read(self._output, 4096)
            if not more:
                line, self._pending = self._pending, b""
                return line
            self._pending += more
        line, _, self._pending = self._pending.partition(b"\n")
        return line

    def read_all(self) -> bytes:
        """Return the rest of the output."""
        parts = [self._pending]
        self._pending = b""
        while part := os.read(self._output, CHUNK):
            parts.append(part)
        return b"".join(parts)

    def finish(self) -> tuple[int, bytes]:
        """Close the pipes, wait for the end, and return the exit code and what git wrote to standard error."""
        self.close_stdin()
        os.close(self._output)
        popen = self._popen
        code = popen.wait() if popen is not None else os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])
        os.lseek(self._errors, 0, os.SEEK_SET)
        complaint = b"".join(iter(lambda: os.read(self._errors, CHUNK), b""))
        os.close(self._errors)
        return code, complaint
