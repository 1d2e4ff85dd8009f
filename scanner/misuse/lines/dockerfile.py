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
COPIED = re.compile(
    rb"^[ \t]*(?:COPY|ADD)[ \t]+(?:--(?!from=)\S+[ \t]+)*(?!--)((?:[^\n\\]|\\[^\n]|\\\r?\n)+)", re.MULTILINE
)
WORD = re.compile(rb"[^\s\[\],\"'\\]+")
SECRET_FILE = re.compile(
    rb"(?:.*/)?(?:\.env(?!\.(?:example|sample|template|dist|schema|defaults?|test|ci)$)(?:\.[\w-]+)*|id_(?:rsa|ed25519|ecdsa|dsa)|"
    rb"\.npmrc|\.netrc|\.pypirc|\.git-credentials|\.pgpass|\.htpasswd|service[-_]account[\w-]*\.json|"
    rb"(?:server|private|tls|ssl)[\w-]*\.key|[\w-]*private[-_]?key\.pem|[\w-]+\.(?:p12|pfx|jks|keystore))"
)
"""Files by whose names one knows that a secret is in them; of patterns such as `.env*` nobody knows."""


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
        words = [each for each in WORD.finditer(text.content, *found.span(1)) if not each[0].startswith(b"#")]
        for word in words[:-1]:  # the last one is where it goes
            if SECRET_FILE.fullmatch(word[0]):
                yield Hit("misuse-secret-in-image", *word.span(), f"COPY {word[0].decode()}")
