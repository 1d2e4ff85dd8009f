from __future__ import annotations

from collections.abc import Callable

import pytest

from scanner.text.base58 import encode


@pytest.mark.parametrize(
    "text",
    [
        '"integrity": "⟦sha512-{base64:86}==⟧"',
        "hash = '⟦sha256:{hex:64}⟧'",
        "golang.org/x/sys v0.1.0 ⟦h1:{base64:43}=⟧",
        "key = '⟦ssh-rsa AAAAB3NzaC1yc2E{base64:60}⟧'",
        "key = '⟦AAAAC3NzaC1lZDI1{base64:50}⟧'",
        "key: ⟦-----BEGIN CERTIFICATE-----{base64:60}⟧",
        "key = '⟦MIIB{base64:100}⟧'",
        "src = '⟦data:image/png;base64,{base64:60}⟧'",
        "token = '⟦pk_test_{base62:24}⟧'",
        "pkg --hash=sha1:⟦{hex:40}⟧",
        "role = ⟦arn:aws:iam::123456789012:role/deploy⟧",
    ],
)
def test_what_is_meant_to_be_seen_is_dropped(ruling: Callable[..., str], sample: Callable[..., str], text: str) -> None:
    assert ruling("public", sample(text)) == "drop"


@pytest.mark.parametrize(
    "text",
    [
        "token = '⟦{base64:60}⟧'",
        "token = '⟦sk_live_{base62:24}⟧'",
        "# resolved: password = '⟦{password:16}⟧'",
        "private_key = '⟦MIIEvQIBADAN{base64:100}⟧'",
        "token = '⟦x-sha512-{base64:24}⟧'",
        '"integrity": "none",                                                               "token": "⟦{base62:40}⟧"',
    ],
)
def test_token_in_the_same_file_is_kept(ruling: Callable[..., str], sample: Callable[..., str], text: str) -> None:
    assert ruling("public", sample(text)) == ""


def test_uuid_is_more_often_an_id(ruling: Callable[..., str], sample: Callable[..., str]) -> None:
    assert ruling("public", sample("token = ⟦{uuid}⟧")) == "lower"
    assert ruling("public", sample("heroku token = ⟦{uuid}⟧"), filters="contextual") == ""


@pytest.mark.parametrize("name", ["token", "tokenMint", "mint_address", "OUTPUT_MINT"])
def test_address_of_a_token_of_solana_is_unsure(ruling: Callable[..., str], name: str) -> None:
    address = encode(b"\xf0" + bytes(range(31))).decode()
    assert ruling("public", f"{name}: '⟦{address}⟧'") == "lower"
    assert ruling("public", f"{name}: '⟦{address}a⟧'") == ""
    assert ruling("public", f"access_{name}: '⟦{address}⟧'") == ""
