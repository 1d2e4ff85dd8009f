"""`RowCipher`: values that open in their own row only."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.model import Secret
from scanner.runtime import RowCipher, StoreError
from scanner.stores.interface import DamagedStoreError, StoreKeyError


def key(seed: int) -> Secret:
    from random import Random

    return Secret(Random(seed).randbytes(32).hex().encode())


CIPHER = RowCipher(key(1))


@settings(deadline=None)
@given(st.binary(), st.text())
def test_value_comes_back_in_its_row_and_in_no_other(value: bytes, row: str) -> None:
    text = CIPHER.encrypt(Secret(value), row)
    assert text.isascii()
    assert text.isprintable()
    assert CIPHER.decrypt(text, row) == Secret(value)
    with pytest.raises(DamagedStoreError, match="was changed, or is another row's"):
        CIPHER.decrypt(text, f"{row}x")


def test_same_value_is_written_differently_each_time() -> None:
    assert len({CIPHER.encrypt(Secret(b"value"), "r") for _ in range(100)}) == 100


def test_every_changed_character_is_refused() -> None:
    text = CIPHER.encrypt(Secret(b"the value"), "r/1")
    for place in range(len(text)):
        for other in ("A", "B", "\n", "é"):
            changed = text[:place] + other + text[place + 1 :]
            if changed != text:
                with pytest.raises(StoreError) as caught:
                    CIPHER.decrypt(changed, "r/1")
                assert "the value" not in repr(caught.value)
    for cut in ("", "ks1", text[:-8], f"{text}AAAA", text.replace("ks1", "ks2")):
        with pytest.raises(StoreError):
            CIPHER.decrypt(cut, "r/1")


def test_older_key_opens_and_the_newest_one_writes() -> None:
    before = CIPHER.encrypt(Secret(b"value"), "r")
    after = RowCipher(key(2), older=[key(1)])
    assert after.decrypt(before, "r") == Secret(b"value")
    assert after.is_outdated(before)
    anew = after.encrypt(after.decrypt(before, "r"), "r")
    assert not after.is_outdated(anew)
    assert RowCipher(key(2)).decrypt(anew, "r") == Secret(b"value")
    with pytest.raises(StoreKeyError, match="none of those given"):
        CIPHER.decrypt(anew, "r")


@pytest.mark.parametrize("wrong", [b"", b"ab" * 31, b"zz" * 32, b"00" * 32])
def test_key_that_is_none_is_refused(wrong: bytes) -> None:
    with pytest.raises(StoreKeyError, match="the key of a RowCipher"):
        RowCipher(Secret(wrong))
