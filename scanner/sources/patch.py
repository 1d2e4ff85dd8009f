"""A patch file: unified diffs from git or diff, also combined ones (merges). Findings carry the new paths and lines."""

from __future__ import annotations

import os
import re

from scanner.model import Fragment, Provenance
from scanner.sources.interface import Earlier, Entry, SourceError
from scanner.sources.stdin import read_chunks
from scanner.text.encodings import normalise
from scanner.text.fragments import fragments

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

PATCH = Provenance("patch")
HUNK = re.compile(rb"(@{2,})((?: -\d+(?:,\d+)?)+) \+(\d+)(?:,(\d+))? \1")
OLD_RANGE = re.compile(rb"-\d+(?:,(\d+))?")
BINARY = re.compile(rb"Binary files (.+) and (.+) differ|GIT binary patch")
GIT_HEADER = re.compile(rb"diff --(?:git|cc|combined) ")
PREFIXES = ((b"a/", b"b/"), (b"i/", b"w/"), (b"c/", b"i/"), (b"c/", b"w/"), (b"o/", b"w/"), (b"1/", b"2/"))
"""What git puts before the old and the new name, also with `diff.mnemonicPrefix`."""
NOWHERE = b"/dev/null"


class PatchedFile:
    """One file of a patch: its hunks' new and old sides, each with the line it starts at."""

    def __init__(self, old_name: bytes = b"", new_name: bytes = b"") -> None:
        self.old_name = old_name
        self.new_name = new_name
        self.header_names = b"", b""
        """The names of the `diff --git` line, which are never `/dev/null`."""
        self.binary = False
        self.cut_off = False
        """Whether the patch ended inside a hunk."""
        self.damaged = False
        """Whether a line that looks like a hunk's header, or like an added line, stands where none can be read."""
        self.new_sides: list[tuple[int, bytes]] = []
        self.old_sides: dict[int, list[tuple[int, bytes]]] = {}
        """By parent: one, but for the combined diff of a merge."""

    @property
    def path(self) -> bytes:
        """The new path, without git's prefix; the old one of a file that the patch deletes."""
        old, new = self.old_name, self.new_name
        name = old if new == NOWHERE else new
        if NOWHERE in (old, new) and all(self.header_names):
            old, new = self.header_names
        return name[2:] if has_prefixes(old, new) else name


def has_prefixes(old: bytes, new: bytes) -> bool:
    """Whether git put a prefix before both names. Only both can tell it from a directory, as with `diff.noprefix`."""
    return any(
        (old == NOWHERE or old.startswith(before)) and (new == NOWHERE or new.startswith(after))
        for before, after in PREFIXES
    )


class PatchSource:
    """The added lines of a patch, decided by counting against its removed ones."""

    def __init__(self, path: str) -> None:
        """`path`: the patch file; `-`: standard input. Raises SourceError if it cannot be read or is no patch."""
        try:
            descriptor = 0 if path == "-" else os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
            try:
                text = b"".join(normalise(read_chunks(descriptor)))
            finally:
                if descriptor:
                    os.close(descriptor)
        except OSError as error:
            raise SourceError(f"{path}: the patch cannot be read: {error.strerror}") from error
        self._files = list(parse_patch(text))
        if text.strip() and not self._files:
            raise SourceError(f"{path}: no diff in it; give a unified diff, as `git diff` or `diff -u` write it")

    def entries(self) -> Iterator[Entry]:
        """Yield each file that the patch changes."""
        for file in self._files:
            if file.binary and not file.new_sides:
                yield Entry(file.path, (), "binary: the patch does not show its contents")
            else:
                yield Entry(file.path, new_side(file))

    def still_has(self, path: bytes) -> bool:
        """Nothing is known of other paths."""
        return True

    def earlier(self, paths: Collection[bytes]) -> Iterator[Earlier]:
        """Yield the old sides of the patch, for each parent; a path may be in it several times (a patch series)."""
        deleted = frozenset(file.path for file in self._files if file.new_name == NOWHERE)
        for parent in sorted({parent for file in self._files for parent in file.old_sides}):
            hunks: dict[bytes, list[tuple[int, bytes]]] = {}
            for file in self._files:
                if parent in file.old_sides and (file.path in paths or file.path in deleted):
                    hunks.setdefault(file.path, []).extend(file.old_sides[parent])
            yield Earlier(((path, side(path, sides)) for path, sides in hunks.items()), deleted)


def new_side(file: PatchedFile) -> Iterator[Fragment]:
    """Yield the new text of a file. Raises SourceError behind what can be read if a hunk is damaged or cut off."""
    yield from side(file.path, file.new_sides)
    if file.cut_off:
        raise SourceError("the patch ends inside a hunk; give it whole")
    if file.damaged:
        raise SourceError("a hunk of it cannot be read; give the patch as `git diff` or `diff -u` writes it")


def side(path: bytes, hunks: list[tuple[int, bytes]]) -> Iterator[Fragment]:
    """Yield the text of each hunk as fragments that start at its line."""
    for line, text in hunks:
        for fragment in fragments(path, PATCH, [text]):
            yield fragment._replace(line=fragment.line + line - 1)


def parse_patch(text: bytes) -> Iterator[PatchedFile]:
    """Yield the files of a patch. Text between them (commit messages, mail headers) is passed over."""
    lines = text.split(b"\n")
    position = 0
    file: PatchedFile | None = None
    while position < len(lines):
        line = lines[position].removesuffix(b"\r")
        following = lines[position + 1].removesuffix(b"\r") if position + 1 < len(lines) else b""
        position += 1
        started = _started(line, following, file)
        if started is not None:
            if file is not None:
                yield file
            file = started
        if file is None:
            continue
        if _are_names(line, following):
            file.old_name, file.new_name = file_name(line[4:]), file_name(following[4:])
            position += 1
        elif BINARY.fullmatch(line):
            file.binary = True
        elif header := HUNK.match(line):
            position = _read_hunk(file, header, lines, position)
        elif line.startswith((b"@@", b"+")) and not file.binary:
            file.damaged = True
    if file is not None:
        yield file


def _are_names(line: bytes, following: bytes) -> bool:
    return line.startswith(b"--- ") and following.startswith(b"+++ ")


def _started(line: bytes, following: bytes, file: PatchedFile | None) -> PatchedFile | None:
    """Return the new file if one begins in this line; `file` is the one before it."""
    if GIT_HEADER.match(line):
        return _from_header(line)
    if file is not None and not file.new_sides and not file.binary:
        return None
    if _are_names(line, following):
        return PatchedFile()
    binary = BINARY.fullmatch(line)
    return PatchedFile(binary[1], binary[2]) if binary and binary[1] else None  # `diff -r` gives it no header


def _from_header(line: bytes) -> PatchedFile:
    """Return a file with the names of its `diff --git` line, for files without hunks (renames, modes, binaries)."""
    rest = line.split(b" ", 2)[2]
    old = new = rest
    if line.startswith(b"diff --git "):
        half = len(rest) // 2
        alike = rest[half : half + 1] == b" "
        old, _, new = (rest[:half], b" ", rest[half + 1 :]) if alike else rest.partition(b" ")
    file = PatchedFile(file_name(old), file_name(new))
    file.header_names = file.old_name, file.new_name
    return file


def _read_hunk(file: PatchedFile, header: re.Match[bytes], lines: list[bytes], position: int) -> int:
    """Read the hunk behind its header and return the position of the line behind it."""
    columns = len(header[1]) - 1
    old_left = [int(count or 1) for count in OLD_RANGE.findall(header[2])]
    new_left = int(header[4] or 1)
    new: list[bytes] = []
    old: list[list[bytes]] = [[] for _ in range(columns)]
    while position < len(lines) and (new_left > 0 or any(left > 0 for left in old_left)):
        line = lines[position]
        position += 1
        if line.startswith(b"\\"):
            continue
        marks, content = line[:columns], line[columns:]
        removed = b"-" in marks
        if not removed:
            new.append(content)
            new_left -= 1
        for column in range(columns):
            mark = marks[column : column + 1]
            if mark == b"-" or (mark != b"+" and not removed):
                old[column].append(content)
                old_left[column] -= 1
    file.cut_off = new_left > 0 or any(left > 0 for left in old_left)
    file.new_sides.append((int(header[3]), b"\n".join(new) + b"\n"))
    for parent, lines_before in enumerate(old):
        file.old_sides.setdefault(parent, []).append((1, b"\n".join(lines_before) + b"\n"))
    return position


def file_name(text: bytes) -> bytes:
    """Return the file name of a `---` or `+++` line: unquoted, and without what diff writes behind a tab."""
    if text.startswith(b'"') and text.rstrip().endswith(b'"'):
        return unquoted(text.rstrip()[1:-1])
    return text.split(b"\t")[0]


ESCAPES = {b"n": b"\n", b"t": b"\t", b"r": b"\r", b"a": b"\a", b"b": b"\b", b"f": b"\f", b"v": b"\v"}


def unquoted(text: bytes) -> bytes:
    """Return a name that git quoted in the way of C."""

    def value(found: re.Match[bytes]) -> bytes:
        code = found[1]
        return bytes([int(code, 8) & 0xFF]) if code[:1].isdigit() else ESCAPES.get(code, code)

    return re.sub(rb"\\([0-7]{3}|.)", value, text, flags=re.DOTALL)
