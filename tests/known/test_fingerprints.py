from __future__ import annotations

import stat
from pathlib import Path
from zlib import crc32

import pytest

from scanner.known.fingerprints import (
    Cost,
    FingerprintError,
    NewerFingerprintError,
    parse_fingerprints,
    read_fingerprints,
    slow_hash,
)
from scanner.known.write import fingerprint_text, visible, write_fingerprints
from tests.known.conftest import CHEAP, known, made_up


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "known"
    path.write_bytes(fingerprint_text(known(*made_up(5)), b"salt", CHEAP))
    return path


def sealed(body: bytes) -> bytes:
    return b"keysieve-known 1\ncheck %08x\n%s" % (crc32(body), body)


def test_what_was_written_is_known(file: Path) -> None:
    read = read_fingerprints(str(file))
    assert [read.label(value) for value in made_up(5)] == list("ABCDE")
    assert [read.label(value[::-1]) for value in made_up(5)] == [""] * 5
    assert set(read.suspects(made_up(5))) == set(made_up(5))


def test_few_foreign_tokens_pass_the_quick_hash() -> None:
    values, others = made_up(1000), made_up(20_000)[1000:]
    read = parse_fingerprints("known", fingerprint_text(known(*values), b"salt", CHEAP))
    assert 2 <= len(read.suspects(others)) <= 50


def test_same_values_make_the_same_file_in_any_order() -> None:
    values = known(*made_up(9))
    assert fingerprint_text(values, b"salt", CHEAP) == fingerprint_text(values[::-1], b"salt", CHEAP)
    assert fingerprint_text(values, b"other", CHEAP) != fingerprint_text(values, b"salt", CHEAP)


def test_file_is_the_owners_keeps_its_salt_and_holds_no_value(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "known"
    values = made_up(3)
    assert write_fingerprints(str(path), known(*values))
    written = path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not any(value in written or value.hex().encode() in written for value in values)
    assert not write_fingerprints(str(path), known(*values))
    assert path.read_bytes() == written
    assert write_fingerprints(str(path), known(*values[:2]))
    assert read_fingerprints(str(path)).salt.hex().encode() in written


@pytest.mark.parametrize("cut", [0, 5, 30, 100, -1])
def test_file_that_was_cut_is_refused(file: Path, cut: int) -> None:
    file.write_bytes(file.read_bytes()[:cut])
    with pytest.raises(FingerprintError, match="build it anew with `keysieve known build`"):
        read_fingerprints(str(file))


def test_every_changed_byte_is_noticed(file: Path) -> None:
    data = file.read_bytes()
    for at in range(len(data)):
        file.write_bytes(data[:at] + bytes((data[at] ^ 1,)) + data[at + 1 :])
        with pytest.raises(FingerprintError):
            read_fingerprints(str(file))


def test_newer_file_is_neither_read_nor_overwritten(file: Path) -> None:
    file.write_bytes(file.read_bytes().replace(b"known 1\n", b"known 2\n"))
    with pytest.raises(NewerFingerprintError, match="update keysieve"):
        read_fingerprints(str(file))
    with pytest.raises(NewerFingerprintError):
        write_fingerprints(str(file), known(*made_up(1)))


def test_damaged_file_is_built_anew(file: Path) -> None:
    file.write_bytes(b"<<<<<<< ours\n")
    assert write_fingerprints(str(file), known(*made_up(1)))
    assert read_fingerprints(str(file)).label(made_up(1)[0]) == "A"


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (b"scrypt 2 1 1", b"scrypt 1048576 8 1"),
        (b"scrypt 2 1 1", b"scrypt 3 1 1"),
        (b"scrypt 2 1 1", b"scrypt 2 1"),
        (b"scrypt 2 1 1", b"scrypt 2 1 1 1"),
        (b"scrypt 2 1 1", b"scrypt 2 0 1"),
        (b"scrypt 2 1 1", b"scrypt 2 131072 1"),
        (b"scrypt 2 1 1", b"scrypt 65536 1 1"),
        (b"tokens words", b"tokens bytes"),
        (b"longest 32", b"longest 3"),
        (b"longest 32", b"longest many"),
        (b"bits 13", b"bits 64"),
        (b"salt 7", b"salt z7"),
        (b"filter ", b"filter 00"),
        (b"longest", b"shortest"),
        (b"filter ", b"filter"),
    ],
)
def test_header_that_makes_no_sense_is_refused(file: Path, was: bytes, now: bytes) -> None:
    body = file.read_bytes().split(b"\n", 2)[2]
    assert was in body
    file.write_bytes(sealed(body.replace(was, now)))
    with pytest.raises(FingerprintError, match="the header is damaged"):
        read_fingerprints(str(file))


def test_line_ends_of_windows_make_no_difference(file: Path) -> None:
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert read_fingerprints(str(file)).label(made_up(5)[0]) == "A"


def test_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(FingerprintError, match="cannot be read"):
        read_fingerprints(str(tmp_path / "none"))
    with pytest.raises(FingerprintError, match="cannot be written"):
        write_fingerprints("/dev/null/known", known(*made_up(1)))


def test_value_that_no_token_can_be_is_refused_by_name() -> None:
    seen, unseen = visible(known(b"x9Kq\"7Lm'2Pw`4Zt", b'x9Kq 7Lm,2Pw"4Zt'))
    assert [value.label for value in seen] == ["B"]
    assert [refusal.label for refusal in unseen] == ["A"]


def test_cost_of_the_slow_hash_is_that_of_scrypt() -> None:
    assert Cost().memory == 2 << 20


@pytest.mark.parametrize("cost", [Cost(2, 52_000), Cost(32_768, 1), Cost(2**14, 15), Cost(2, 1), Cost()])
def test_bearable_cost_is_one_that_scrypt_takes(cost: Cost) -> None:
    assert cost.is_bearable
    assert len(slow_hash(b"value", b"salt", cost)) == 32
    assert not cost._replace(p=2).is_bearable
    assert not cost._replace(n=cost.n + 1).is_bearable


@pytest.mark.parametrize("there", [b"A=1\n", b"\n", b"keysieve-baseline 1\n", b"\xef\xbb\xbfkeysieve-known 1\n"])
def test_other_file_is_not_overwritten(tmp_path: Path, there: bytes) -> None:
    (tmp_path / "other").write_bytes(there)
    with pytest.raises(FingerprintError, match="is something else than fingerprints; name another file, or move it"):
        write_fingerprints(str(tmp_path / "other"), known(*made_up(1)))
    assert (tmp_path / "other").read_bytes() == there


@pytest.mark.parametrize("name", [".keysieve.known", "keysieve/known"])
@pytest.mark.parametrize("there", [b"", b"keys", b"keysieve-known 1\ncheck", b"<<<<<<< ours\n", b"\0" * 50])
def test_file_at_the_usual_place_is_built_anew_however_damaged_it_is(tmp_path: Path, name: str, there: bytes) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(there)
    assert write_fingerprints(str(path), known(*made_up(1)))
    assert read_fingerprints(str(path)).label(made_up(1)[0]) == "A"


@pytest.mark.parametrize("name", [".keysieve.known", "keysieve/known"])
@pytest.mark.parametrize("there", [None, b"", b"keys", b"<<<<<<< ours\n", b"root:x:0:0\n"])
def test_file_of_the_user_is_not_overwritten_through_a_link_of_a_repository(
    tmp_path: Path, name: str, there: bytes | None
) -> None:
    link, target = tmp_path / name, tmp_path / "target"
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(target)
    if there is not None:
        target.write_bytes(there)
    with pytest.raises(FingerprintError, match="is something else than fingerprints"):
        write_fingerprints(str(link), known(*made_up(1)))
    assert (target.read_bytes() if target.exists() else None) == there
    write_fingerprints(str(tmp_path / "ours"), known(*made_up(1)))
    (tmp_path / "ours").rename(target)
    assert write_fingerprints(str(link), known(*made_up(2)))
    assert link.is_symlink()
