"""The command as a process of its own, without the start of an interpreter for each call.

A server has imported the command and forks for each call. The fork has its own arguments, directory, environment and
streams, and ends as any process. Two servers take turns: they hash differently, so that an order that depends on hashes
shows between two calls, as it does between two interpreters.
"""

from __future__ import annotations

import atexit
import itertools
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SECONDS = 120
READ_AT_START = ("LANG", "LC_", "LD_", "MALLOC_", "PYTHON", "TZ")
"""How variables begin that an interpreter or the C library reads when it starts."""


def run_command(
    words: Sequence[str | bytes], directory: Path, environment: dict[str, str], stdin: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    """Run `keysieve` with these words, as `subprocess.run` would."""
    if sys.platform == "linux" and read_at_start(environment) == read_at_start(dict(os.environ)):
        server = next(servers())
        if server.free.acquire(blocking=False):
            try:
                return server.run(words, directory, environment, stdin)
            finally:
                server.free.release()
    command = [sys.executable, "-m", "scanner", *words]
    return subprocess.run(
        command, cwd=directory, env=environment, input=stdin, capture_output=True, timeout=SECONDS, check=False
    )


def read_at_start(environment: dict[str, str]) -> dict[str, str]:
    """Return what a process must be started for."""
    return {name: value for name, value in environment.items() if name.startswith(READ_AT_START)}


@cache
def servers() -> Iterator[Server]:
    """Return the servers in turn; they start with the first call."""
    return itertools.cycle([Server(), Server()])


class Server:
    """A running `command_server.py`, which ends with this process."""

    def __init__(self) -> None:
        self.free = Lock()
        self.socket, theirs = socket.socketpair()
        program = str(Path(__file__).with_name("command_server.py"))
        self.process = subprocess.Popen(
            [sys.executable, program, str(theirs.fileno())],
            stdin=subprocess.PIPE,  # an interpreter remembers of which kind its streams are: pipes, as those of a call
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            pass_fds=[theirs.fileno()],
        )
        theirs.close()
        self.answers = self.socket.makefile("r")
        atexit.register(self.close)

    def close(self) -> None:
        """Let the process end and wait for it."""
        self.answers.close()
        self.socket.close()
        self.process.communicate()

    def run(
        self, words: Sequence[str | bytes], directory: Path, environment: dict[str, str], stdin: bytes
    ) -> subprocess.CompletedProcess[bytes]:
        """Run one call, while no other runs here."""
        os.umask(umask := os.umask(0))
        call = {"arguments": [*map(os.fsdecode, words)], "directory": str(directory), "environment": environment}
        with open(os.memfd_create("call"), "w+", encoding="utf-8") as asked:
            json.dump({**call, "umask": umask}, asked)
            asked.seek(0)
            (inlet, given), (out, outlet), (err, errlet) = os.pipe(), os.pipe(), os.pipe()
            socket.send_fds(self.socket, [b"."], [asked.fileno(), inlet, outlet, errlet])
        for theirs in (inlet, outlet, errlet):
            os.close(theirs)
        process = int(self.answer())
        try:
            written = exchange(given, stdin, (out, err))
        except TimeoutError:
            os.kill(process, signal.SIGKILL)
            self.answer()
            raise subprocess.TimeoutExpired(list(words), SECONDS) from None
        return subprocess.CompletedProcess(list(words), int(self.answer()), *written)

    def answer(self) -> str:
        """Return the server's next line."""
        line = self.answers.readline()
        assert line, self.process.communicate()[1].decode()
        return line


def exchange(inlet: int, stdin: bytes, outlets: Sequence[int]) -> list[bytes]:
    """Write a process' input and return its outputs. Raises TimeoutError if they do not end in time."""
    deadline = time.monotonic() + SECONDS
    outputs = {outlet: bytearray() for outlet in outlets}
    with selectors.DefaultSelector() as waiting:

        def end(pipe: int) -> None:
            waiting.unregister(pipe)
            os.close(pipe)

        os.set_blocking(inlet, False)
        waiting.register(inlet, selectors.EVENT_WRITE)
        for outlet in outlets:
            waiting.register(outlet, selectors.EVENT_READ)
        while pipes := list(waiting.get_map()):
            ready = [key.fd for key, _ in waiting.select(deadline - time.monotonic())]
            for pipe in ready or pipes:
                try:
                    if pipe != inlet and ready and (read := os.read(pipe, 1 << 16)):
                        outputs[pipe] += read
                    elif pipe == inlet and ready and stdin:
                        stdin = stdin[os.write(pipe, stdin) :]
                    else:
                        end(pipe)
                except BrokenPipeError:  # not everything is read
                    end(pipe)
            if not ready:
                raise TimeoutError
    return [bytes(output) for output in outputs.values()]
