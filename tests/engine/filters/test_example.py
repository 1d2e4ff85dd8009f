from __future__ import annotations

from collections.abc import Callable

import pytest

from scanner.ruleset.words import read_words


@pytest.mark.parametrize(
    "text",
    [
        "⟦AKIA{base32:9}EXAMPLE⟧",
        "⟦{base62:30}EXAMPLEKEY⟧",
        "⟦{base62:8}EXAMPLE{base62:8}⟧",
        "⟦django-insecure-{base62:40}⟧",
        "⟦ThisTokenIsNotSoSecretChangeIt⟧",
        "⟦dXNlcjpwYXNz⟧",
    ],
)
def test_documented_sample_is_no_secret(ruling: Callable[..., str], sample: Callable[..., str], text: str) -> None:
    assert ruling("example", sample(text)) == "drop"


@pytest.mark.parametrize(
    "text",
    [
        "⟦AKIA{base32:16}⟧",
        "⟦{base62:30}example{base62:8}⟧",
        "⟦{base62:8}django-insecure-{base62:30}⟧",
        "⟦dXNlcjpwYXNz{base62:4}⟧",
        "EXAMPLE = ⟦{base62:30}⟧",
    ],
)
def test_what_only_looks_alike_is_not_dropped(
    ruling: Callable[..., str], sample: Callable[..., str], text: str
) -> None:
    assert ruling("example", sample(text)) == ""


def test_every_entry_of_the_list_has_a_kind_that_is_read() -> None:
    kinds = {entry.partition(b" ")[0] for entry in read_words("_allowlist.txt")}
    assert kinds <= {b"starts", b"ends", b"equals"}
    assert all(len(entry.partition(b" ")[2]) >= 5 for entry in read_words("_allowlist.txt"))
