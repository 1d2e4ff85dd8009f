"""Finding and reading the configuration. A repository without one pays for a look at two names."""

from __future__ import annotations

import os

from scanner.config.model import Config, ConfigError
from scanner.regular import contents_if_there

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

OWN_FILE = ".keysieve.toml"
PYPROJECT = "pyproject.toml"

KNOWN_FILE = ".keysieve.known"
"""The fingerprints of known values at the work tree's root, to be committed and shared."""

LOCAL_KNOWN_FILE = ("keysieve", "known")
"""Those in the git directory, for this clone alone."""


def load_config(root: str, explicit: str | None = None) -> Config:
    """Return the configuration at `root`, or of the file `explicit`; the defaults if there is none.

    Raises ConfigError if a file is wrong, if `explicit` is not there, or if both files configure keysieve.
    """
    if explicit is not None:
        text = _read(explicit)
        if text is None:
            raise ConfigError(f"{explicit}: no such configuration file")
        return _parse(explicit, text, os.path.basename(explicit) == PYPROJECT)
    own_path, pyproject_path = os.path.join(root, OWN_FILE), os.path.join(root, PYPROJECT)
    own, pyproject = _read(own_path), _read(pyproject_path)
    in_pyproject = pyproject is not None and b"keysieve" in pyproject and _has_table(pyproject_path, pyproject)
    if own is not None and in_pyproject:
        raise ConfigError(f"both {OWN_FILE} and [tool.keysieve] in {PYPROJECT} are there; keep one of them")
    if own is not None:
        return _parse(own_path, own, False)
    if in_pyproject and pyproject is not None:
        return _parse(pyproject_path, pyproject, True)
    return Config()


def _read(path: str) -> bytes | None:
    try:
        return contents_if_there(path)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error


def _has_table(path: str, text: bytes) -> bool:
    from scanner.config.parse import read_toml

    return "keysieve" in _tools(read_toml(path, text))


def _tools(document: Mapping[str, Any]) -> Mapping[str, Any]:
    tools = document.get("tool")
    return tools if isinstance(tools, dict) else {}


def _parse(path: str, text: bytes, is_pyproject: bool) -> Config:
    from hashlib import blake2b

    from scanner.config.parse import parse_config, read_toml

    document = read_toml(path, text)
    config = parse_config(_tools(document).get("keysieve", {}) if is_pyproject else document, path)
    return config._replace(digest=blake2b(text, digest_size=8).hexdigest())
