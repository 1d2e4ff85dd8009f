"""Literals: what stands in quotes, in the quotes of any language, joined to its neighbours where it is in pieces."""

from __future__ import annotations

from scanner.record import NamedTuple
from scanner.text.pattern import compiled

LONGEST = 2048
"""Bytes that are read of a value at most; what goes on longer is no value of a name."""

MOST_PIECES = 32
"""Pieces of a literal that are joined."""


class Literal(NamedTuple):
    """A value and where it stands."""

    begin: int
    """Byte offset of the value; quotes stand outside."""
    end: int
    value: bytes
    """The value; that of several joined pieces is not the text between `begin` and `end`."""
    behind: int
    """Byte offset behind the closing quote."""


QUOTED = rb"""(?x)
(?: [bBfFrRuULN@$]{1,3} | u8 )?+
(?:
    "{3} [ \t]{0,8}\r?\n?[ \t]{0,80} (?P<triple> (?:[^"\\]|\\.){1,2048}? ) \s{0,80} "{3}
  | '{3} [ \t]{0,8}\r?\n?[ \t]{0,80} (?P<triple> (?:[^'\\]|\\.){1,2048}? ) \s{0,80} '{3}
  | \#{0,3}" (?P<value> (?:[^"\\\r\n]|\\[^\r\n]){0,2048}+ ) "
  | ' (?P<value> (?:[^'\\\r\n]|\\[^\r\n]|''(?=[^\s,;)\]}:+.'])){0,2048}+ ) '
  | ` (?P<value> (?:[^`\\\r\n]|\\[^\r\n]){0,2048}+ ) `
  | \[(?P<mark>={0,3})\[ (?P<value> [^\]\s"'\[{|][^\]\s|]{3,2048}+ ) \](?P=mark)\]
  | (?P<mark>(?:\\{1,4}"){3}|(?:\\{1,4}'){3}) (?P<value> (?:[^"'\\\r\n]|\\{1,4}[^"'\r\n]){1,2048}+ ) (?P=mark)
  | (?P<mark>\\{1,4}["']) (?P<value> (?:[^"'\\\r\n]|\\{1,4}[^"'\r\n]){0,2048}+ ) (?P=mark)
  | (?P<mark>&(?:quot|apos|\#34|\#39);) (?P<value> [^&\r\n"'<>]{0,512}+ ) (?P=mark)
)
"""
JOINTS = (b"+", b"&", b".")
LONGEST_JOINT = 65
"""Bytes up to such a sign."""
JOINT = rb"""(?x) \s{0,64} (?: [+&] | \.{1,2} (?=\s{0,8}["']) ) [ \t]{0,8} (?:\\?\r?\n)? \s{0,64} (?=["'`]) """
ADJACENT = rb"""(?x) [ \t]{0,8} \\?\r?\n? [ \t]{0,64} (?=[bBrRu]?["']) """


def quoted_at(content: bytes, at: int, *, adjacent: bool = False) -> Literal | None:
    """Return the literal whose quote (or whose prefix before the quote) stands at the offset; None: there is none.

    Pieces joined by a plus sign, a dot or an ampersand are one value; with `adjacent` those with nothing between them,
    too, as in the parentheses of Python.
    """
    found = compiled(QUOTED).match(content, at)
    if found is None:
        return None
    group = "value" if found.span("value")[0] >= 0 else "triple"
    begin, end = found.span(group)
    value, behind = found[group], found.end()
    if value[:2] in (b'\\"', b"\\'") and value[-2:] == value[:2] and len(value) > 4:  # a quoted text in a text
        return Literal(begin + 2, end - 2, value[2:-2], behind)
    for _ in range(MOST_PIECES):
        is_joined = content[behind : behind + LONGEST_JOINT].lstrip()[:1] in JOINTS
        joint = (compiled(JOINT).match(content, behind) if is_joined else None) or (
            compiled(ADJACENT).match(content, behind) if adjacent else None
        )
        piece = compiled(QUOTED).match(content, joint.end()) if joint else None
        if piece is None or piece.span("value")[0] < 0:
            break
        value += piece["value"]
        end, behind = piece.end("value"), piece.end()
        if end - begin > LONGEST:
            return None
    return Literal(begin, end, value, behind)


STRINGS = rb"""(?x) "(?:[^"\\\r\n]|\\.)*+" | (?<![A-Za-z0-9])'(?:[^'\\\r\n]|\\.)*+' | `[^`\r\n]*+` """
LONGEST_LINE = 400
"""Bytes before a name that are read to tell whether it stands in a text."""


def enclosing_quote(content: bytes, at: int) -> bytes:
    """Return the quote of the one-line text that the offset stands in; empty: it stands in none.

    An apostrophe in a word is no quote.
    """
    begin = content.rfind(b"\n", max(0, at - LONGEST_LINE), at) + 1
    if begin == 0 and at > LONGEST_LINE:
        return b""
    line = content[begin:at]
    if b'"' not in line and b"'" not in line and b"`" not in line:
        return b""
    rest = compiled(STRINGS).sub(b"", line)
    opened = compiled(rb"""["`]|(?<![A-Za-z0-9])'""").search(rest)
    return opened.group() if opened else b""
