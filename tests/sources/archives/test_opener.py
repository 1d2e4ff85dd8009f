"""What becomes of an archive: members with paths of their own, and a reason for each that is not scanned."""

from __future__ import annotations

import io
import struct
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.errors import KeysieveError
from scanner.model import Provenance
from scanner.sources.archives.limits import Limits
from scanner.sources.archives.opener import Opener
from scanner.sources.interface import Entry
from scanner.text.fragments import Content
from tests.sources.archives.conftest import encrypted, packed

if TYPE_CHECKING:
    from tests.sources.archives.conftest import Pack

TEXT = b"one line\nand another\n"


class Opened(NamedTuple):
    """What an archive was opened to."""

    texts: dict[bytes, bytes]
    skipped: dict[bytes, str]
    faults: dict[bytes, str]
    inner: dict[bytes, int]


def chunked(data: bytes, size: int = 1000) -> Iterator[bytes]:
    return (data[begin : begin + size] for begin in range(0, len(data), size))


def opened(name: bytes, data: bytes, opener: Opener | None = None, size: int = 1000) -> Opened:
    """Open the archive; it comes as chunks, as from git."""
    result = Opened({}, {}, {}, {})
    content = Content(name, Provenance("index"), chunked(data, size))
    for entry in (opener or Opener(lambda path: True))(Entry(name, content)):
        if entry.skipped:
            result.skipped[entry.path] = entry.skipped
            continue
        text = b""
        try:
            for fragment in entry.fragments:
                assert fragment.path == entry.path
                text += fragment.content[fragment.begin : fragment.end]
                result.inner[entry.path] = fragment.provenance.inner
        except KeysieveError as error:
            result.faults[entry.path] = str(error)
        result.texts[entry.path] = text
    return result


KINDS = ["zip", "zip:stored", "zip:bz2", "zip:lzma", "tar", "tar:gnu", "tar:ustar", "tar:gz", "tar:bz2", "tar:xz"]


@pytest.mark.parametrize("kind", KINDS)
def test_members_of_an_archive_are_not_missed(pack: Pack, kind: str) -> None:
    members = {"a.py": TEXT, "dir/b.txt": TEXT * 300, "empty": b"", "été 😀": b"x"}
    result = opened(b"x.bin", pack(kind, members))
    assert not result.faults
    assert not result.skipped
    expected = {b"x.bin!/" + name.encode(): data for name, data in members.items()}
    assert {path: text for path, text in result.texts.items() if path != b"x.bin"} == expected
    assert list(result.texts) == [*expected, b"x.bin"]  # the archive comes behind its members
    assert TEXT not in result.texts[b"x.bin"]
    assert result.inner == {path: len(path) - len(b"x.bin") for path in result.texts}


@pytest.mark.parametrize(
    ("name", "kind", "inner"),
    [
        (b"a/dump.sql.gz", "gz", b"dump.sql"),
        (b"LOG.BZ2", "bz2", b"LOG"),
        (b"log.xz", "xz", b"log"),
        (b"x.svgz", "gz", b"x.svg"),
        (b"nothing", "gz", b"data"),
        (b".gz", "gz", b"data"),
    ],
)
def test_compressed_file_is_one_member_named_as_its_program_names_it(
    pack: Pack, name: bytes, kind: str, inner: bytes
) -> None:
    result = opened(name, pack(kind, {"": TEXT}))
    assert result.texts == {name + b"!/" + inner: TEXT, name: b""}


def test_several_streams_and_padding_in_one_file_are_read_to_the_end(pack: Pack) -> None:
    for kind in ("gz", "bz2", "xz"):
        data = pack(kind, {"": b"one "}) + pack(kind, {"": b"two"}) + bytes(12)
        assert opened(b"x", data, size=7).texts[b"x!/data"] == b"one two"


def test_nested_archives_are_opened_three_deep_and_the_fourth_is_named(pack: Pack) -> None:
    data = pack("zip", {"deep.py": TEXT})
    for kind, name in (("tar:gz", "3.zip"), ("zip", "2.tgz")):
        data = pack(kind, {name: data})
    result = opened(b"1.zip", data)
    assert result.texts[b"1.zip!/2.tgz!/3.zip!/deep.py"] == TEXT
    result = opened(b"0.tar", pack("tar", {"1.zip": data}))
    assert result.skipped == {b"0.tar!/1.zip!/2.tgz!/3.zip!/": "in archives 3 deep: not opened"}
    assert b"0.tar!/1.zip!/2.tgz!/3.zip" in result.texts  # as the bytes that it is
    assert not result.faults


def test_archive_in_a_compressed_file_counts_as_nested(pack: Pack) -> None:
    result = opened(b"a.zip.gz", pack("gz", {"": pack("zip", {"x": TEXT})}))
    assert result.texts[b"a.zip.gz!/a.zip!/x"] == TEXT


HOSTILE = {
    "../../../etc/passwd": b"1",
    "/etc/shadow": b"2",
    "C:/Windows/x": b"3",
    "a\x1b[31m\nb": b"4",
    "./././x": b"5",
    "!/x!/": b"6",
    " ": b"7",
}


@pytest.mark.parametrize("kind", ["zip", "tar", "tar:gnu"])
def test_hostile_names_are_only_told(pack: Pack, kind: str, tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    result = opened(b"x", pack(kind, HOSTILE))
    assert {path: text for path, text in result.texts.items() if path != b"x"} == {
        b"x!/" + name.encode(): text for name, text in HOSTILE.items()
    }
    assert list(tmp_path.rglob("*")) == [tmp_path / "here"]


def test_backslashes_of_windows_part_a_path(pack: Pack) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        info = zipfile.ZipInfo("a")
        info.filename, info.create_system = "dir\\x.py", 0
        archive.writestr(info, TEXT)
    assert opened(b"x", buffer.getvalue()).texts[b"x!/dir/x.py"] == TEXT


def test_name_of_a_member_is_not_endless(pack: Pack) -> None:
    (path, _) = opened(b"x", pack("tar", {"n" * 100_000: TEXT})).texts
    assert len(path) < 5000


def test_two_members_of_one_name_are_both_read(pack: Pack) -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for text in (b"1", b"2"):
            info = tarfile.TarInfo("x")
            info.size = 1
            tar.addfile(info, io.BytesIO(text))
    entries = Opener(lambda path: True)(Entry(b"t", Content(b"t", Provenance("index"), [buffer.getvalue()])))
    assert [b"".join(f.content for f in entry.fragments)[:1] for entry in entries] == [b"1", b"2", b"\0"]


def special_tar() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for name, type_, target in (
            ("dir", tarfile.DIRTYPE, ""),
            ("link", tarfile.SYMTYPE, "../to/secret"),
            ("hard", tarfile.LNKTYPE, "x"),
            ("pipe", tarfile.FIFOTYPE, ""),
            ("tty", tarfile.CHRTYPE, ""),
            ("disk", tarfile.BLKTYPE, ""),
        ):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = type_, target
            tar.addfile(info)
    return buffer.getvalue()


def test_what_is_no_file_in_an_archive_is_named() -> None:
    result = opened(b"t", special_tar())
    assert result.skipped == {
        b"t!/hard": "a link to another member",
        b"t!/pipe": "a named pipe",
        b"t!/tty": "a device",
        b"t!/disk": "a device",
    }
    assert result.texts[b"t!/link"] == b"../to/secret"
    assert not result.faults


@pytest.mark.parametrize(
    "data",
    [b"7z\xbc\xaf\x27\x1c" + bytes(30), b"Rar!\x1a\x07\x01\x00" + bytes(30), b"\x28\xb5\x2f\xfd" + bytes(30)],
)
def test_archive_of_a_kind_that_is_not_opened_is_named(data: bytes) -> None:
    result = opened(b"x", data)
    assert list(result.texts) == [b"x"]
    assert result.skipped[b"x!/"].endswith("archives are not opened")


@pytest.mark.parametrize(
    "data", [b"", b"PK", b"BZh9 is a word", b"a,b\n" * 400, bytes(2000), b"\x1f\x8b"], ids=lambda data: repr(data[:6])
)
def test_what_is_no_archive_is_scanned_as_it_is(data: bytes) -> None:
    for name in (b"x", b"x.zip", b"x.tar.gz"):
        result = opened(name, data)
        assert (list(result.texts), result.faults, result.skipped) == ([name], {}, {})


def test_text_before_an_archive_does_not_hide_either(pack: Pack) -> None:
    result = opened(b"tool.pyz", b"#!/bin/sh\nsecret before\n" + pack("zip", {"x": TEXT}))
    assert result.texts[b"tool.pyz!/x"] == TEXT
    assert b"secret before" in result.texts[b"tool.pyz"]


def test_text_behind_and_in_the_comment_of_an_archive_is_not_missed(pack: Pack) -> None:
    buffer = io.BytesIO(pack("zip", {"x": TEXT}))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.comment = b"a comment"
    assert b"a comment" in opened(b"z", buffer.getvalue()).texts[b"z"]
    assert b"behind" in opened(b"t", pack("tar", {"x": TEXT}) + b"behind").texts[b"t"]


def test_member_that_the_list_of_members_hides_is_not_missed(pack: Pack) -> None:
    hidden, listed = pack("zip:stored", {"hidden": b"hidden text"}), pack("zip:stored", {"x": TEXT})
    result = opened(b"z", hidden[: hidden.index(b"PK\x01\x02")] + listed)
    assert b"hidden text" in result.texts[b"z"]
    assert result.texts[b"z!/x"] == TEXT


def test_encrypted_member_is_named(pack: Pack) -> None:
    result = opened(b"z", encrypted(pack("zip", {"x": TEXT, "y": TEXT})))
    assert result.skipped == {b"z!/x": "encrypted", b"z!/y": "encrypted"}
    assert not result.faults


@pytest.mark.parametrize("kind", ["zip", "zip:stored", "zip:bz2", "zip:lzma"])
def test_damaged_member_is_named_and_the_others_are_read(pack: Pack, kind: str) -> None:
    data = pack(kind, {"a": TEXT * 50, "b": TEXT})
    result = opened(b"z", data[:60] + bytes([data[60] ^ 0xFF]) + data[61:])
    assert list(result.faults) == [b"z!/a"]
    assert result.texts[b"z!/b"] == TEXT


@pytest.mark.parametrize("kind", ["tar", "tar:gz", "tar:bz2", "tar:xz", "gz", "bz2", "xz", "zip"])
def test_archive_that_is_cut_short_is_a_fault(pack: Pack, kind: str) -> None:
    data = pack(kind, {"a": bytes(range(256)) * 40})
    for length in (600, 5000) if kind == "tar" else (len(data) - 5, len(data) // 2):
        assert opened(b"x", data[:length]).faults


@pytest.mark.parametrize("kind", ["gz", "xz"])
@pytest.mark.parametrize("largest", [None, 1 << 20])
def test_what_a_stream_that_is_cut_short_expands_to_is_scanned(pack: Pack, kind: str, largest: int | None) -> None:
    data = pack(kind, {"a": TEXT + bytes(range(256))})
    result = opened(b"x." + kind.encode(), data[:-20], Opener(lambda path: True, largest))
    assert result.texts[b"x." + kind.encode() + b"!/x"].startswith(TEXT)
    assert result.faults == {
        b"x." + kind.encode() + b"!/x": f"the {'gzip' if kind == 'gz' else 'xz'} stream is cut short"
    }


def test_broken_header_hides_nothing_behind_it(pack: Pack) -> None:
    data = pack("tar", {"a": TEXT, "b": TEXT})
    result = opened(b"t", data[:1024] + b"?" * 512 + data[1536:])
    assert result.texts[b"t!/a"] == TEXT
    assert TEXT in result.texts[b"t"]
    assert "header" in result.faults[b"t"]


def test_packing_of_an_unknown_kind_is_a_fault(pack: Pack) -> None:
    data = pack("zip", {"a": TEXT})
    for signature, at in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        begin = data.index(signature) + at
        data = data[:begin] + struct.pack("<H", 97) + data[begin + 2 :]
    assert "packed in a way" in opened(b"z", data).faults[b"z!/a"]


SMALL = Limits(expanded=300_000, member=150_000, ratio=50, ratio_from=100_000, members=5, held=500_000)


def bounded(name: bytes, data: bytes, limits: Limits = SMALL) -> Opened:
    return opened(name, data, Opener(lambda path: True, limits=limits))


def noise(length: int) -> bytes:
    from random import Random

    return Random(length).randbytes(length // 2).hex().encode()


@pytest.mark.parametrize("kind", ["gz", "bz2", "xz", "zip"])
def test_bomb_is_not_expanded(pack: Pack, kind: str) -> None:
    result = bounded(b"x", pack(kind, {"a": bytes(50_000_000)}), replace(SMALL, expanded=10**8, member=10**8))
    (message,) = result.faults.values()
    assert "50 times" in message, message
    assert max(map(len, result.texts.values())) <= 3 << 20


@pytest.mark.parametrize("kind", ["gz", "zip", "tar:gz"])
def test_large_member_is_cut_and_named(pack: Pack, kind: str) -> None:
    (message,) = bounded(b"x", pack(kind, {"a": noise(200_000)})).faults.values()
    assert "larger than" in message


@pytest.mark.parametrize("kind", ["zip", "tar:gz"])
def test_many_members_that_expand_to_too_much_in_all_are_cut_and_named(pack: Pack, kind: str) -> None:
    result = bounded(b"x", pack(kind, {name: noise(100_000) + name.encode() for name in "abcd"}))
    assert any("in all" in message for message in result.faults.values())
    assert len(result.texts[b"x!/a"]) == 100_001


@pytest.mark.parametrize("kind", ["zip", "tar", "tar:gz"])
def test_too_many_members_are_cut_and_named(pack: Pack, kind: str) -> None:
    result = bounded(b"x", pack(kind, {f"{number}": TEXT for number in range(9)}))
    assert result.faults == {b"x": "it has more than 5 members: the rest is not scanned"}
    assert len(result.texts) == 6


def test_nested_archive_is_held_in_memory_up_to_a_limit(pack: Pack) -> None:
    limits = replace(SMALL, held=20_000)
    result = bounded(b"t", pack("tar", {"z": pack("zip", {"a": noise(60_000)}), "b": TEXT}), limits)
    assert list(result.faults) == [b"t!/z"]
    assert result.texts[b"t!/b"] == TEXT
    inner = pack("zip", {"a": noise(20_000)})
    assert not bounded(
        b"t", pack("tar", {"y": inner, "z": inner}), limits
    ).faults  # one after the other is not too much


def test_archive_that_holds_itself_again_and_again_ends(pack: Pack) -> None:
    data = TEXT
    for _ in range(30):
        data = pack("zip:stored", {"x.zip": data})
    result = opened(b"x.zip", data)
    assert len(result.texts) == 4
    assert len(result.skipped) == 1


def test_long_list_of_members_is_not_read_at_once(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scanner.sources.archives.zipped.MOST_DIRECTORY", 70_000)
    result = opened(b"z", pack("zip", {f"{number:0200}": b"" for number in range(400)}))
    assert "list of members" in result.faults[b"z"]


def test_members_larger_than_asked_for_are_named(pack: Pack) -> None:
    opener = Opener(lambda path: True, 1000)
    for kind in ("zip", "tar", "tar:gz"):
        result = opened(b"x", pack(kind, {"big": TEXT * 99, "small": TEXT}), opener)
        assert result.skipped == {b"x!/big": "larger than 1000 bytes"}
        assert result.texts[b"x!/small"] == TEXT
    assert opened(b"x.gz", pack("gz", {"": TEXT * 99}), opener).skipped == {b"x.gz!/x": "larger than 1000 bytes"}
    assert opened(b"x.gz", pack("gz", {"": TEXT}), opener).texts[b"x.gz!/x"] == TEXT


def test_archive_that_may_not_be_opened_is_left_closed(pack: Pack) -> None:
    data = pack("zip", {"in.zip": pack("zip", {"x": TEXT}), "y": TEXT})
    assert list(opened(b"z", data, Opener(lambda path: False)).texts) == [b"z"]
    closed = Opener(lambda path: b"in.zip" not in path)
    assert list(opened(b"z", data, closed).texts) == [b"z!/in.zip", b"z!/y", b"z"]


def test_members_that_are_not_read_do_not_shift_the_next_ones(pack: Pack) -> None:
    for kind in KINDS:
        data = pack(kind, {"a": TEXT * 100, "b": TEXT})
        for entry in Opener(lambda path: True)(Entry(b"x", Content(b"x", Provenance("index"), chunked(data)))):
            if entry.path == b"x!/b":
                assert b"".join(fragment.content for fragment in entry.fragments) == TEXT


@cache
def archives() -> list[bytes]:
    members = {"a.txt": TEXT * 9, "dir/b": b"", "c" * 90 + "/" + "d" * 90: TEXT}
    inner = packed("zip", {"in.tar": packed("tar", members), "in.gz": packed("gz", {"": TEXT})})
    return [*(packed(kind, members) for kind in KINDS), inner, packed("xz", {"": TEXT}), special_tar()]


DAMAGE = st.lists(st.tuples(st.integers(0, 1 << 20), st.integers(0, 3), st.binary(max_size=3)), min_size=1, max_size=4)


@settings(max_examples=400, deadline=None)
@given(st.integers(0, 100), DAMAGE, st.sampled_from([1, 100, 5000]))
def test_no_damage_gives_anything_but_a_named_fault(
    which: int, damage: list[tuple[int, int, bytes]], size: int
) -> None:
    archive = bytearray(archives()[which % len(archives())])
    for place, length, bytes_ in damage:
        at = place % len(archive)
        archive[at : at + length] = bytes_ or b"\xff"
    result = opened(b"x", bytes(archive), size=size)
    assert result.texts  # whatever it is, something of it was listed and read
