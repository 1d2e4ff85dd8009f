"""Secrets that Kubernetes mounts as files, read together: those of one version, never half of two."""

from __future__ import annotations

import os
from contextlib import suppress

from scanner.model import Secret
from scanner.regular import regular
from scanner.stores.interface import LARGEST_VALUE, NotFoundError, RefusedValueError, UnavailableError

CURRENT = "..data"
"""Link to the directory with the version in use; the kubelet swaps it, and removes the old directory."""

ATTEMPTS = 20


def read_mounted(path: str, strip_newline: bool = False) -> dict[str, Secret]:
    """Return the files of a mounted Secret by their names, all of one version.

    Files are read through `..data`, opened once as a directory; where there is no such link, as in a plain directory,
    through the directory itself. `strip_newline`: leave out one line feed at the end of each; nothing else is ever
    stripped. Raises NotFoundError if the directory is not there, UnavailableError if it cannot be read, and
    RefusedValueError for a file that is larger than any secret.
    """
    for _ in range(ATTEMPTS):
        with suppress(FileNotFoundError):  # swapped while we read: the new version is there
            return _read_version(path, strip_newline)
    if not os.path.isdir(path):
        raise NotFoundError(f"{path}: there is no such directory of mounted secrets")
    raise UnavailableError(f"{path}: the mounted secrets change too fast to be read")


def _read_version(path: str, strip_newline: bool) -> dict[str, Secret]:
    linked = os.path.join(path, CURRENT)
    place = linked if os.path.lexists(linked) else path
    try:
        directory = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
    except NotADirectoryError as error:
        raise NotFoundError(f"{path}: is no directory of mounted secrets") from error
    except PermissionError as error:
        raise UnavailableError(f"{path}: the mounted secrets cannot be read: {error.strerror}") from error
    try:
        found = {}
        for name in sorted(os.listdir(directory)):
            if not name.startswith(".."):
                value = _read_file(name, directory, path)
                found[name] = Secret(value.removesuffix(b"\n") if strip_newline else value)
        if not os.path.samestat(os.fstat(directory), os.stat(place)):
            raise FileNotFoundError  # swapped meanwhile, so that files may have been removed before they were listed
        return found
    finally:
        os.close(directory)


def _read_file(name: str, directory: int, path: str) -> bytes:
    def opened(name: str, flags: int) -> int:
        return regular(name, flags, directory=directory)

    try:
        with open(name, "rb", opener=opened) as stream:  # which closes it, too, if it is no file
            value = stream.read(LARGEST_VALUE + 2)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise UnavailableError(f"{path}: {name} cannot be read: {error.strerror}") from error
    if len(value) > LARGEST_VALUE + 1:  # a line end is none of the value
        raise RefusedValueError(f"{path}: {name} is larger than any secret")
    return value
