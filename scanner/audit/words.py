"""What the audit's screen says of its keys."""

from __future__ import annotations

from scanner.model import CONFIDENCE_RANK

HELP = (
    "r  real: a secret that must be revoked; it stays known",
    "f  false positive: no secret",
    "a  accepted: a secret with which you live; asks for the reason, and for the day on which that ends",
    "s  skip; also the space bar, and the arrows right and down",
    "b  back; also the arrows left and up",
    "u  undo the last answer, with all that it went to",
    "v  show the secret in clear until the next entry, or hide it again",
    "e  open the file in $VISUAL or $EDITOR at the line",
    (
        "=  the next answer goes to others that nobody has answered, too: 1 this secret everywhere, 2 this rule below "
        "a directory, 3 this rule and values of this shape; Esc takes that back"
    ),
    "/  filters: r rule, p path, c confidence, a age, x none; an empty text takes a filter away",
    "q  quit; every answer is saved already",
    "",
    "any key: back",
)

MENU_GROUP = "same answer for: 1 this secret everywhere ({secret})   2 this rule below a directory   3 this shape"
MENU_FILTER = "filter: r rule   p path   c confidence   a age   x none"

FILTERS = {"r": "rule", "p": "path", "c": "confidence", "a": "age"}
"""The key of each filter."""

FILTER_HINTS = {
    "rule": "an id, or with *",
    "path": "a glob as src/**",
    "confidence": ", ".join(CONFIDENCE_RANK),
    "age": "90d: first committed 90 days ago or earlier; <90d",
}
