"""Python: `os.environ`, `os.getenv`, and the calls of environs, django-environ and decouple."""

from __future__ import annotations

import re

from scanner.envschema.usage.interface import HASH_COMMENT, QUOTED_NAME, Language, by_patterns, suffixed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = rf"[bru]?{QUOTED_NAME}"
READ = r"\s*(?:\[|\.(?:get|pop|setdefault)\(|\.__getitem__\()\s*"
NOT_SET = r"(?!\s*\]\s*=[^=])"
IMPORTED = re.compile(r"^[ \t]*from[ \t]+os[ \t]+import[ \t]+[^\n]*\b(?:environb?|getenvb?)\b", re.MULTILINE)

_plain = by_patterns(
    rf"\b_?os\.environb?{READ}{NAME}{NOT_SET}",
    rf"\b_?os\.getenvb?\(\s*{NAME}",
    rf"{NAME}\s+(?:not\s+)?in\s+_?os\.environb?\b",
    r"(?<!\.)\benv(?:\.(?:str|int|bool|float|list|dict|json|url|db|db_url|cache|cache_url|email_url|path|decimal|uuid|date"
    rf"|datetime|timedelta|enum|bytes|tuple|log_level))?\(\s*{NAME}",
    rf"(?<![.\w])config\(\s*{QUOTED_NAME}",
    comment=HASH_COMMENT,
)
_imported = by_patterns(
    rf"(?<![.\w])environb?{READ}{NAME}{NOT_SET}",
    rf"(?<![.\w])getenvb?\(\s*{NAME}",
    rf"{NAME}\s+(?:not\s+)?in\s+environb?\b",
    comment=HASH_COMMENT,
)


def _reads(text: str) -> Iterator[tuple[str, int]]:
    yield from _plain(text)
    if IMPORTED.search(text):  # else it is the `environ` of something else, as WSGI's
        yield from _imported(text)


PYTHON = Language("Python", suffixed(".py", ".pyi", ".pyw"), re.compile(r"env|config\("), _reads)
