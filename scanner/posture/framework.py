"""Where the framework pre-commit has our hook from."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from scanner.install.config_shape import shape_of
from scanner.install.framework import CONFIG, config_text, place_of
from scanner.install.model import InstallError

if TYPE_CHECKING:
    from scanner.install.config_shape import Item


def framework_of(root: str) -> Item | None:
    """Return the repository of the framework's configuration that has our hook; None: it names none, as far as told."""
    try:
        text = config_text(os.path.join(root, CONFIG))
        found = place_of(shape_of(text or "", CONFIG), "keysieve")
    except InstallError:  # how it is laid out, `keysieve doctor` tells
        return None
    return found[0] if found is not None else None
