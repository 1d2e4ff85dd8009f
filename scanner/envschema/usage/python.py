"""Python: `os.environ`, `os.getenv`, and the calls of environs, django-environ and decouple."""

from __future__ import annotations

import re

from scanner.envschema.usage.interface import HASH_COMMENT, QUOTED_NAME, Language, by_patterns, suffixed

NAME = rf"[bru]?{QUOTED_NAME}"
PYTHON = Language(
    "Python",
    suffixed(".py", ".pyi", ".pyw"),
    re.compile(r"env|config\("),
    by_patterns(
        rf"\benvironb?\s*(?:\[|\.(?:get|pop|setdefault)\(|\.__getitem__\()\s*{NAME}(?!\s*\]\s*=[^=])",
        rf"\bgetenvb?\(\s*{NAME}",
        rf"{NAME}\s+(?:not\s+)?in\s+(?:os\.)?environ\b",
        r"\benv(?:\.(?:str|int|bool|float|list|dict|json|url|db|db_url|cache|cache_url|email_url|path|decimal|uuid|date"
        rf"|datetime|timedelta|enum|bytes|tuple|log_level))?\(\s*{NAME}",
        rf"(?<![.\w])config\(\s*{QUOTED_NAME}",
        comment=HASH_COMMENT,
    ),
)
