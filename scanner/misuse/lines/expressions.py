"""Names in expressions of languages without a parser here: what stands alone, is joined, or put into a text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXT = re.compile(rb"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`[^`\n]*`")
NAME = re.compile(rb"(?:[$@&]?[A-Za-z_]\w*(?:\.|->|::|\?\.))*[$@]?([A-Za-z_]\w*)(?:\[[\"']([A-Za-z_]\w*)[\"']\])?")
PARTING = re.compile(rb"[,+]|<<|\.(?=\s)|(?<=\s)\.")
WRAPPED = re.compile(
    rb"(?:\[\]byte|[\w.]*Encoding\.\w+\.GetBytes|String|str|string|strtolower|trim|utf8_encode)\((.*)\)|"
    rb"(.+?)\.(?:getBytes|encode|to_s|toByteArray|toString|trim|strip)(?:\([^()]*\))?|\((.*)\)"
)
INSERTED = re.compile(
    rb"[#$]\{[ \t]*[@$]?((?:\w+(?:\.|->))*\w+)[ \t]*\}|(?<!\\)\{?\$((?:\w+->)*[A-Za-z_]\w*)(?:\[[\"']?(\w+)[\"']?\])?|"
    rb"\\\([ \t]*((?:\w+\.)*\w+)[ \t]*\)"
)
SHARP = re.compile(rb"(?<!\{)\{((?:\w+\.)*[A-Za-z_]\w*)(?:[:,][^{}]*)?\}")


def without_texts(code: bytes) -> bytes:
    """Return code with nothing between its quotes."""
    return TEXT.sub(b'""', code)


def names_in(given: bytes) -> Iterator[str]:
    """Yield the names of what is given to a call, parted by commas and signs that join texts, and put into texts."""
    pieces = [given]
    while pieces:
        piece = TEXT.sub(_kept, pieces.pop(0)).strip()
        wrapped = WRAPPED.fullmatch(piece)
        parts = PARTING.split(piece)
        name = NAME.fullmatch(piece)
        if wrapped is not None and is_balanced(wrapped[1] or wrapped[2] or wrapped[3] or b""):
            pieces.insert(0, wrapped[1] or wrapped[2] or wrapped[3] or b"")
        elif len(parts) > 1:
            pieces[:0] = parts
        elif name is not None:
            yield (name[2] or name[1]).decode()
    for text in TEXT.finditer(given):
        for found in inserted(text[0], given[: text.start()]):
            yield found.rpartition(b"->")[2].rpartition(b".")[2].decode()


def is_balanced(code: bytes) -> bool:
    """Whether every parenthesis in it is opened and closed again."""
    depth = 0
    for one in code:
        depth += (one == ord("(")) - (one == ord(")"))
        if depth < 0:
            return False
    return not depth


def _kept(text: re.Match[bytes]) -> bytes:
    """Return a text as it may stand in a subscript, which names a value: `$_POST['password']`."""
    is_key = text.start() and text.string[text.start() - 1 : text.start()] == b"["
    return text[0] if is_key else b'""'


def inserted(text: bytes, before: bytes) -> Iterator[bytes]:
    """Yield the names whose values a text in quotes shows; `before` is what stands before it, for C#'s `$`."""
    if text.startswith(b"'"):
        return
    if before.endswith((b"$", b"$@", b"@$")):
        yield from (found[1] for found in SHARP.finditer(text))
        return
    for found in INSERTED.finditer(text):
        yield next(each for each in (found[1], found[3], found[2], found[4]) if each is not None)
