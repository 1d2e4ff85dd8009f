"""Patterns in a schema: JavaScript's syntax, as the schema language has it, run with a limit of time."""

from __future__ import annotations

from scanner.envschema.types.interface import MisfitError, OptionError
from scanner.text.lazy_pattern import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from scanner.envschema.types.interface import Raw

WRITTEN = lazy(r"(?s)/(.+)/([a-z]*)\Z")
FLAGS = {"i": "IGNORECASE", "m": "MULTILINE", "s": "DOTALL"}
WITHOUT_EFFECT = frozenset("gudvy")
UNSUPPORTED = lazy(r"\\[pPkcux]\{|\\c|\[\^\]|\[\]|\\k|\(\?[#>|&R(\d]|\(\?P|\\[AZzGKRXQ]|[*+?}]\+")
LONGEST_PATTERN = 4096
SECONDS = 0.5


def matching(given: Raw | None) -> Callable[[str], None]:
    """Return what raises MisfitError for texts that the pattern does not occur in.

    `given` is a pattern, `/pattern/flags`, the pair of both that `regex()` makes, or None: every text will do.
    Raises OptionError for a pattern that cannot be translated exactly.
    """
    if given is None:
        return _anything
    source, flags = _parted(given)
    import regex  # 15 ms, and few schemas have patterns

    mode = 0
    for flag in flags:
        if flag in FLAGS:
            mode |= getattr(regex, FLAGS[flag])
        elif flag not in WITHOUT_EFFECT:
            raise OptionError(f"matches: has the unknown flag {flag}")
    try:
        pattern = regex.compile(translated(source, "m" in flags), mode | regex.ASCII | regex.VERSION0)
    except (regex.error, OverflowError, ValueError) as error:
        raise OptionError(f"matches: this pattern is not supported: {error}") from error

    def check(text: str) -> None:
        try:
            found = pattern.search(text, timeout=SECONDS)
        except TimeoutError as error:
            raise MisfitError("takes the schema's pattern too long; simplify the pattern") from error
        if found is None:
            raise MisfitError("does not match the schema's pattern")

    return check


def _anything(text: str) -> None:
    return None


def _parted(given: Raw) -> tuple[str, str]:
    """Return the pattern and its flags. Raises OptionError."""
    if isinstance(given, list) and 1 <= len(given) <= 2 and all(isinstance(each, str) for each in given):
        return str(given[0]), str(given[1]) if len(given) == 2 else ""
    if not isinstance(given, str):
        raise OptionError('matches: must be a pattern, as regex("^a+$", "i")')
    written = WRITTEN.match(given)
    return (written[1], written[2]) if written else (given, "")


def translated(source: str, multiline: bool) -> str:
    """Return a JavaScript pattern in Python's syntax. Raises OptionError for what has no exact counterpart."""
    if len(source) > LONGEST_PATTERN:
        raise OptionError(f"matches: a pattern may have {LONGEST_PATTERN} characters")
    import re

    found = UNSUPPORTED.search(re.sub(r"\\\\", "  ", source))
    if found:
        raise OptionError(f"matches: `{found[0]}` is not supported in patterns")
    source = re.sub(r"(?<!\\)((?:\\\\)*)\(\?<([A-Za-z_]\w*)>", r"\1(?P<\2>", source)
    if multiline:
        return source
    return _ends(source)


def _ends(source: str) -> str:
    """Return the pattern with `$` as the very end: Python's would match before a line's end, too."""
    import re

    pieces = []
    in_class = False
    for piece in re.findall(r"\\.|.", source, re.DOTALL):
        in_class = piece == "[" or (in_class and piece != "]")
        pieces.append(r"\Z" if piece == "$" and not in_class else piece)
    return "".join(pieces)
