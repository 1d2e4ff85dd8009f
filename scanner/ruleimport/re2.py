"""The parser of patterns in the syntax of Go's `regexp` (RE2): into a syntax tree over bytes, or refused by name.

Case is folded into the sets of bytes, flags into the nodes; nothing of them is left in the tree. Patterns are written
over characters and run over bytes: a character beyond ASCII becomes its bytes in UTF-8.
https://pkg.go.dev/regexp/syntax
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from scanner.ruleimport.classes import HIGH, PERL, POSIX, UNICODE, both_cases
from scanner.ruleimport.syntax import ALL, Anchor, Byte, Choice, Group, Node, Repeat, Sequence

ESCAPES = {"a": 7, "f": 12, "t": 9, "n": 10, "r": 13, "v": 11}
ANCHORS = {"A": r"\A", "z": r"\Z", "b": r"\b", "B": r"\B"}
LOOKAROUNDS = ("(?=", "(?!", "(?<=", "(?<!", "(?>", "(?#", "(?P=", "(?P>")
MOST_TIMES = 1000
"""Go's own limit for a counted repeat."""

DEEPEST = 100
"""Groups within groups."""


class PatternRefusedError(ValueError):
    """The pattern cannot be translated; the message names what in it cannot be."""


@dataclass(frozen=True, slots=True)
class Flags:
    """The flags in force at a place in the pattern."""

    ignore_case: bool = False
    multi_line: bool = False
    dot_all: bool = False
    ungreedy: bool = False


FLAG_NAMES = {"i": "ignore_case", "m": "multi_line", "s": "dot_all", "U": "ungreedy"}


def parse(pattern: str) -> Node:
    """Return the syntax tree of a pattern. Raises PatternRefusedError for what Go or we do not have."""
    parser = Parser(pattern)
    tree = parser.alternatives(Flags(), 0)
    if parser.at < len(parser.pattern):
        raise PatternRefusedError("a `)` without its `(`")
    return tree


class Parser:
    """Reads one pattern from left to right."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0
        self._groups = 0

    def alternatives(self, flags: Flags, depth: int) -> Node:
        """Read up to the end of the group. A flag that is set within it holds to its end, across its `|`."""
        if depth > DEEPEST:
            raise PatternRefusedError(f"more than {DEEPEST} groups within each other")
        branches: list[Node] = []
        items: list[Node] = []
        while self.at < len(self.pattern) and self._next() != ")":
            if self._take("|"):
                branches.append(_sequence(items))
                items = []
            elif self._take("\\Q"):
                self._unquote()
            elif (changed := self._flags(flags)) is not None:
                flags = changed
            else:
                items.append(self._repeated(self._atom(flags, depth), flags))
        branches.append(_sequence(items))
        return branches[0] if len(branches) == 1 else Choice(tuple(branches))

    def _next(self, length: int = 1) -> str:
        return self.pattern[self.at : self.at + length]

    def _take(self, text: str) -> bool:
        if not self.pattern.startswith(text, self.at):
            return False
        self.at += len(text)
        return True

    def _until(self, end: str, what: str) -> str:
        stop = self.pattern.find(end, self.at)
        if stop < 0:
            raise PatternRefusedError(f"{what} without its end `{end}`")
        text = self.pattern[self.at : stop]
        self.at = stop + len(end)
        return text

    def _unquote(self) -> None:
        """Put escapes in the place of a quoted text, up to its end: a repeat behind it is of the last character."""
        text, _, rest = self.pattern[self.at :].partition("\\E")
        escaped = "".join(each if each.isalnum() or not each.isascii() else f"\\{each}" for each in text)
        self.pattern = self.pattern[: self.at] + escaped + rest

    def _braced(self, length: int) -> str:
        """Read what stands in braces, or else so many characters."""
        if self._take("{"):
            return self._until("}", "a `{`")
        self.at += length
        return self.pattern[self.at - length : self.at]

    def _flags(self, flags: Flags) -> Flags | None:
        """Read `(?i)` and its like, and return the flags from there on; None if there is none here."""
        stop = self.pattern.find(")", self.at)
        text = self.pattern[self.at : stop]
        if not text.startswith("(?") or ":" in text or text[2:3] not in (*FLAG_NAMES, "-"):
            return None
        self.at = stop + 1
        return _with_flags(flags, text[2:])

    def _atom(self, flags: Flags, depth: int) -> Node:
        for mark in LOOKAROUNDS:
            if self._next(len(mark)) == mark:
                raise PatternRefusedError(f"`{mark}`, which Go does not have")
        character = self._next()
        self.at += 1
        match character:
            case "(":
                return self._group(flags, depth)
            case "[":
                return self._set(flags)
            case ".":
                return Byte(ALL if flags.dot_all else ALL - {10})
            case "^":
                return Anchor("(?m:^)" if flags.multi_line else r"\A")
            case "$":
                return Anchor("(?m:$)" if flags.multi_line else r"\Z")
            case "\\":
                return self._escape(flags)
            case "*" | "+" | "?":
                raise PatternRefusedError(f"a `{character}` with nothing to repeat")
            case _:
                return literal(character, flags)

    def _group(self, flags: Flags, depth: int) -> Node:
        name = ""
        number = 0
        if self._take("?P<") or self._take("?<"):
            name = self._until(">", "a group's name")
        if name or self._next() != "?":
            self._groups += 1
            number = self._groups
        elif self._take("?"):
            flags = _with_flags(flags, self._until(":", "a group's flags"))
        inner = self.alternatives(flags, depth + 1)
        if not self._take(")"):
            raise PatternRefusedError("a `(` without its `)`")
        return Group(inner, number, name) if number else inner

    def _repeated(self, node: Node, flags: Flags) -> Node:
        repeated = False
        while (times := self._times()) is not None:
            if repeated:
                raise PatternRefusedError("a repeat of a repeat, which Go does not have without a group")
            repeated = True
            least, most = times
            if max(least, most or 0) > MOST_TIMES or (most is not None and most < least):
                raise PatternRefusedError(f"a repeat of {least} to {most} times, which Go does not have")
            node = Repeat(node, least, most, self._take("?") != flags.ungreedy)
        return node

    def _times(self) -> tuple[int, int | None] | None:
        for sign, times in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self._take(sign):
                return times
        if self._next() != "{":
            return None
        stop = self.pattern.find("}", self.at)
        least, comma, most = self.pattern[self.at + 1 : stop].partition(",")
        numbers = [part for part in (least, most) if part]
        if stop < 0 or not least or not all(part.isascii() and part.isdigit() and len(part) < 6 for part in numbers):
            return None  # Go takes such a brace as itself
        self.at = stop + 1
        return int(least), (int(most) if most else None) if comma else int(least)

    def _escape(self, flags: Flags) -> Node:
        character = self._next()
        self.at += 1
        if character in ANCHORS:
            return Anchor(ANCHORS[character])
        members = self._class(character)
        if members is not None:
            return Byte(both_cases(members) if flags.ignore_case else members)
        return literal(self._character(character), flags)

    def _class(self, letter: str) -> frozenset[int] | None:
        """Return the class that the letter behind a backslash names; None if it names none."""
        if letter.lower() in PERL:
            members = PERL[letter.lower()]
        elif letter in ("p", "P"):
            name = self._braced(1)
            inverse = name.startswith("^")
            if name.lstrip("^") not in UNICODE:
                raise PatternRefusedError(f"the class \\{letter}{{{name}}}, which has no form over bytes here")
            members = UNICODE[name.lstrip("^")]
            if inverse:
                return ALL - members if letter == "p" else members
        else:
            return None
        return members if letter.islower() else ALL - members

    def _character(self, letter: str) -> str:
        """Return the character that the letter behind a backslash, and what follows it, stand for."""
        if letter in ESCAPES:
            return chr(ESCAPES[letter])
        if letter == "x":
            digits = self._braced(2)
            try:
                return chr(int(digits, 16))
            except (ValueError, OverflowError) as error:
                raise PatternRefusedError(f"\\x{{{digits}}}, which is no character") from error
        if letter == "0" or (letter in "1234567" and self._next() in tuple("01234567")):
            digits = letter
            while len(digits) < 3 and self._next() in tuple("01234567"):
                digits += self._next()
                self.at += 1
            return chr(int(digits, 8))
        if not letter or letter.isalnum() or not letter.isascii():
            raise PatternRefusedError(f"the escape \\{letter}, which Go does not have")
        return letter

    def _set(self, flags: Flags) -> Node:
        inverse = self._take("^")
        members: set[int] = set()
        others: list[str] = []
        first = True
        while first or self._next() != "]":
            if self.at >= len(self.pattern):
                raise PatternRefusedError("a `[` without its `]`")
            first = False
            named = self._named_class()
            if named is None:
                self._range(members, others)
            else:
                members |= named
        self.at += 1
        found = both_cases(frozenset(members)) if flags.ignore_case else frozenset(members)
        if inverse and others:
            raise PatternRefusedError(f"a set that excludes {others[0]!r}, a character beyond ASCII")
        found = ALL - found if inverse else found
        if not found and not others:
            raise PatternRefusedError("a set that nothing is in")
        if not others:
            return Byte(found)
        spelt = [literal(each, flags) for each in others]
        return Choice((Byte(found), *spelt)) if found else Choice(tuple(spelt))

    def _named_class(self) -> frozenset[int] | None:
        if self._take("[:"):
            name = self._until(":]", "a class")
            if name.lstrip("^") not in POSIX:
                raise PatternRefusedError(f"the class [:{name}:], which Go does not have")
            members = POSIX[name.lstrip("^")]
            return ALL - members if name.startswith("^") else members
        if self._next() == "\\" and self.pattern[self.at + 1 : self.at + 2] in tuple("dwsDWSpP"):
            self.at += 2
            return self._class(self.pattern[self.at - 1])
        return None

    def _range(self, members: set[int], others: list[str]) -> None:
        first = last = self._member()
        if self._next() == "-" and self.pattern[self.at + 1 : self.at + 2] not in ("]", ""):
            self.at += 1
            last = self._member()
        if last < first:
            raise PatternRefusedError(f"the range {first}-{last}, which runs backwards")
        if last.isascii():
            members.update(range(ord(first), ord(last) + 1))
        elif first == last:
            others.append(first)
        else:
            members.update(HIGH)
            members.update(range(ord(first), 0x80))

    def _member(self) -> str:
        character = self._next()
        self.at += 1
        if character != "\\":
            return character
        letter = self._next()
        self.at += 1
        return self._character(letter)


def literal(character: str, flags: Flags) -> Node:
    """Return the node of one character."""
    if character.isascii():
        member = frozenset((ord(character),))
        return Byte(both_cases(member) if flags.ignore_case else member)
    forms = {character, character.lower(), character.upper()} if flags.ignore_case else {character}
    try:
        spelt = [_sequence([Byte(frozenset((byte,))) for byte in form.encode()]) for form in sorted(forms)]
    except UnicodeEncodeError as error:
        raise PatternRefusedError(f"{character!r}, which is no character") from error
    return spelt[0] if len(spelt) == 1 else Choice(tuple(spelt))


def _sequence(items: list[Node]) -> Node:
    return items[0] if len(items) == 1 else Sequence(tuple(items))


def _with_flags(flags: Flags, text: str) -> Flags:
    value = True
    for letter in text:
        if letter == "-":
            value = False
        elif letter in FLAG_NAMES:
            flags = replace(flags, **{FLAG_NAMES[letter]: value})
        else:
            raise PatternRefusedError(f"the flag `{letter}`, which Go does not have")
    return flags
