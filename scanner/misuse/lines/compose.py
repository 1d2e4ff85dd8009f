"""Secrets that a compose file gives to the build of an image, which keeps its arguments."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.misuse.interface import Hit
from scanner.misuse.names import is_secret_variable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.misuse.interface import Text

ARGUMENTS = re.compile(
    rb"^([ \t]*)args:[ \t]*(?:#[^\n]*)?\r?\n((?:\1(?:[ \t]+|-[ \t])[^\n]*(?:\n|\Z)|[ \t]*\r?\n)+)", re.MULTILINE
)
ARGUMENT = re.compile(rb"^[ \t]*(?:-[ \t]+)?[\"']?([A-Za-z_]\w*)[\"']?[ \t]*(?:[:=]|\r?$)", re.MULTILINE)


def analyse(text: Text) -> Iterator[Hit]:
    """Yield each argument of a build that has the name of a secret."""
    for block in ARGUMENTS.finditer(text.content):
        for found in ARGUMENT.finditer(text.content, *block.span(2)):
            name = found[1].decode()
            if is_secret_variable(name):
                yield Hit("misuse-secret-in-image", *found.span(1), f"build.args {name}")
