"""PHP: `getenv`, `$_ENV`, `$_SERVER`, and `env` of frameworks."""

from __future__ import annotations

import re

from scanner.envschema.usage.interface import QUOTED_NAME, SLASH_COMMENT, Language, by_patterns, suffixed

OF_SERVER = (
    r"(?!HTTP_|REQUEST_|SERVER_|REMOTE_|QUERY_STRING|SCRIPT_|PHP_|DOCUMENT_ROOT|CONTENT_|HTTPS\b|PATH_INFO|ORIG_)"
)
PHP = Language(
    "PHP",
    suffixed(".php", ".phtml", ".inc"),
    re.compile(r"env|_ENV|_SERVER"),
    by_patterns(
        rf"(?<![>:\w$])(?:getenv|env)\(\s*{QUOTED_NAME}",
        rf"\$_ENV\[\s*{QUOTED_NAME}",
        rf"\$_SERVER\[\s*[\"']{OF_SERVER}(?P<name>[A-Z_][A-Z0-9_]*)[\"']",
        comment=SLASH_COMMENT,
    ),
)
