"""Java, Kotlin, Scala and Groovy: `System.getenv`, and the placeholders of Spring's properties."""

from __future__ import annotations

import re

from scanner.envschema.usage.interface import QUOTED_NAME, SLASH_COMMENT, Language, by_patterns, suffixed

_properties = re.compile(r"(?:^|/)(?:application|bootstrap)(?:-[\w-]+)?\.(?:properties|ya?ml)\Z")
_suffixed = suffixed(".java", ".kt", ".kts", ".scala", ".groovy", ".gradle")

JAVA = Language(
    "Java",
    lambda path: _suffixed(path) or _properties.search(path) is not None,
    re.compile(r"getenv|\$\{"),
    by_patterns(
        rf"\bSystem\s*\.\s*getenv\(\s*\)?\s*(?:\.\s*get\(\s*|\[\s*)?{QUOTED_NAME}",
        r"@Value\(\s*\"\$\{(?P<name>[A-Z_][A-Z0-9_]*)[:}]",
        r"^[ \t]*[\w.-]+[ \t]*[=:][^\n\"]*?\"?\$\{(?P<name>[A-Z_][A-Z0-9_]*)[:}]",
        comment=SLASH_COMMENT,
    ),
)
