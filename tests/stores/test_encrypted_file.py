from __future__ import annotations

import errno
import json
import os
import stat
import subprocess
import sys
from base64 import b64decode
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.model import Secret
from scanner.stores.encrypted_file import EncryptedFileStore
from scanner.stores.interface import (
    DamagedStoreError,
    NotFoundError,
    StoreError,
    StoreKeyError,
    UnavailableError,
)
from tests.stores.conftest import passphrase, random_key

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def filled(make_file_store: Callable[..., EncryptedFileStore], tmp_path: Path) -> Path:
    store = make_file_store()
    for name, value in (("a", b"first of a"), ("a", b"second of a"), ("b", b"first of b")):
        store.put(name, Secret(value))
    return tmp_path / "store"


def read_all(path: Path, seed: int = 0) -> dict[str, list[bytes]]:
    store = EncryptedFileStore(str(path), random_key(seed))
    return {
        name: [store.get(name, version.id).secret.reveal_in_clear() for version in store.versions(name)]
        for name in store.list()
    }


def test_file_holds_no_value_and_is_for_its_owner_alone(filled: Path) -> None:
    text = filled.read_bytes()
    assert b" of a" not in text
    assert b"Zmlyc3Q" not in text
    assert stat.S_IMODE(filled.stat().st_mode) == 0o600
    assert sorted(file.name for file in filled.parent.iterdir()) == ["store", "store.lock"]


def test_new_directory_is_for_its_owner_alone(
    make_file_store: Callable[..., EncryptedFileStore], tmp_path: Path
) -> None:
    make_file_store("deep/er/store").put("a", Secret(b"value"))
    assert stat.S_IMODE((tmp_path / "deep" / "er").stat().st_mode) & 0o077 == 0


def test_every_write_has_a_nonce_of_its_own(filled: Path) -> None:
    rows = [json.loads(line) for line in filled.read_bytes().splitlines()]
    nonces = [b64decode(row["nonce"]) for row in rows if "nonce" in row]
    assert len(nonces) == len(set(nonces)) == 4
    assert {len(nonce) for nonce in nonces} == {12}


def test_every_changed_byte_is_noticed(filled: Path) -> None:
    text = filled.read_bytes()
    for place in range(len(text)):
        filled.write_bytes(text[:place] + bytes([text[place] ^ 1]) + text[place + 1 :])
        with pytest.raises((DamagedStoreError, StoreKeyError), match="store"):
            read_all(filled)


def test_every_truncation_is_noticed(filled: Path) -> None:
    text = filled.read_bytes()
    for length in range(len(text)):
        filled.write_bytes(text[:length])
        with pytest.raises(DamagedStoreError, match="restore"):
            read_all(filled)


@pytest.mark.parametrize("change", ["swap", "remove", "repeat", "rename", "other number", "older seal"])
def test_swapped_and_removed_records_are_noticed(filled: Path, change: str) -> None:
    header, one, two, three, seal = filled.read_bytes().splitlines(keepends=True)
    older = filled.read_bytes()
    EncryptedFileStore(str(filled), random_key()).put("c", Secret(b"later"))
    changed = {
        "swap": header + two + one + three + seal,
        "remove": header + one + two + seal,
        "repeat": header + one + two + three + three + seal,
        "rename": header + one + two + three.replace(b'"b"', b'"d"') + seal,
        "other number": header + one + two.replace(b'"version":2', b'"version":3') + three + seal,
        "older seal": b"".join(filled.read_bytes().splitlines(keepends=True)[:-1]) + seal,
    }[change]
    filled.write_bytes(changed)
    with pytest.raises(DamagedStoreError):
        read_all(filled)
    filled.write_bytes(older)
    assert read_all(filled) == {"a": [b"second of a", b"first of a"], "b": [b"first of b"]}


def test_record_of_another_store_under_the_same_key_is_noticed(
    make_file_store: Callable[..., EncryptedFileStore], tmp_path: Path
) -> None:
    for name in ("one", "two"):
        make_file_store(name).put("a", Secret(name.encode()))
    lines = {name: (tmp_path / name).read_bytes().splitlines(keepends=True) for name in ("one", "two")}
    (tmp_path / "one").write_bytes(lines["one"][0] + lines["two"][1] + lines["one"][2])
    with pytest.raises(DamagedStoreError):
        read_all(tmp_path / "one")


def test_newer_format_is_named(filled: Path) -> None:
    filled.write_bytes(filled.read_bytes().replace(b'"keysieve-store":1', b'"keysieve-store":2'))
    with pytest.raises(DamagedStoreError, match="newer Keysieve"):
        read_all(filled)


def test_wrong_key_is_told_from_damage(filled: Path) -> None:
    with pytest.raises(StoreKeyError, match="not the key of the store"):
        read_all(filled, seed=1)
    with pytest.raises(StoreKeyError, match="--key file"):
        EncryptedFileStore(str(filled), passphrase(b"a long passphrase")).get("a")


def test_damaged_store_is_not_written_over(filled: Path) -> None:
    broken = filled.read_bytes()[:-20]
    filled.write_bytes(broken)
    for call in (lambda store: store.put("a", Secret(b"x")), lambda store: store.delete("a")):
        with pytest.raises(DamagedStoreError):
            call(EncryptedFileStore(str(filled), random_key()))
    assert filled.read_bytes() == broken


def test_new_key_wraps_the_data_key_and_leaves_the_records(filled: Path) -> None:
    before, values = filled.read_bytes().splitlines(), read_all(filled)
    EncryptedFileStore(str(filled), random_key()).rekey(random_key(1))
    after = filled.read_bytes().splitlines()
    assert after[1:-1] == before[1:-1]
    assert after[0] != before[0]
    assert read_all(filled, seed=1) == values
    with pytest.raises(StoreKeyError):
        read_all(filled)


def test_store_goes_on_after_its_key_was_changed(filled: Path) -> None:
    store = EncryptedFileStore(str(filled), random_key())
    store.rekey(passphrase(b"correct horse battery"))
    store.put("a", Secret(b"third"))
    again = EncryptedFileStore(str(filled), passphrase(b"correct horse battery"))
    assert again.get("a").secret == Secret(b"third")
    with pytest.raises(StoreKeyError, match="not the key of the store"):
        EncryptedFileStore(str(filled), passphrase(b"wrong horse battery")).get("a")
    with pytest.raises(StoreKeyError, match="--key passphrase"):
        read_all(filled)


def test_forged_header_cannot_exhaust_the_memory(tmp_path: Path) -> None:
    store = EncryptedFileStore(str(tmp_path / "store"), passphrase(b"correct horse battery"))
    store.put("a", Secret(b"value"))
    text = (tmp_path / "store").read_bytes()
    for old, new in ((b'"memory":65536', b'"memory":1073741824'), (b'"passes":3', b'"passes":999999')):
        (tmp_path / "store").write_bytes(text.replace(old, new))
        with pytest.raises(DamagedStoreError, match="derivation"):
            EncryptedFileStore(str(tmp_path / "store"), passphrase(b"correct horse battery")).get("a")


def test_oldest_versions_make_room(make_file_store: Callable[..., EncryptedFileStore]) -> None:
    store = make_file_store(kept=3)
    for number in range(6):
        store.put("a", Secret(b"%d" % number))
    assert [version.id for version in store.versions("a")] == ["6", "5", "4"]


def test_time_comes_from_the_clock(make_file_store: Callable[..., EncryptedFileStore]) -> None:
    store = make_file_store(clock=lambda: datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC))
    store.put("a", Secret(b"value"))
    assert store.versions("a")[0].created == datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC)


def test_what_another_process_wrote_is_seen(make_file_store: Callable[..., EncryptedFileStore]) -> None:
    one, two = make_file_store(), make_file_store()
    for number in range(20):
        (one if number % 2 else two).put("a", Secret(b"%d" % number))
        assert one.get("a").secret == two.get("a").secret == Secret(b"%d" % number)


def test_no_write_of_many_threads_is_lost(make_file_store: Callable[..., EncryptedFileStore]) -> None:
    store = make_file_store(lock_seconds=60)

    def write(number: int) -> None:
        for count in range(5):
            (store if number % 2 else make_file_store(lock_seconds=60)).put(f"n{number}", Secret(b"%d" % count))

    threads = [Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {name: len(store.versions(name)) for name in store.list()} == {f"n{number}": 5 for number in range(8)}


def test_writer_that_holds_the_lock_for_ever_is_named(make_file_store: Callable[..., EncryptedFileStore]) -> None:
    store = make_file_store(lock_seconds=0.2)
    store.put("a", Secret(b"value"))
    with store._locked(), pytest.raises(UnavailableError, match="another process"):
        make_file_store(lock_seconds=0.2).put("a", Secret(b"other"))
    assert store.get("a").secret == Secret(b"value")


def test_store_that_cannot_be_written_or_read_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no directory")
    with pytest.raises(UnavailableError, match="cannot be locked"):
        EncryptedFileStore(str(tmp_path / "file" / "store"), random_key()).put("a", Secret(b"value"))
    (tmp_path / "directory").mkdir()
    with pytest.raises(UnavailableError, match="cannot be read"):
        EncryptedFileStore(str(tmp_path / "directory"), random_key()).get("a")


def test_link_to_the_store_stays_one(filled: Path) -> None:
    link = filled.parent / "link"
    link.symlink_to(filled)
    EncryptedFileStore(str(link), random_key()).put("c", Secret(b"value"))
    assert link.is_symlink()
    assert read_all(filled)["c"] == [b"value"]


KILLS = """
import os, select, signal, sys, time
from random import Random
from scanner.model import Secret
from scanner.stores.encrypted_file import EncryptedFileStore
from scanner.stores.keys import RandomKey

random, key, number = Random(9), RandomKey(Secret(Random(0).randbytes(32))), 0
for count in range(200):
    read, write = os.pipe()
    child = os.fork()
    if not child:
        store = EncryptedFileStore(sys.argv[1], key, kept=1000000)
        while True:
            number += 1
            version = store.put("k%d" % (number % 7), Secret(b"value %d" % number))
            os.write(write, b"%d %s\\n" % (number, version.id.encode()))
    os.close(write)
    if count % 2:
        select.select([read], [], [])
    time.sleep(random.random() * 0.03)
    os.kill(child, signal.SIGKILL)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL
    with open(read, "rb") as told:
        for line in told:
            number = int(line.split()[0])
            sys.stdout.write(line.decode())
"""


def test_write_that_failed_leaves_nothing_behind(
    make_file_store: Callable[..., EncryptedFileStore], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = make_file_store()
    store.put("a", Secret(b"one"))

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr("scanner.stores.encrypted_file.os.fsync", full)
        with pytest.raises(UnavailableError, match="No space left"):
            store.put("a", Secret(b"two"))
    assert not (tmp_path / "store.new").exists()
    assert make_file_store().get("a").secret == Secret(b"one")


def test_killed_writer_loses_no_committed_version(tmp_path: Path) -> None:
    """200 kills at random moments: what a writer was told to be written is there, whole, under its version."""
    path = tmp_path / "store"
    run = subprocess.run(
        [sys.executable, "-c", KILLS, str(path)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    committed = [line.split() for line in run.stdout.splitlines()]
    assert len(committed) >= 100
    store = EncryptedFileStore(str(path), random_key())
    for number, version in committed:
        assert store.get(f"k{int(number) % 7}", version).secret == Secret(b"value " + number.encode())
    store.put("after", Secret(b"the lock is free"))
    assert {file.name for file in tmp_path.iterdir()} <= {"store", "store.lock", "store.new"}


names = st.sampled_from(["a", "b", "c/d"])


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["put", "delete", "forget"]), names, st.binary(min_size=1, max_size=40))))
def test_store_and_a_dictionary_agree(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str, bytes]]
) -> None:
    path = tmp_path_factory.mktemp("agree") / "store"
    store = EncryptedFileStore(str(path), random_key(), kept=3)
    expected: dict[str, list[bytes]] = {}
    for action, name, value in steps:
        if action == "put":
            store.put(name, Secret(value))
            expected[name] = [value, *expected.get(name, [])][:3]
        elif action == "delete" and name in expected:
            store.delete(name)
            del expected[name]
        elif action == "forget" and len(expected.get(name, [])) > 1:
            store.forget(name, "previous")
            del expected[name][1]
        else:
            with pytest.raises(NotFoundError):
                store.forget(name, "previous")
    assert (read_all(path) if path.exists() else {}) == expected


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_refused_in_words(tmp_path_factory: pytest.TempPathFactory, text: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "store"
    path.write_bytes(text)
    with pytest.raises(StoreError):
        read_all(path)


def test_write_of_another_process_is_not_lost_where_its_file_looks_like_the_one_before(
    make_file_store: Callable[..., EncryptedFileStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = make_file_store(), make_file_store()
    ours.put("a", Secret(b"one"))
    status = os.stat(ours._path)
    with monkeypatch.context() as patch:
        patch.setattr("scanner.stores.encrypted_file.os.fstat", lambda _: status)
        patch.setattr("scanner.stores.encrypted_file.regular", os.open)
        assert ours.get("a").secret == Secret(b"one")
        theirs._seen = None
        theirs.put("b", Secret(b"theirs"))
        ours.put("a", Secret(b"two"))
    assert read_all(Path(ours._path)) == {"a": [b"two", b"one"], "b": [b"theirs"]}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pipes among files")
def test_pipe_in_the_place_of_the_new_file_is_not_waited_for(
    make_file_store: Callable[..., EncryptedFileStore], tmp_path: Path
) -> None:
    store = make_file_store()
    store.put("a", Secret(b"one"))
    os.mkfifo(tmp_path / "store.new")
    with pytest.raises(UnavailableError, match="cannot be written"):
        store.put("a", Secret(b"two"))
    assert make_file_store().get("a").secret == Secret(b"one")
