"""Secrets that a workflow or a pipeline writes to its log."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.misuse.interface import Hit
from scanner.misuse.names import is_secret_variable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.misuse.interface import Text

PRINTED = re.compile(rb"(?:^|[;&|({\s:'\"])(?:echo|printf|Write-Host|Write-Output)[ \t]+([^\n]*)", re.MULTILINE)
SECRET = re.compile(rb"\$\{\{[ \t]*secrets\.(\w+)[ \t]*\}\}|\$(?:\{(\w+)\}|(\w+)|env:(\w+))")
TAKEN_ELSEWHERE = re.compile(rb"[^|]\|[^|]|>|::add-mask::|<<<|add-mask")
BUILD_ARGUMENT = re.compile(rb"--build-arg[ =]+[\"']?(\w+)=[\"']?\$")


def analyse(text: Text) -> Iterator[Hit]:
    """Yield each secret that a line prints, and each one that it gives to a build of an image.

    What goes into a file, a pipe or a mask is not printed.
    """
    for found in PRINTED.finditer(text.content):
        printed = found[1]
        if TAKEN_ELSEWHERE.search(printed):
            continue
        for secret in SECRET.finditer(printed):
            name = (secret[1] or secret[2] or secret[3] or secret[4]).decode()
            if secret[1] is not None or is_secret_variable(name):
                begin = found.start(1) + secret.start()
                end = found.start(1) + secret.end()
                yield Hit("misuse-secret-in-ci-log", begin, end, f"echo {name}")
    for found in BUILD_ARGUMENT.finditer(text.content):
        if is_secret_variable(found[1].decode()):
            yield Hit("misuse-secret-in-image", found.start(1), found.end(1), f"--build-arg {found[1].decode()}")
