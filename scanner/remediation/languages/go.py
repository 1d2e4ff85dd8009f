"""Go: `os.Getenv("NAME")`, and the import of `os`."""

from __future__ import annotations

import re

from scanner.remediation.languages.interface import NotCertainError, Splice, Spot
from scanner.remediation.languages.literals import (
    BLOCK_COMMENT,
    DOUBLE,
    LINE_COMMENT,
    SINGLE,
    code_only,
    following,
    grammar,
    line_before,
    literal_at,
    newline_of,
    open_brackets,
    preceding,
    stray_quote,
)

PATTERN = grammar(f"{LINE_COMMENT}|{BLOCK_COMMENT}", f"{DOUBLE}|`[^`]*`", SINGLE)
PACKAGE = re.compile(r"^package[ \t]+\w+[^\n]*\n", re.MULTILINE)
IMPORTED = re.compile(r'^import[ \t]+"os"|^import[ \t]*\([^)]*?^[ \t]*"os"', re.MULTILINE)
RENAMED = re.compile(r'^(?:import)?[ \t]+[\w.]+[ \t]+"os"', re.MULTILINE)
FOREIGN = re.compile(r'^(?:import)?[ \t(]*"C"', re.MULTILINE)
BLOCK = re.compile(r"^import[ \t]*\([ \t]*\r?\n", re.MULTILINE)
PLAIN = re.compile(r'[ \t]*"([^"]+)"[^\n]*\n')
TAKEN = re.compile(r"\bos[ \t]*(?::=|=[^=])|\b(?:var|const|func|type)[ \t]+os\b|[(,][ \t]*os[ \t]+[\w*\[]")
CONSTANT = re.compile(r"^[ \t]*const[ \t]+(\w+)(?:[ \t]+string)?[ \t]*=[ \t]*\Z")


class Go:
    """Go."""

    by_hand = 'read it with os.Getenv("NAME")'

    def rewrite(self, spot: Spot) -> tuple[Splice, ...]:
        """Return the literal's replacement, the import, and `var` in the place of `const`."""
        literal = literal_at(PATTERN, spot)
        text, begin = spot.text, literal.begin
        if TAKEN.search(code_only(PATTERN, text)) or RENAMED.search(text):
            raise NotCertainError("the name `os` means something else in this file")
        if literal.quote == "`" and re.search(r"\w[ \t]*\Z", line_before(text, begin)):
            raise NotCertainError("it stands in a tag of a field")
        expression = literal.joined(f'os.Getenv("{spot.name}")')
        if not literal.is_whole and preceding(text, begin) in tuple("=(,{:[") and following(text, literal.end) != ".":
            expression = expression[1:-1]
        return (*variable(spot, begin), *import_of_os(text), Splice(begin, literal.end, expression))

    def fault(self, text: str, path: str) -> str:
        """Return what the quotes say: there is no parser at hand."""
        return stray_quote(PATTERN, text)


GO = Go()


def variable(spot: Spot, begin: int) -> tuple[Splice, ...]:
    """Return what makes a constant a variable, where nothing in the file needs the constant as one."""
    text = spot.text
    line = line_before(text, begin)
    opened = open_brackets(PATTERN, text, begin)
    if opened and re.search(r"\bconst[ \t]*\Z", text[: opened[-1]]):
        raise NotCertainError("it is a constant in a block of constants", "make it a variable")
    if not re.match(r"[ \t]*const\b", line):
        return ()
    found = CONSTANT.match(line)
    if found is None:
        raise NotCertainError("it is part of a constant", "make it a variable")
    rest = code_only(PATTERN, text[:begin] + text[spot.end :])
    if re.search(
        rf"\bconst\b[^\n]*=[^\n]*\b{found[1]}\b|^[ \t]*\w+[^\n]*=[^\n]*\b{found[1]}\b(?=[^\n]*\n[^\n]*\))",
        rest,
        re.MULTILINE,
    ):
        raise NotCertainError("another constant rests on it", "make both variables")
    at = begin - len(line) + line.index("const")
    return (Splice(at, at + len("const"), "var"),)


def import_of_os(text: str) -> tuple[Splice, ...]:
    """Return the splice that imports `os`; none if it is imported. Raises NotCertainError if there is no place."""
    if IMPORTED.search(text):
        return ()
    if FOREIGN.search(text):
        raise NotCertainError('the file has `import "C"`, from which nothing may part the comment before it')
    newline = newline_of(text)
    block = BLOCK.search(text)
    if block is not None:
        at = block.end()
        while (line := PLAIN.match(text, at)) is not None and line[1] < "os":
            at = line.end()
        return (Splice(at, at, f'\t"os"{newline}'),)
    package = PACKAGE.search(text)
    if package is None:
        raise NotCertainError("the file has no line `package`")
    single = re.search(r"^import[ \t]+[^\n(]*\n", text, re.MULTILINE)
    if single is not None:
        return (Splice(single.start(), single.start(), f'import "os"{newline}'),)
    return (Splice(package.end(), package.end(), f'{newline}import "os"{newline}'),)
