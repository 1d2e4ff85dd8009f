"""Go: `os.Getenv`, `os.LookupEnv`, viper, and struct tags."""

from __future__ import annotations

import re

from scanner.envschema.usage.interface import QUOTED_NAME, SLASH_COMMENT, Language, by_patterns, suffixed

GO = Language(
    "Go",
    suffixed(".go"),
    re.compile(r"[eE]nv"),
    by_patterns(
        rf"\b(?:os|syscall)\.(?:Getenv|LookupEnv)\(\s*{QUOTED_NAME}",
        r"\.BindEnv\(\s*\"[^\"]*\"\s*,\s*\"(?P<name>[A-Za-z_]\w*)\"",
        r"`[^`\n]*\b(?:env|envconfig):\"(?P<name>[A-Za-z_]\w*)[\",]",
        comment=SLASH_COMMENT,
    ),
)
