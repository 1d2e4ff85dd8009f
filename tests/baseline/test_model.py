from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scanner.baseline.model import HASH_BYTES, BaselineEntry, secret_hash
from scanner.model import Secret

SALTS = st.text("0123456789abcdef", min_size=1, max_size=80)


@given(st.binary(), SALTS)
def test_hash_is_the_same_in_every_process_and_never_the_value(value: bytes, salt: str) -> None:
    digest = secret_hash(Secret(value), salt)
    assert digest == secret_hash(Secret(bytes(value)), salt)
    assert len(digest) == 2 * HASH_BYTES
    assert set(digest) <= set("0123456789abcdef")


def test_hash_of_a_published_salt_stays_what_it_was() -> None:
    assert secret_hash(Secret(b"value"), "0" * 40) == "00bfbb7de28283ebbf0c288b4eecce56"


@given(st.binary(), st.binary(), SALTS)
def test_different_secrets_have_different_hashes(one: bytes, other: bytes, salt: str) -> None:
    assert (secret_hash(Secret(one), salt) == secret_hash(Secret(other), salt)) is (one == other)


def test_hash_depends_on_the_salt() -> None:
    assert secret_hash(Secret(b"value"), "a") != secret_hash(Secret(b"value"), "b")


def test_identity_holds_neither_rule_nor_label() -> None:
    entry = BaselineEntry("a.py", "00", "one-rule")
    assert entry.key == entry._replace(rule="other-rule", label="real", reason="x", by="y", when="z").key
