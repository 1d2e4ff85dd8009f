"""The layout of the compiled rules, shared by its writer (`compile.py`) and its reader (`load.py`)."""

FORMAT = "keysieve-rules-20"
"""First field of the first line of both tables; behind it the digest, the number and the length of the rules.

Another one wherever the same rules are compiled to something else: what is kept in a cache is then made anew.
"""

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

HEADS_MARK = "HEADS"
"""First field of the row before keywords that lists their heads: their first characters, each head once.

Those that are shorter than the others come first. In the row behind it stand the offsets, in characters behind that
row, at which the keywords with each head begin: `OFFSET` digits each, without a sign between them."""

OFFSET = 7
"""Digits of an offset: cut out where it is asked for, it costs a commit nothing."""

HEAD = 4
"""Characters of a head; a shorter keyword is its own head."""

FAINT_MARK = "FAINT"
"""The row behind which the keywords of rules stand that cannot find anything above `low`: read only if `low` counts."""
