"""Getting text out: to standard output whatever its encoding, or to a file, whole or not at all."""

from __future__ import annotations

import io
import os
import sys

from scanner.errors import UsageError


def emit(text: str, path: str | None) -> None:
    """Write `text` to standard output, or to the file `path` in UTF-8.

    Raises UsageError if the file cannot be written.
    """
    if path is None:
        tolerate_encoding()
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    write_file(path, text.encode("utf-8", "backslashreplace"))


def tolerate_encoding() -> None:
    """Let standard output escape what its encoding does not have, instead of failing."""
    write_all()
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")


def write_all() -> None:
    """Let standard output fail where it cannot take everything.

    Under PYTHONUNBUFFERED, what the system writes in part only, to a full disk say, would pass for written.
    """
    if isinstance(getattr(sys.stdout, "buffer", None), io.RawIOBase):
        sys.stdout = open(sys.stdout.fileno(), "w", encoding=sys.stdout.encoding, closefd=False)  # noqa: SIM115  kept


def write_file(path: str, data: bytes) -> None:
    """Write the file so that a reader sees the old contents or the new ones; devices and pipes are written to directly.

    Raises UsageError if it cannot be written.
    """
    try:
        if os.path.exists(path) and not os.path.isfile(path):
            with open(path, "wb") as stream:
                stream.write(data)
            return
        from scanner.atomic import write_atomically  # a hook writes no file

        write_atomically(path, data)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from error


def check_stdout() -> None:
    """Raise UsageError if standard output is closed: nobody would get the report."""
    if getattr(sys.stdout, "name", "") == os.devnull:  # entry.py puts it where stdout is closed
        raise UsageError("standard output is closed, so the report can go nowhere; name a file with --output")


def wants_color() -> bool:
    """Whether standard output is to be coloured (https://no-color.org, https://force-color.org)."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (sys.stdout.isatty() and os.environ.get("TERM") != "dumb")
