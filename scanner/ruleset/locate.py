"""Where the compiled rules are: in the installed package, or compiled from the checkout's or the user's files."""

from __future__ import annotations

import os

from scanner.ruleset.layout import RULES_FILE
from scanner.ruleset.load import Ruleset, load_compiled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from scanner.model import Confidence

PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
INSTALLED = os.path.join(PACKAGE, "_rules")
CHECKOUT = os.path.join(os.path.dirname(PACKAGE), "rules")


def load_ruleset(extra: Sequence[str] = (), floor: Confidence = "low") -> Ruleset:
    """Return the built-in rules, and with them those of the user's rule files or directories in `extra`.

    Rules that cannot find anything of the confidence `floor` are there, but have no keywords: they match nothing.

    Raises RuleError if a rule file is wrong, DamagedRulesetError if the installation is.
    """
    if not extra and os.path.exists(os.path.join(INSTALLED, RULES_FILE)):
        return load_compiled(INSTALLED, floor)
    from scanner.ruleset.cache import compiled_directory  # only for user rules and in a checkout: it parses TOML

    return load_compiled(compiled_directory(data_directory(), extra), floor)


def data_directory() -> str:
    """Return the directory that holds the built-in rules' files: TOML and word lists."""
    return INSTALLED if os.path.isdir(INSTALLED) else CHECKOUT
