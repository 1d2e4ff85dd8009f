"""Where a secret is before a store is asked: a variable, a file that a variable names, or a mounted directory."""

from __future__ import annotations

import os

from scanner.model import Secret
from scanner.regular import regular

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

ATTEMPTS = 20
"""To read a mounted file while its version is swapped."""


def variable_of(name: str) -> str:
    """Return the variable that stands for a secret: `app/db-key` is `APP_DB_KEY`."""
    return "".join(one if one.isascii() and one.isalnum() else "_" for one in name).upper()


def given(name: str, variables: Mapping[str, str], directory: str) -> Secret | None:
    """Return the secret if a variable, a file or the mounted directory has it. Raises StoreError for a wrong file.

    An empty variable counts as none. A directory in the place of a file is a value with a field for each file in it.
    """
    variable = variable_of(name)
    if not variable.strip("_"):  # shells set `_`
        return _mounted(name, directory) if directory else None
    if variable not in OF_THE_SYSTEM:
        value = variables.get(variable)
        if value:
            return Secret(value.encode("utf-8", "surrogateescape"))
    path = variables.get(variable + FILE_SUFFIX)
    if path:
        return _from_path(path, f"{name}: {variable}{FILE_SUFFIX}")
    return _mounted(name, directory) if directory else None


def _from_path(path: str, where: str) -> Secret:
    from scanner.stores.interface import NotFoundError

    try:
        found = _read(path, where)
    except FileNotFoundError:
        raise NotFoundError(f"{where} names {path!r}, which is not there") from None
    if found is None:
        raise NotFoundError(f"{where} names {path!r}, which is empty")
    return found


def _read(path: str, where: str) -> Secret | None:
    """Return what a file, or a directory of files, holds; None: nothing. Raises FileNotFoundError and StoreError."""
    if os.path.isdir(path):
        return _from_directory(path)
    from scanner.stores.interface import RefusedValueError, UnavailableError

    try:
        with open(path, "rb", opener=regular) as stream:
            value = stream.read(LARGEST + 1)
    except FileNotFoundError:
        raise
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "that is no path"
        raise UnavailableError(f"{where} names {path!r}, which cannot be read: {reason}") from error
    if len(value) > LARGEST:
        raise RefusedValueError(f"{where} names {path!r}, which is larger than any secret")
    value = value.removesuffix(b"\n")
    return Secret(value) if value else None


def _from_directory(path: str) -> Secret:
    from scanner.stores.mounted import read_mounted
    from scanner.stores.structured import structured

    files = read_mounted(path, strip_newline=True)
    return structured({name: one.reveal_in_clear().decode("utf-8", "replace") for name, one in files.items()})


def _mounted(name: str, directory: str) -> Secret | None:
    """Return the file, or the directory, that is called like the secret, with `-` for `/`; None: there is none.

    Nothing else in the directory is looked at. Names that begin with `..` are Kubernetes' own.
    """
    from scanner.stores.interface import NotFoundError, RefusedValueError, UnavailableError

    called = name.replace("/", "-")
    if called in {"", "."} or called.startswith(".."):
        raise RefusedValueError(f"{name!r} is no name for a secret of the directory {directory!r}")
    path = os.path.join(directory, called)
    for _ in range(ATTEMPTS):
        try:
            return _read(path, f"{name}: KEYSIEVE_SECRETS_DIR")
        except FileNotFoundError:
            if not os.path.islink(path):
                if os.path.isdir(directory):
                    return None
                raise NotFoundError(f"{directory}: there is no such directory of mounted secrets") from None
        # a link that leads nowhere is being swapped: the new version is there
    raise UnavailableError(f"{name}: {path!r} is a link that leads nowhere")
