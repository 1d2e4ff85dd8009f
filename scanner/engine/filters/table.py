"""The filter lists by the name that rules give them, imported when a rule that uses them matches.

A list is run in its order until one filter drops the candidate.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.engine.filters.interface import Filter

FILTERS = {
    "binary": "scanner.engine.filters.binary:BinaryContent",
    "docstring": "scanner.engine.filters.docstring:Docstring",
    "encrypted": "scanner.engine.filters.encrypted:AlreadyEncrypted",
    "entropy": "scanner.engine.filters.entropy:TooRegular",
    "example": "scanner.engine.filters.example:DocumentedExample",
    "filler": "scanner.engine.filters.filler:Filler",
    "identifier": "scanner.engine.filters.identifier:Identifier",
    "name": "scanner.engine.filters.name:InnocentName",
    "placeholder": "scanner.engine.filters.placeholder:Placeholder",
    "public": "scanner.engine.filters.public:PublicMaterial",
    "reference": "scanner.engine.filters.reference:Reference",
    "sample": "scanner.engine.filters.sample:SampleFile",
    "test key": "scanner.engine.filters.sample:TestKey",
    "strength": "scanner.engine.filters.strength:Weak",
    "vector": "scanner.engine.filters.vector:TestVector",
    "unquoted": "scanner.engine.filters.unquoted:UnquotedInCode",
}

WORDING = ("placeholder", "filler", "reference", "encrypted")
"""In the order of what drops the most in the least time."""
NATURE = ("name", "public", "identifier")
QUOTED = (
    *("example", *WORDING, *NATURE),
    *("entropy", "strength", "binary", "vector", "sample", "docstring"),
)

LISTS: dict[str, tuple[str, ...]] = {
    # The value itself proves what it is: only what is known to be no credential is dropped.
    "distinctive": ("example", "filler", "entropy"),
    # The block or document is the evidence (private keys): a filter of single values has nothing to say.
    "literal": ("example",),
    # A private key, which the test suites of half the world hold, too.
    "block": ("example", "test key", "docstring"),
    # The value could be many things; a provider's name or a syntax around it speaks for a credential.
    "contextual": ("example", *WORDING, *NATURE, "entropy", "binary"),
    # A password in an address or a header: short and wordy ones count, placeholders and references do not.
    "password": ("example", *WORDING, "entropy", "binary", "sample", "docstring"),
    # As generic, where the syntax around the value leaves no doubt that it is a literal.
    "quoted": QUOTED,
    # A name that says secret, and any value.
    "generic": ("unquoted", *QUOTED),
}


RANKS = {"generic": 0, "quoted": 1, "password": 2, "contextual": 3, "literal": 4, "block": 4, "distinctive": 5}
"""How specific the rules of each list are: where two claim the same bytes, the higher rank holds them."""


@cache
def filter_list(name: str) -> tuple[Filter, ...]:
    """Return the filters of that list.

    Raises RuleError for a name that is none of `LISTS`: a user's rule gave it.
    """
    if name not in LISTS:
        from scanner.ruleset.schema import RuleError  # parses TOML: only for rules that are wrong

        raise RuleError(f"filters {name!r} of a rule is none of {', '.join(sorted(LISTS))}; run `keysieve rules check`")
    return tuple(make_filter(member) for member in LISTS[name])


@cache
def make_filter(name: str) -> Filter:
    """Return the filter of that name, one of `FILTERS`."""
    module, _, attribute = FILTERS[name].partition(":")
    made: Filter = getattr(import_module(module), attribute)()
    return made
