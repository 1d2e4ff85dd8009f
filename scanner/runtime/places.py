"""Where a secret is before a store is asked: a variable, a file that a variable names, or a mounted directory."""

from __future__ import annotations

import os

from scanner.model import Secret

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

FILE_SUFFIX = "_FILE"
OF_THE_SYSTEM = frozenset(
    (
        "HOME",
        "HOSTNAME",
        "LANG",
        "LOGNAME",
        "MAIL",
        "PATH",
        "PWD",
        "SHELL",
        "TEMP",
        "TERM",
        "TMP",
        "TMPDIR",
        "TZ",
        "USER",
    )
)
"""Variables that are never a secret, whatever secret is called like them."""

LARGEST = 65_536 + 1
"""Bytes that are read of a file: the largest value of a store, and a line end."""


def variable_of(name: str) -> str:
    """Return the variable that stands for a secret: `app/db-key` is `APP_DB_KEY`."""
    return "".join(one if one.isascii() and one.isalnum() else "_" for one in name).upper()


def given(name: str, variables: Mapping[str, str], directory: str) -> Secret | None:
    """Return the secret if a variable, a file or the mounted directory has it. Raises StoreError for a wrong file.

    An empty variable counts as none. A directory in the place of a file is a value with a field for each file in it.
    """
    variable = variable_of(name)
    if variable not in OF_THE_SYSTEM:
        value = variables.get(variable)
        if value:
            return Secret(value.encode("utf-8", "surrogateescape"))
    path = variables.get(variable + FILE_SUFFIX)
    if path:
        return _from_path(path, f"{name}: {variable}{FILE_SUFFIX}")
    return _mounted(name, directory) if directory else None


def _from_path(path: str, where: str) -> Secret:
    if os.path.isdir(path):
        return _from_directory(path)
    from scanner.stores.interface import NotFoundError, RefusedValueError, UnavailableError

    try:
        with open(path, "rb") as stream:
            value = stream.read(LARGEST + 1)
    except FileNotFoundError:
        raise NotFoundError(f"{where} names {path!r}, which is not there") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "that is no path"
        raise UnavailableError(f"{where} names {path!r}, which cannot be read: {reason}") from error
    if len(value) > LARGEST:
        raise RefusedValueError(f"{where} names {path!r}, which is larger than any secret")
    value = value.removesuffix(b"\n")
    if not value:
        raise NotFoundError(f"{where} names {path!r}, which is empty")
    return Secret(value)


def _from_directory(path: str) -> Secret:
    from scanner.stores.mounted import read_mounted
    from scanner.stores.structured import structured

    files = read_mounted(path, strip_newline=True)
    return structured({name: one.reveal_in_clear().decode("utf-8", "replace") for name, one in files.items()})


def _mounted(name: str, directory: str) -> Secret | None:
    """Return the file, or the directory, that is called like the secret, with `-` for `/`; None: there is none."""
    from scanner.stores.mounted import read_mounted

    called = name.replace("/", "-")
    if os.path.isdir(os.path.join(directory, called)):
        return _from_directory(os.path.join(directory, called))
    found = read_mounted(directory, strip_newline=True).get(called)
    return found if found is not None and len(found) else None
