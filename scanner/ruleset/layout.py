"""The layout of the compiled rules, shared by its writer (`compile.py`) and its reader (`load.py`)."""

FORMAT = "keysieve-rules-16"
"""First field of the first line; the second is the digest of the rules."""

RULES_FILE = "rules.tsv"
KEYWORDS_FILE = "keywords.tsv"

COLUMNS = (
    "id",
    "provider",
    "description",
    "severity",
    "confidence",
    "keywords",
    "regex",
    "width",
    "lead",
    "entropy",
    "checksum",
    "filters",
    "revoke",
    "source",
    "syntax",
    "requires",
    "paths",
    "elsewhere",
)
COMPANION_FIELDS = ("name", "regex", "width", "lead", "within", "without")
"""What the column `requires` holds, parted by `LIST_SEPARATOR`, the companion's keywords behind it."""

LIST_SEPARATOR = "\x1f"
GUARD_MARK = "GUARD"
"""First field of the rows in the keyword table that hold the byte sets of guards; they stand before the keywords.

In capitals, which no keyword has."""

FAINT_MARK = "FAINT"
"""The row behind which the keywords of rules stand that cannot find anything above `low`: read only if `low` counts."""
