"""Rust: `std::env`, the macros, and clap's `env`."""

from __future__ import annotations

import re

from scanner.envschema.usage.interface import SLASH_COMMENT, Language, by_patterns, suffixed

NAME = r"\"(?P<name>[A-Za-z_]\w*)\""
RUST = Language(
    "Rust",
    suffixed(".rs"),
    re.compile(r"env"),
    by_patterns(
        rf"\benv::(?:var|var_os)\(\s*{NAME}",
        rf"(?<![\w:])(?:option_)?env!\(\s*{NAME}",
        rf"#\[(?:arg|clap|structopt)\([^\]]*\benv\s*=\s*{NAME}",
        comment=SLASH_COMMENT,
    ),
)
