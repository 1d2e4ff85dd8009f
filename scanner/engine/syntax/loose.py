"""Values without quotes: to the end of a line, of a pair in an address or a connection string, or in a block below."""

from __future__ import annotations

from scanner.engine.syntax.literal import Literal, enclosing_quote
from scanner.text.pattern import compiled

HEAD = rb"""(?x) [|>] [+\-0-9]{0,2}+ [ \t]{0,8}+ (?:\#[^\r\n]{0,80}+)?+ \r?\n """
HEADS = (b"|", b">")
"""What a head begins with."""
HEREDOC = rb"""(?x) <<[\-~]?+ ["']?+ (?P<end>[A-Za-z_]{1,30}+) ["']?+ [ \t]{0,8}+ \r?\n """
LINE = rb"""(?P<indent>[ \t]{1,80}+)(?P<text>[^\r\n]{1,512}+)\r?\n?"""
MOST_LINES = 64
BASE64 = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=-_")

BARE = rb"""[^\s"'`<>]{1,1024}+"""
IN_TEXT = rb"""[^\s"'`<>;&\\,]{1,1024}+"""
IN_QUERY = rb"""[^\s"'`<>&#;\\]{1,1024}+"""
TO_LINE_END = rb"""[^\r\n]{1,1024}+"""
AT_LINE_BEGIN = rb"""[ \t]{0,80}+(?:(?:export|set|declare(?:[ ]-x)?|readonly|local)[ \t]{1,8}+)?+(?:-[ ])?\Z"""
SETTINGS = (b".env", b".ini", b".cfg", b".conf", b".cnf", b".properties", b".envrc", b".npmrc", b".pypirc", b".yarnrc")


def block_at(content: bytes, at: int, name_begin: int) -> Literal | None:
    """Return the value of a YAML block scalar or of a here-document that begins at the offset; None: it is none."""
    first = content[at : at + 1]
    found = compiled(HEAD).match(content, at) if first in HEADS else None
    if found:
        indent = name_begin - content.rfind(b"\n", max(0, name_begin - 200), name_begin) - 1
        return joined_lines(content, found.end(), indent, b"")
    found = compiled(HEREDOC).match(content, at) if first == b"<" else None
    return joined_lines(content, found.end(), -1, found["end"]) if found else None


def joined_lines(content: bytes, at: int, indent: int, terminator: bytes) -> Literal | None:
    """Return the lines from `at` that are indented deeper than `indent`, as one value if they are one in pieces.

    Prose in several lines is no value of a secret.
    """
    pieces: list[bytes] = []
    begin = end = -1
    for _ in range(MOST_LINES):
        line = compiled(rb"(?P<indent>[ \t]{0,80}+)(?P<text>[^\r\n]{0,512}+)(?:\r?\n|\Z)").match(content, at)
        text = line["text"].rstrip() if line else b""
        if not text or (terminator and text == terminator) or len(line["indent"]) <= indent:
            break
        begin = line.start("text") if begin < 0 else begin
        end = line.start("text") + len(text)
        pieces.append(text)
        at = line.end()
    if not pieces or (len(pieces) > 1 and not all(BASE64.issuperset(piece) for piece in pieces)):
        return None
    return Literal(begin, end, b"".join(pieces), end)


def bare_at(content: bytes, at: int, name_begin: int, path: bytes) -> tuple[Literal | None, Literal | None]:
    """Return the value without quotes at the offset, and the one in a text or an address; at most one is there."""
    before = content[name_begin - 1 : name_begin]
    if before in (b"?", b"&"):
        return None, literal(content, at, IN_QUERY)
    if enclosing_quote(content, name_begin) or before == b";":
        return None, literal(content, at, IN_TEXT)
    if is_settings(path) and begins_line(content, name_begin):
        return to_line_end(content, at), None
    found = literal(content, at, BARE)
    if found is None:
        return None, None
    value = found.value.rstrip(b",;").partition(b"&")[0]
    if value.endswith(b")") and b"(" not in value:
        value = value.rstrip(b")};,")
    return (found._replace(end=at + len(value), value=value) if value else None), None


def is_settings(path: bytes) -> bool:
    """Whether values reach to the end of the line in files of this name."""
    name = path.rpartition(b"/")[2].lower()
    return name.endswith(SETTINGS) or name.startswith(b".env")


def begins_line(content: bytes, name_begin: int) -> bool:
    """Whether nothing but blanks and a word such as `export` stands before the name in its line."""
    line = content[content.rfind(b"\n", max(0, name_begin - 160), name_begin) + 1 : name_begin]
    return compiled(AT_LINE_BEGIN).match(line) is not None


def to_line_end(content: bytes, at: int) -> Literal | None:
    """Return the rest of the line without its comment."""
    found = literal(content, at, TO_LINE_END)
    if found is None or found.value[:1] in (b'"', b"'", b"`"):
        return None
    value = found.value.partition(b" #")[0].rstrip()
    return found._replace(end=at + len(value), value=value) if value else None


def literal(content: bytes, at: int, pattern: bytes) -> Literal | None:
    """Return what the pattern matches at the offset."""
    found = compiled(pattern).match(content, at)
    return Literal(at, found.end(), found.group(), found.end()) if found else None
