from __future__ import annotations

from collections.abc import Callable

import pytest

from scanner.engine.candidate import Candidate
from scanner.engine.filters.sample import SampleFile, TestKey, is_sample_path
from scanner.engine.filters.vector import TestVector
from scanner.engine.filters.wording import says_password


@pytest.mark.parametrize(
    "path", ["tests/a.py", "src/__tests__/a.js", "docs/a.rst", "README.md", "a_test.go", "x/test_a.py"]
)
def test_made_up_password_in_a_sample_is_low(marked: Callable[..., Candidate], path: str) -> None:
    ruling = SampleFile().judge(marked("password = '⟦Summer2024!⟧'", path))
    assert ruling is not None
    assert not ruling.dropped


@pytest.mark.parametrize("path", ["src/a.py", "latest/a.py", "contest.py", "sample.txt", "attestation/a.go"])
def test_other_paths_are_no_samples(path: str) -> None:
    assert not is_sample_path(path.encode())


def test_what_only_a_machine_makes_stays_sure_in_a_sample(
    marked: Callable[..., Candidate], sample: Callable[..., str]
) -> None:
    assert SampleFile().judge(marked(sample("token = '⟦{base62:40}⟧'"), "tests/a.py")) is None


def test_what_stands_among_test_vectors_is_low(marked: Callable[..., Candidate], sample: Callable[..., str]) -> None:
    ruling = SampleFile().judge(marked(sample("token = '⟦{base62:40}⟧'"), "crypto_vectors/fernet/a.json"))
    assert ruling is not None
    assert not ruling.dropped


def test_private_key_of_a_test_suite_stays_low_though_it_is_valid(marked: Callable[..., Candidate]) -> None:
    ruling = TestKey().judge(marked("⟦key⟧", "tests/keys/a.pem"))
    assert ruling is not None
    assert ruling.is_final
    assert TestKey().judge(marked("⟦key⟧", "deploy/a.pem")) is None


def test_part_of_a_test_vector_is_low(marked: Callable[..., Candidate], sample: Callable[..., str]) -> None:
    text = sample('"nonce": "{hex:24}", "secret": "⟦{hex:64}⟧", "ciphertext": "{hex:64}", "aad": "{hex:8}"')
    assert TestVector().judge(marked(text)) is not None
    assert TestVector().judge(marked(sample('"secret": "⟦{hex:64}⟧"'))) is None


@pytest.mark.parametrize("name", ["db_password", "PGPASS", "kennwort", "пароль"])
def test_words_of_passwords_are_known(marked: Callable[..., Candidate], name: str) -> None:
    assert says_password(marked(f"{name} = '⟦abc⟧'", from_start=True))


def test_token_is_no_password(marked: Callable[..., Candidate]) -> None:
    assert not says_password(marked("token = '⟦abc⟧'", from_start=True))
