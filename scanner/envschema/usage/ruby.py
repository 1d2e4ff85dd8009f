"""Ruby, templates included: `ENV`."""

from __future__ import annotations

import os
import re

from scanner.envschema.usage.interface import HASH_COMMENT, QUOTED_NAME, Language, by_patterns, suffixed

NAMES = frozenset(("Rakefile", "Gemfile", "Capfile", "Guardfile"))
_suffixed = suffixed(".rb", ".erb", ".rake", ".ru", ".gemspec")

RUBY = Language(
    "Ruby",
    lambda path: _suffixed(path) or os.path.basename(path) in NAMES,
    re.compile(r"\bENV\b"),
    by_patterns(
        rf"\bENV\s*(?:\[|\.(?:fetch|key\?|has_key\?|include\?|dig|delete)[( ])\s*{QUOTED_NAME}(?!\s*\]\s*=[^=~>])",
        comment=HASH_COMMENT,
    ),
)
