"""The reader of tar archives agrees with the standard library's."""

from __future__ import annotations

import io
import tarfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.sources.archives.limits import DamagedArchiveError
from scanner.sources.archives.reader import ChunkReader
from scanner.sources.archives.tar import BLOCK, TarReader, is_header

PARTS = st.text(st.characters(exclude_characters="/\0", exclude_categories=("Cs",)), min_size=1, max_size=60)
NAMES = st.lists(PARTS, min_size=1, max_size=5).map("/".join).filter(lambda name: name.strip("/"))
TYPES = st.sampled_from([tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.SYMTYPE, tarfile.DIRTYPE, tarfile.CONTTYPE])
MEMBERS = st.lists(st.tuples(NAMES, TYPES, st.binary(max_size=1500), NAMES), max_size=5)


END = bytes(2 * BLOCK)


def read(data: bytes, size: int) -> list[tuple[bytes, bytes, bytes]]:
    chunks = (data[begin : begin + size] for begin in range(0, len(data), size))
    reader = TarReader(ChunkReader(chunks))
    return [(member.name.rstrip(b"/"), member.target, b"".join(reader.contents())) for member in reader.members()]


@given(MEMBERS, st.sampled_from([tarfile.PAX_FORMAT, tarfile.GNU_FORMAT]), st.sampled_from([1, 700, 100_000]))
def test_members_are_those_that_the_standard_library_reads(
    members: list[tuple[str, bytes, bytes, str]], format_: int, size: int
) -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=format_) as tar:
        for name, type_, data, target in members:
            info = tarfile.TarInfo(name)
            info.type = type_
            if type_ == tarfile.SYMTYPE:
                info.linkname = target
            elif info.isreg():
                info.size = len(data)
            tar.addfile(info, io.BytesIO(data) if info.isreg() else None)
    expected = []
    with tarfile.open(fileobj=io.BytesIO(buffer.getvalue())) as tar:
        for info in tar:
            stream = tar.extractfile(info) if info.isreg() else None
            expected.append((info.name.encode(), info.linkname.encode(), stream.read() if stream else b""))
    assert read(buffer.getvalue(), size) == [(name.rstrip(b"/"), *rest) for name, *rest in expected]


def header(**fields: bytes) -> bytes:
    """Return a header with some fields as they are given, and the right checksum."""
    places = {"name": 0, "size": 124, "checksum": 148, "type": 156}
    block = bytearray(tarfile.TarInfo("x").tobuf())
    for name, value in fields.items():
        block[places[name] : places[name] + len(value)] = value
    if "checksum" not in fields:
        block[148:156] = b" " * 8
        block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


def test_header_is_told_by_its_checksum() -> None:
    assert is_header(header())
    assert is_header(header(name=b"\xc3\xa9"))
    assert not is_header(header(checksum=b"000001\0 "))
    assert not is_header(header(checksum=b"nothing!"))
    assert not is_header(header()[:-1])
    assert not is_header(bytes(BLOCK))


def test_checksum_of_signed_bytes_is_one_too() -> None:
    block = bytearray(header(name=b"\xe9"))
    block[148:156] = b" " * 8
    signed = sum(byte - 256 if byte > 127 else byte for byte in block)
    assert is_header(header(name=b"\xe9", checksum=b"%06o\0 " % signed))


@pytest.mark.parametrize("size", [b"\xff" * 12, b"12345678999\0", b"-0000000001\0", b"nothing....\0"])
def test_size_that_is_none_ends_the_archive(size: bytes) -> None:
    with pytest.raises(DamagedArchiveError):
        read(header(size=size) + bytes(2048), 700)


def test_size_in_bytes_is_read() -> None:
    data = header(size=b"\x80" + (5).to_bytes(11, "big")) + b"12345".ljust(BLOCK, b"\0") + END
    assert read(data, 700) == [(b"x", b"", b"12345")]


def test_size_beyond_the_end_takes_no_memory_and_no_time() -> None:
    with pytest.raises(DamagedArchiveError, match="cut short"):
        read(header(size=b"\x80" + b"\x7f" * 11) + bytes(2048), 700)


def test_extended_header_of_any_size_is_not_read_at_once() -> None:
    with pytest.raises(DamagedArchiveError, match="a header of"):
        read(header(type=b"x", size=b"77777777777\0") + bytes(2048), 700)


def test_sparse_file_is_read_without_its_map() -> None:
    first = bytearray(header(type=b"S", size=b"00000000003\0"))
    first[482] = 1
    first[148:156] = b" " * 8
    first[148:156] = b"%06o\0 " % sum(first)
    more = bytes(504) + b"\1" + bytes(7)
    data = bytes(first) + more + bytes(BLOCK) + b"abc".ljust(BLOCK, b"\0") + header(name=b"y") + END
    assert read(data, 700) == [(b"x", b"", b"abc"), (b"y", b"", b"")]


def test_records_that_are_none_are_left_out() -> None:
    for text in (b"", b"9 path", b"1 a=b", b"99999999 path=a\n", b"8 path\n", b"x"):
        size = b"%011o\0" % len(text)
        data = header(type=b"x", size=size) + text.ljust(BLOCK, b"\0")[: BLOCK if text else 0] + header() + END
        assert [name for name, _, _ in read(data, 700)] == [b"x"]
