"""Secrets that become part of a container image: in build arguments, in the environment, in layers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.misuse.interface import Hit
from scanner.misuse.names import is_secret_variable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.misuse.interface import Text

INSTRUCTION = re.compile(rb"^[ \t]*(ARG|ENV)[ \t]+((?:[^\n\\]|\\[^\n]|\\\r?\n)*)", re.MULTILINE | re.IGNORECASE)
ASSIGNED = re.compile(rb"(?:^|[\s])([A-Za-z_]\w*)(?:=(\"[^\"\n]*\"|'[^'\n]*'|[^\s\\]*))?")
SECRET_FILE = rb"\.env|id_rsa|id_ed25519|id_ecdsa|\.npmrc|\.netrc|\.pypirc|\.git-credentials"
COPIED = re.compile(
    rb"^[ \t]*(?:COPY|ADD)[ \t]+(?:--(?!from=)\S+[ \t]+)*((?:[\w./-]*/)?(?:" + SECRET_FILE + rb"))[ \t]", re.MULTILINE
)


def analyse(text: Text) -> Iterator[Hit]:
    """Yield each secret that a Dockerfile takes as an argument, sets for good, or copies into a layer."""
    for found in INSTRUCTION.finditer(text.content):
        instruction, body = found[1].decode().upper(), found[2]
        pairs = [each for each in ASSIGNED.finditer(body) if each[2] is not None]
        if not pairs:  # `ARG NAME`, and `ENV NAME value` as it used to be written
            pairs = [each for each in [ASSIGNED.match(body)] if each is not None]
        for pair in pairs:
            name = pair[1].decode()
            bare = pair[2] is None and instruction == "ENV" and not body[pair.end() :].strip()
            is_empty = pair[2] in (b"", b'""', b"''") and instruction == "ENV"
            if is_secret_variable(name) and not bare and not is_empty:
                begin = found.start(2) + pair.start(1)
                yield Hit("misuse-secret-in-image", begin, begin + len(name), f"{instruction} {name}")
    for found in COPIED.finditer(text.content):
        yield Hit("misuse-secret-in-image", found.start(1), found.end(1), f"COPY {found[1].decode()}")
