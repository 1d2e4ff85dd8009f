"""`Opener`: an entry that is an archive becomes its members, each with a path like `lib.zip!/inner/file`.

The archive itself stays an entry: scanned of it is what is in it beside its members. Nothing is written to disk, so no
name of a member can do harm.
"""

from __future__ import annotations

import io
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any, BinaryIO

from scanner.errors import KeysieveError
from scanner.model import INSIDE
from scanner.sources.archives.kind import ENOUGH, OPENED, kind_of
from scanner.sources.archives.limits import ArchiveLimitError, DamagedArchiveError, Limits, Opening, told
from scanner.sources.archives.packed import Packed, unpacked_name
from scanner.sources.archives.reader import ChunkReader, failing, peeked
from scanner.sources.archives.tar import BLOCK, DIRECTORY, LINK, NO_CONTENTS, TarReader, is_header
from scanner.sources.archives.zipped import PIECE, ZipArchive, is_encrypted, name_of, telling_members
from scanner.sources.interface import Entry
from scanner.text.fragments import Content, fragments

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scanner.model import Fragment

UNLISTED = "the ZIP archive holds members that its list does not name: they are not scanned"

LONGEST_NAME = 4096
"""Bytes of a member's name that are told."""


class Opener:
    """Opens archives, and archives in them."""

    def __init__(
        self, may_open: Callable[[bytes], bool], largest: int | None = None, limits: Limits = Limits()
    ) -> None:
        """`may_open`: whether the archive at a path is to be opened. `largest`: most bytes of a member; None: any."""
        self._may_open = may_open
        self._largest = largest
        self._limits = limits

    def __call__(self, entry: Entry) -> Iterator[Entry]:
        """Yield the entry; if it is an archive, its members before it, each to be read before the next one."""
        content = entry.fragments
        if entry.skipped or not isinstance(content, Content):
            yield entry
        else:
            yield from _Archive(self._may_open, self._largest, Opening(self._limits, entry.path)).entries(content)


class _Archive:
    """One archive that is no member of another, or a file that is none."""

    def __init__(self, may_open: Callable[[bytes], bool], largest: int | None, opening: Opening) -> None:
        self._may_open = may_open
        self._largest = largest
        self._opening = opening

    def entries(self, content: Content, depth: int = 1, expanding: bool = False) -> Iterator[Entry]:
        """Yield what is in `content`, then `content` itself. `expanding`: a limit is set to its size."""
        path = content.path
        if not self._may_open(path):
            yield Entry(path, content)
            return
        try:
            head, chunks = peeked(content.chunks(), ENOUGH)
        except (KeysieveError, OSError) as error:
            yield Entry(path, map(_raise, [error]))
            return
        kind = kind_of(head, path)
        if kind in OPENED and depth > self._opening.limits.depth:
            yield Entry(path + INSIDE, (), f"in archives {self._opening.limits.depth} deep: not opened")
            kind = ""
        if kind in ("zip", "zip?"):
            yield from self._zip(content, chunks, depth, certain=kind == "zip")
        elif kind == "tar":
            yield from self._tar(content, chunks, depth, expanding)
        elif kind in OPENED:
            yield from self._packed(kind, content, chunks, depth)
        else:
            if kind:
                yield Entry(path + INSIDE, (), f"{kind} archives are not opened")
            yield Entry(path, self._as_it_is(content, self._opening.limited(chunks) if expanding else chunks))

    def _zip(self, content: Content, chunks: Iterator[bytes], depth: int, certain: bool) -> Iterator[Entry]:
        path = content.path
        try:
            file = content.file() or self._held(chunks)
        except (KeysieveError, OSError) as error:
            yield Entry(path, self._as_it_is(content, chain(chunks, failing(error))))
            return
        size = file.getbuffer().nbytes if isinstance(file, io.BytesIO) else 0
        self._opening.held += size
        try:
            yield from self._zip_members(content, file, depth, certain)
        finally:
            self._opening.held -= size

    def _zip_members(self, content: Content, file: BinaryIO, depth: int, certain: bool) -> Iterator[Entry]:
        path = content.path
        with file:
            try:
                archive = ZipArchive(file)
            except (DamagedArchiveError, ArchiveLimitError) as error:
                pieces = _pieces(file)
                rest = chain(pieces, failing(error)) if certain else telling_members(pieces, str(error))
                yield Entry(path, self._as_it_is(content, rest))
                return
            failure: KeysieveError | None = None
            try:
                for info in archive.members():
                    self._opening.count_member()
                    name, reason = self._named(content, name_of(info)), self._too_large(info.file_size)
                    if is_encrypted(info) or reason:
                        yield Entry(name, (), "encrypted" if is_encrypted(info) else reason)
                        continue
                    pieces = self._opening.metered(archive.contents(info), partial(getattr, info, "compress_size"))
                    yield from self.entries(self._member(content, name, pieces), depth + 1, expanding=True)
            except ArchiveLimitError as error:
                failure = error
            beside = telling_members(archive.between(), UNLISTED)
            yield Entry(path, self._as_it_is(content, chain(beside, failing(failure))))

    def _tar(self, content: Content, chunks: Iterator[bytes], depth: int, expanding: bool) -> Iterator[Entry]:
        reader = ChunkReader(chunks)
        tar = TarReader(reader)
        failure: Exception | None = None
        try:
            for member in tar.members():
                self._opening.count_member()
                name = self._named(content, member.name)
                reason = NO_CONTENTS.get(member.type) or self._too_large(member.size)
                if member.type == LINK:
                    yield Entry(name, self._member(content, name, iter((member.target,))))
                elif reason:
                    yield Entry(name, (), reason)
                elif member.type != DIRECTORY:
                    yield from self.entries(self._member(content, name, tar.contents()), depth + 1, expanding)
        except (KeysieveError, OSError) as error:
            failure = error
        rest = chain((tar.unread,), () if isinstance(failure, ArchiveLimitError) else reader.rest(), failing(failure))
        yield Entry(content.path, self._as_it_is(content, rest))

    def _packed(self, kind: str, content: Content, chunks: Iterator[bytes], depth: int) -> Iterator[Entry]:
        packed = Packed(kind, chunks)
        expanded = self._opening.metered(packed.chunks(), lambda: packed.packed)
        try:
            head, expanded = peeked(expanded, BLOCK)
        except (KeysieveError, OSError) as error:  # perhaps it only looks compressed
            again = content.chunks() if content.again else ()
            yield Entry(content.path, self._as_it_is(content, chain(again, failing(error))))
            return
        if is_header(head[:BLOCK]):
            yield from self._tar(content, expanded, depth, expanding=True)
            return
        name = self._named(content, unpacked_name(content.path, kind))
        self._opening.count_member()
        if self._largest is not None and self._largest < self._opening.limits.held:  # its length shows by expanding it
            head, expanded = peeked(expanded, self._largest + 1)
            if len(head) > self._largest:
                yield Entry(name, (), self._too_large(len(head)))
                yield Entry(content.path, self._as_it_is(content, iter(())))
                return
        yield from self.entries(self._member(content, name, expanded), depth + 1, expanding=True)
        yield Entry(content.path, self._as_it_is(content, iter(())))

    def _held(self, chunks: Iterator[bytes]) -> BinaryIO:
        """Return the contents in memory. Raises ArchiveLimitError if that is too much."""
        most = self._opening.limits.held - self._opening.held
        held = io.BytesIO()
        for chunk in chunks:
            if held.tell() + len(chunk) > most:
                raise ArchiveLimitError(
                    f"a ZIP archive in another one, or in an object of git, of more than {told(most)}: it is not opened"
                )
            held.write(chunk)
        return held

    def _named(self, content: Content, name: bytes) -> bytes:
        """Return the path of a member."""
        return content.path + INSIDE + name[:LONGEST_NAME]

    def _member(self, content: Content, path: bytes, chunks: Iterator[bytes]) -> Content:
        inner = len(path) - len(self._opening.outer)
        return _PartialContent(path, content.provenance._replace(inner=inner), chunks)

    def _as_it_is(self, content: Content, chunks: Iterator[bytes]) -> Content:
        return _PartialContent(content.path, content.provenance, chunks)

    def _too_large(self, size: int) -> str:
        """Return why a member of that size is skipped; empty if it is not."""
        return f"larger than {self._largest} bytes" if self._largest is not None and size > self._largest else ""


class _PartialContent(Content):
    """What may break off: it fails behind the fragments of what could be read."""

    def __iter__(self) -> Iterator[Fragment]:
        """Yield the fragments; then what went wrong is raised, if anything did."""
        failures: list[Exception] = []

        def readable() -> Iterator[bytes]:
            try:
                yield from self._chunks
            except (KeysieveError, OSError) as failure:
                failures.append(failure)

        yield from fragments(self.path, self.provenance, readable())
        for failure in failures:
            raise failure


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    return iter(lambda: file.read(PIECE), b"")


def _raise(error: Exception) -> Any:
    raise error
