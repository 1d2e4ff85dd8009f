"""ZIP archives, by the standard library's reader, whose many errors are told as one."""

from __future__ import annotations

import io
import lzma
import struct
import zlib
from copy import copy
from typing import TYPE_CHECKING, BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from scanner.sources.archives.limits import MIB, ArchiveLimitError, DamagedArchiveError, told

if TYPE_CHECKING:
    from collections.abc import Iterator

PIECE = MIB
MOST_DIRECTORY = 16 * MIB
"""Bytes of the list of members, which is read at once."""

ENCRYPTED = 0x1
DOS = 0
LOCAL_HEADER = 30
LOCAL_MARK = b"PK\x03\x04"
METHODS = frozenset((0, 1, 6, 8, 9, 12, 14, 93, 94, 95, 96, 97, 98, 99))
"""Numbers of the ways in which members are packed."""

NEWEST = 63
"""The highest version of the format, times ten."""

ANY_SIZE = 1 << 62
DAMAGE = (
    BadZipFile,
    RuntimeError,  # what is not supported, too
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    IndexError,
    struct.error,
    zlib.error,
    lzma.LZMAError,
)
"""What the standard library raises for archives that are not as they should be."""


class _Careful(io.BufferedIOBase):
    """A file that refuses to be read at once in large pieces."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > MOST_DIRECTORY:
            raise ArchiveLimitError(f"its list of members takes more than {told(MOST_DIRECTORY)}: it is not opened")
        return self._file.read(MOST_DIRECTORY if size is None or size < 0 else size)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True


class ZipArchive:
    """A ZIP archive in a file."""

    def __init__(self, file: BinaryIO) -> None:
        """Read the list of members. Raises DamagedArchiveError, or ArchiveLimitError if the list is too long."""
        self._file = file
        try:
            self._zip = ZipFile(_Careful(file))
        except DAMAGE as error:
            raise DamagedArchiveError(f"the ZIP archive is damaged: {error}") from error

    def members(self) -> Iterator[ZipInfo]:
        """Yield the members that have contents, or are no directories by their names, in the order of the list."""
        return (info for info in self._zip.infolist() if info.compress_size or not info.is_dir())

    def contents(self, info: ZipInfo) -> Iterator[bytes]:
        """Yield the contents of a member. Raises DamagedArchiveError if it is damaged or of an unknown kind."""
        whole = copy(info)
        whole.file_size = ANY_SIZE  # the reader would stop there without a word, if the list claims less than there is
        try:
            with self._zip.open(whole) as stream:
                while piece := stream.read(PIECE):
                    yield piece
        except NotImplementedError as error:
            raise DamagedArchiveError(f"it is packed in a way that cannot be read: {error}") from error
        except DAMAGE as error:
            raise DamagedArchiveError(f"the member is damaged: {error}") from error

    def between(self) -> Iterator[bytes]:
        """Yield what is in the file beside the members: before, between and behind them."""
        position = 0
        size = self._file.seek(0, io.SEEK_END)
        inside = (info for info in self._zip.infolist() if 0 <= info.header_offset < size)
        for info in sorted(inside, key=lambda info: info.header_offset):
            if info.header_offset > position:
                yield from self._pieces(position, info.header_offset)
            position = max(position, self._end(info))
        yield from self._pieces(position, None)

    def _end(self, info: ZipInfo) -> int:
        """Return where a member ends; where it begins, if its header is no header."""
        self._file.seek(info.header_offset)
        header = self._file.read(LOCAL_HEADER)
        if len(header) < LOCAL_HEADER or not header.startswith(LOCAL_MARK):
            return info.header_offset
        name, extra = struct.unpack("<HH", header[26:30])
        return info.header_offset + LOCAL_HEADER + int(name) + int(extra) + info.compress_size

    def _pieces(self, begin: int, end: int | None) -> Iterator[bytes]:
        self._file.seek(begin)
        while end is None or begin < end:
            piece = self._file.read(PIECE if end is None else min(PIECE, end - begin))
            if not piece:
                return
            begin += len(piece)
            yield piece


def telling_members(chunks: Iterator[bytes], message: str) -> Iterator[bytes]:
    """Yield the chunks. Raises DamagedArchiveError behind them if one of them holds the header of a member."""
    held = b""
    found = False
    for chunk in chunks:
        text = held + chunk
        found = found or has_member(text)
        held = text[-LOCAL_HEADER + 1 :]
        yield chunk
    if found:
        raise DamagedArchiveError(message)


def has_member(text: bytes) -> bool:
    """Whether a header of a member is in the text, as far as one can tell."""
    at = text.find(LOCAL_MARK)
    while 0 <= at <= len(text) - LOCAL_HEADER:
        version, method, length = struct.unpack("<4xH2xH16xH2x", text[at : at + LOCAL_HEADER])
        if version <= NEWEST and method in METHODS and length:
            return True
        at = text.find(LOCAL_MARK, at + 1)
    return False


def name_of(info: ZipInfo) -> bytes:
    """Return a member's name, with `/` between its parts."""
    name = info.filename.encode("utf-8", "surrogateescape")
    return name.replace(b"\\", b"/") if info.create_system == DOS else name


def is_encrypted(info: ZipInfo) -> bool:
    """Whether the member is encrypted."""
    return bool(info.flag_bits & ENCRYPTED)
