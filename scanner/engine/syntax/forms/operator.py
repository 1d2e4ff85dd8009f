"""The operator between a name and its value, and a type before it."""

from __future__ import annotations

from scanner.text.pattern import compiled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.engine.syntax.named import Named

TYPE = rb"""
    (?:[aA]s[ ])?+&?+(?:'[a-z]{1,12}[ ])?+(?:mut[ ])?+[\[\]*]{0,4}+[A-Za-z_][\w.:]{0,40}+
    (?:[<\[][\w.,\ |?<>\[\]&']{0,60}+[>\]]?)?+[?!]?+"""
OPERATOR = (
    rb"""(?x) [ \t]{0,24}+
(?: \[ [0-9A-Za-z_]{0,24}+ \] [ \t]{0,4}+ )?+
(?: (?: : [ \t]{0,4}+ | (?<=[ \t]) | (?<=\]) ) """
    + TYPE
    + rb"""(?: [ ]?\|[ ]?\w{1,20}+ ){0,2}+ [ \t]{0,8}+ (?= = (?![=>]) ) )?
(?: => | :{1,2}= | -> | <- | [?+|&.]{0,2} ={1,3} | ![=]{1,2} | : (?![:/=\-]) | :- )
[ \t]{0,40}+ (?: \\?+ \r?\n [ \t]{0,80}+ (?=["'`(]) )?+
"""
)
LONGEST_TYPE = 256
"""Bytes behind a name within which the equals sign stands where a type comes before it: more than the pattern takes."""

LONGEST_GAP = 12
"""Bytes of a plain operator with its blanks, and the first of the value."""

BLANKS = b" \t"
NO_EQUALS = (b"=", b">")
"""What makes another operator of an equals sign."""
NO_COLON = (b":", b"/", b"=", b"-")
"""The same of a colon."""
LINE_END = (b"\\", b"\r", b"\n")
"""What follows the operator where the value is on the next line."""


def operator_at(content: bytes, name: Named) -> bytes | None:
    """Return the operator behind the name, with a type before it and the blanks around it; None: there is none."""
    at, sign = name.behind, name.shape.sign
    if sign == b"=" or (sign == b":" and not has_equals(content, at)):
        plain = plain_operator(content[at : at + LONGEST_GAP], NO_EQUALS if sign == b"=" else NO_COLON)
        if plain:
            return plain
    elif sign.isalpha() and not has_equals(content, at):
        return None  # it would begin a type
    found = compiled(OPERATOR).match(content, at)
    operator: bytes | None = found.group() if found else None
    return operator


def plain_operator(gap: bytes, others: tuple[bytes, ...]) -> bytes:
    """Return the one sign at the beginning of the gap, with blanks; empty if it or the value is anything special.

    It is what `OPERATOR` matches, in a tenth of the time. `others`: what makes another operator of the sign.
    """
    behind = gap.lstrip(BLANKS)[1:]
    value = behind.lstrip(BLANKS)
    if not value or behind.startswith(others) or value.startswith(LINE_END):
        return b""
    return gap[: len(gap) - len(value)]


def has_equals(content: bytes, at: int) -> bool:
    """Whether an equals sign follows in the line, as far as a type before it reaches."""
    reach = at + LONGEST_TYPE
    stop = content.find(b"\n", at, reach)
    return content.find(b"=", at, reach if stop < 0 else stop) >= 0


def is_no_assignment(operator: bytes, content: bytes, name: Named) -> bool:
    """Whether a colon parts a resource's name (`arn:…:secret:…`), ends a heading, or belongs to a `?`."""
    if operator.strip() != b":":
        return False
    if name.before.endswith(b"? "):
        return True
    return content[name.begin - 1 : name.begin] == b":" or (b"\n" in operator and not name.quote)
