from __future__ import annotations

from collections.abc import Callable

import pytest

from scanner.ruleset.words import read_words


@pytest.mark.parametrize(
    "text",
    [
        "password = '⟦changeme⟧'",
        "password = '⟦CHANGEME⟧'",
        "api_key: ⟦<your token>⟧",
        "api_key: ⟦[REDACTED]⟧",
        "api_key: ⟦__API_KEY__⟧",
        "api_key: ⟦%API_KEY%⟧",
        "api_key: ⟦@API_KEY@⟧",
        "api_key: ⟦{token}⟧",
        "api_key: '⟦YOUR_API_KEY⟧'",
        "api_key: '⟦your-secret-here⟧'",
        "api_key: '⟦my-example-key-1⟧'",
        "api_key: '⟦placeholder-17⟧'",
        "RAPIDAPI_KEY=⟦rapidapi_key⟧",
        '"rapidApiKey": "⟦RAPIDAPIKEY⟧"',
    ],
)
def test_word_in_the_place_of_a_secret_is_dropped(ruling: Callable[..., str], text: str) -> None:
    assert ruling("placeholder", text) == "drop"


@pytest.mark.parametrize("template", ["{base62:32}", "{hex:32}", "{password:12}", "{password:16}", "{base64:40}"])
def test_random_values_are_kept(ruling: Callable[..., str], sample: Callable[..., str], template: str) -> None:
    kept = sum(ruling("placeholder", f"api_key = '⟦{sample(template, seed)}⟧'") == "" for seed in range(300))
    assert kept >= 299


@pytest.mark.parametrize(
    "text",
    ["key = '⟦key_{base62:20}⟧'", "a = '⟦<{base62:20}⟧'", "example = '⟦{base62:20}⟧'", "changeme: ⟦{password:16}⟧"],
)
def test_placeholder_word_beside_the_value_drops_nothing(
    ruling: Callable[..., str], sample: Callable[..., str], text: str
) -> None:
    assert ruling("placeholder", sample(text)) == ""


@pytest.mark.parametrize(
    "text",
    ["v = '⟦$ome#peci@lch!r$⟧'", "v = '⟦{{h}o)p${e]n(o[b>-_$#1}}⟧'", "v = '⟦*4k;9~W*⟧'", "v = '⟦[x7!k(9]⟧'"],
)
def test_password_between_marks_is_kept(ruling: Callable[..., str], text: str) -> None:
    assert ruling("placeholder", text) == ""


def test_foreign_placeholder_is_dropped(ruling: Callable[..., str]) -> None:
    foreign = next(word for word in read_words("_stopwords.txt") if not word.isascii())
    assert ruling("placeholder", f"password = '⟦{foreign.decode()}⟧'") == "drop"


def test_name_with_a_placeholder_word_is_dropped(ruling: Callable[..., str]) -> None:
    assert ruling("placeholder", "token: '⟦fake-authorization-one⟧'") == "drop"


def test_digits_for_letters_make_it_unsure(ruling: Callable[..., str]) -> None:
    assert ruling("placeholder", "x = '⟦p4ssw0rd⟧'") == "lower"
