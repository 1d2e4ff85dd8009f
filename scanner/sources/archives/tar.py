"""Tar archives, read from front to back: what is under way is one block, whatever the headers claim.

The standard library's reader keeps every member in memory, and reads extended headers of any size at once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.sources.archives.limits import DamagedArchiveError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.sources.archives.reader import ChunkReader

BLOCK = 512
CHECKSUM = slice(148, 156)
MOST_NAME = 1 << 20
"""Bytes of an extended header, or a long name, at most."""

PAX_RECORD = re.compile(rb"(\d{1,7}) ")

HEADERS = (b"L", b"K", b"x", b"X", b"g")
"""Types that say something of the next member: its long name, its long target, anything."""

DIRECTORY, LINK = b"5", b"2"
NO_CONTENTS = {b"1": "a link to another member", b"3": "a device", b"4": "a device", b"6": "a named pipe"}
"""Types without contents, and what they are."""


@dataclass(frozen=True, slots=True)
class TarMember:
    """What a header says."""

    name: bytes
    size: int
    """Bytes of contents that follow."""
    type: bytes
    """One byte, as the format defines it."""
    target: bytes
    """What a symbolic link names."""


def is_header(block: bytes) -> bool:
    """Whether the block is a header, by its checksum."""
    if len(block) < BLOCK or not block[0]:
        return False
    try:
        claimed = _number(block[CHECKSUM])
    except ValueError:
        return False
    blanked = block[: CHECKSUM.start] + b" " * 8 + block[CHECKSUM.stop :]
    unsigned = sum(blanked)
    return claimed in (unsigned, unsigned - 256 * sum(byte > 127 for byte in blanked))


class TarReader:
    """The members of a tar archive, one after the other."""

    def __init__(self, reader: ChunkReader) -> None:
        self._reader = reader
        self._left = self._padding = 0
        self._everywhere: dict[bytes, bytes] = {}
        """What a global header says of all members."""
        self.unread = b""
        """What was read and is no header."""

    def members(self) -> Iterator[TarMember]:
        """Yield each member; its `contents` are to be read, or left, before the next one is asked for.

        Raises DamagedArchiveError where the next header, or the end, should be and is not; `unread` is what is there.
        """
        said: dict[bytes, bytes] = {}
        while True:
            self._skip()
            block = self._reader.read(BLOCK)
            if not block:
                raise DamagedArchiveError("the tar archive is cut short: the mark of its end is missing")
            if not block.strip(b"\0"):
                return
            if not is_header(block):
                self.unread = block
                raise DamagedArchiveError("the tar archive is damaged: a header is no header")
            type_ = block[156:157]
            try:
                size = _number(block[124:136])
                size = int(said.get(b"size", size))
            except ValueError:
                size = -1
            if size < 0:
                self.unread = block
                raise DamagedArchiveError("the tar archive is damaged: a size is no number")
            if type_ in (DIRECTORY, LINK, *NO_CONTENTS):
                size = 0
            self._left, self._padding = size, -size % BLOCK
            if type_ in HEADERS:
                self._note(type_, size, said)
                continue
            self._leave_sparse_map(type_, block)
            target = said.get(b"linkpath") or _text(block[157:257])
            yield TarMember(said.get(b"path") or _name(block), size, type_, target)
            said = dict(self._everywhere)

    def contents(self) -> Iterator[bytes]:
        """Yield the contents of the member. Raises DamagedArchiveError if they are cut short."""
        for piece in self._reader.take(self._left):
            self._left -= len(piece)
            yield piece
        if self._left:
            raise DamagedArchiveError("the tar archive is cut short")

    def _skip(self) -> None:
        for piece in self._reader.take(self._left + self._padding):
            del piece
        self._left = self._padding = 0

    def _note(self, type_: bytes, size: int, said: dict[bytes, bytes]) -> None:
        """Read a header that says something of the next member."""
        if size > MOST_NAME:
            raise DamagedArchiveError(f"the tar archive is damaged: a header of {size:,} bytes")
        text = b"".join(self.contents())
        if type_ == b"L":
            said[b"path"] = _text(text)
        elif type_ == b"K":
            said[b"linkpath"] = _text(text)
        else:
            records = _pax_records(text)
            if b"GNU.sparse.name" in records:
                records[b"path"] = records[b"GNU.sparse.name"]
            said.update(records)
            if type_ == b"g":
                self._everywhere.update(records)

    def _leave_sparse_map(self, type_: bytes, block: bytes) -> None:
        """Leave out the blocks that tell where an old sparse file has its holes."""
        more = type_ == b"S" and block[482]
        while more:
            block = self._reader.read(BLOCK)
            more = len(block) == BLOCK and block[504]


def _number(field: bytes) -> int:
    """Return the number in a header's field: octal digits, or bytes behind a mark. Raises ValueError."""
    if field[0] in (0x80, 0xFF):
        return int.from_bytes(field[1:], "big", signed=False) if field[0] == 0x80 else -1
    return int(_text(field).strip() or b"0", 8)


def _text(field: bytes) -> bytes:
    return field.partition(b"\0")[0]


def _name(block: bytes) -> bytes:
    name, prefix = _text(block[:100]), _text(block[345:500])
    return prefix + b"/" + name if prefix and block[257:263] == b"ustar\0" else name


def _pax_records(text: bytes) -> dict[bytes, bytes]:
    """Return the records of an extended header, as far as they are well formed."""
    records: dict[bytes, bytes] = {}
    position = 0
    while found := PAX_RECORD.match(text, position):
        end = position + int(found[1])
        key, equals, value = text[found.end() : end - 1].partition(b"=")
        if end <= found.end() or not equals:
            break
        records[key] = value.replace(b"\0", b"")
        position = end
    return records
