"""A program that has imported the command and forks for each call; `tests/command.py` starts it and says why.

It gets a byte and four file descriptors for each call (what is asked, and the call's three streams), and answers with
the id of the call's process, then with how it ended.
"""

from __future__ import annotations

import sys

del sys.path[0]  # this directory

import gc  # noqa: E402
import importlib  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402
import pkgutil  # noqa: E402
import runpy  # noqa: E402
import socket  # noqa: E402

import scanner  # noqa: E402

LEFT_OUT = (
    "scanner.__main__",  # runs the command
    "scanner.api",  # these two are for programs
    "scanner.runtime",
    "scanner.stores.aws",  # these three import much, and few calls need them
    "scanner.stores.kubernetes",
    "scanner.stores.vault",
)


def serve(calls: socket.socket) -> list[str] | None:
    """Fork for each call. Returns the call's arguments in its fork, and None when there are no more calls."""
    while True:
        _, received, _, _ = socket.recv_fds(calls, 1, 4)
        if not received:
            return None
        asked, *streams = received
        with open(asked, encoding="utf-8") as file:
            call = json.load(file)
        process = os.fork()
        if process == 0:
            calls.close()
            become(call, streams)
            return call["arguments"]
        for stream in streams:
            os.close(stream)
        calls.sendall(f"{process}\n".encode())
        _, status = os.waitpid(process, 0)
        calls.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())


def become(call: dict[str, object], streams: list[int]) -> None:
    """Take the streams, the directory and the environment of a call."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.umask(call["umask"])
    os.chdir(call["directory"])
    os.environ.clear()
    os.environ.update(call["environment"])
    sys.path.insert(0, os.getcwd())


for module in pkgutil.walk_packages(scanner.__path__, "scanner."):
    if not module.name.startswith(LEFT_OUT):
        importlib.import_module(module.name)
gc.freeze()  # the forks need not look through it
arguments = serve(socket.socket(fileno=int(sys.argv[1])))
if arguments is not None:
    sys.argv[1:] = arguments
    runpy.run_module("scanner", run_name="__main__", alter_sys=True)
