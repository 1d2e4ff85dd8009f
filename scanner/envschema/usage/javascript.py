"""JavaScript and TypeScript, and the files that hold them: `process.env`, `import.meta.env`, Deno and Bun."""

from __future__ import annotations

import re

from scanner.envschema.usage.interface import QUOTED_NAME, SLASH_COMMENT, Language, by_patterns, suffixed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

OBJECT = r"(?:process\s*\??\.\s*env|import\s*\.\s*meta\s*\.\s*env|Bun\s*\.\s*env)"
TAKEN_APART = re.compile(rf"\{{(?P<names>[^{{}}]*)\}}\s*(?::[^=;{{}}]*)?=\s*{OBJECT}\b")
MEMBER = re.compile(r"(?P<name>[A-Za-z_]\w*)[^,]*(?:,|\Z)")
OF_VITE = frozenset(("MODE", "BASE_URL", "PROD", "DEV", "SSR"))
"""What `import.meta.env` has of itself."""

_plain = by_patterns(
    rf"\b{OBJECT}\s*\??\.\s*(?P<name>[A-Za-z_]\w*)",
    rf"\b{OBJECT}\s*(?:\?\.)?\[\s*{QUOTED_NAME}",
    rf"\bDeno\s*\.\s*env\s*\.\s*(?:get|has)\(\s*{QUOTED_NAME}",
    comment=SLASH_COMMENT,
)


def _reads(text: str) -> Iterator[tuple[str, int]]:
    for name, at in _plain(text):
        if name not in OF_VITE or "import" not in text[max(0, at - 24) : at]:
            yield name, at
    for found in TAKEN_APART.finditer(text):
        for member in MEMBER.finditer(found["names"]):
            if not found["names"][: member.start()].rstrip().endswith("..."):
                yield member["name"], found.start("names") + member.start()


JAVASCRIPT = Language(
    "JavaScript",
    suffixed(".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx", ".vue", ".svelte", ".astro"),
    re.compile(r"\benv\b"),
    _reads,
)
