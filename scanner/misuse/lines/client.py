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

COMPONENTS = (b".vue", b".svelte")
READ = re.compile(rb"\b(?:process|import\.meta)\.env\.(\w+)")
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
        is_replaced = around[0][-1:] == around[1][:1] == b"%"
        is_read = is_replaced or around[0].endswith((b"env.", b'env["', b"env['", b"ENV ", b"ARG "))
        if is_read or _is_env_file(text.path) or around[1].startswith((b"=", b':"')) or _is_imported(text, found):
            yield Hit("misuse-secret-in-client", found.start(), found.end(), f"{prefix}_{name}")
    if text.path.endswith(COMPONENTS):
        for found in READ.finditer(text.content):
            if is_secret_variable(found[1].decode()) and not PUBLIC.fullmatch(found[1]):
                yield Hit("misuse-secret-in-client", *found.span(), found[1].decode())


def _is_imported(text: Text, found: re.Match[bytes]) -> bool:
    """Whether the name stands in an import of SvelteKit's public variables."""
    line = text.content[found.end() : text.content.find(b"\n", found.end())]
    return b"$env/static/public" in line


def _is_env_file(path: bytes) -> bool:
    return path.rpartition(b"/")[2].startswith(b".env")
