"""Variables that a build tool copies into code for the browser, with the names of secrets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.misuse.interface import Hit
from scanner.misuse.names import is_secret_variable, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.misuse.interface import Text

PUBLIC = re.compile(
    rb"(?<![A-Za-z0-9_])(NEXT_PUBLIC|VITE|REACT_APP|NUXT_PUBLIC|EXPO_PUBLIC|GATSBY|VUE_APP|PUBLIC)_([A-Z0-9_]{3,80})(?![A-Za-z0-9_])"
)
MEANT = {"publishable", "public", "anon", "site", "client", "recaptcha", "maps", "map", "mapbox", "analytics", "write"}
MEANT |= {"firebase", "algolia", "search", "posthog", "sentry", "segment", "stripe", "google", "amplitude", "mixpanel"}
"""Words that make a key one that browsers are meant to have; a secret key is never."""

SURE = {"secret", "password", "passwd", "passphrase"}


def analyse(text: Text) -> Iterator[Hit]:
    """Yield each name such as `NEXT_PUBLIC_DB_PASSWORD` where a variable is set or read."""
    for found in PUBLIC.finditer(text.content):
        prefix, name = found[1].decode(), found[2].decode()
        if prefix == "PUBLIC" and b"svelte" not in text.path and not _is_env_file(text.path):
            continue
        parts = words(name)
        if not is_secret_variable(name) or (MEANT & set(parts) and not SURE & set(parts)):
            continue
        around = text.content[max(0, found.start() - 24) : found.start()], text.content[found.end() : found.end() + 2]
        if (
            _is_env_file(text.path)
            or around[0].endswith((b"env.", b'env["', b"env['", b"ENV ", b"ARG "))
            or around[1][:1] == b"="
        ):
            yield Hit("misuse-secret-in-client", found.start(), found.end(), f"{prefix}_{name}")


def _is_env_file(path: bytes) -> bool:
    return path.rpartition(b"/")[2].startswith(b".env")
