from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    "text",
    [
        "password: ⟦ENC[AES256_GCM,data:{base64:24},iv:{base64:24}]⟧",
        "password=⟦ENC({base64:32})⟧",
        'API_KEY="⟦encrypted:{base64:64}⟧"',
        "secret: '⟦{{cipher}}{hex:64}⟧'",
        "token: ⟦vault:v1:{base64:48}⟧",
        "secret: ⟦AQICAH{base64:60}⟧",
        'password = "⟦$2b$12${base62:53}⟧"',
        'password = "⟦{{bcrypt}}$2a$10${base62:53}⟧"',
        "password = '⟦$argon2id$v=19$m=65536,t=3,p=4${base64:22}${base64:43}⟧'",
        "password = '⟦pbkdf2_sha256$260000${base62:22}${base64:44}⟧'",
        "userPassword: ⟦{{SSHA}}{base64:40}⟧",
        "root:⟦$6${base62:16}${base62:86}⟧:19000",
        "password: ⟦SCRAM-SHA-256$4096:{base64:24}⟧",
        "secret: ⟦U2FsdGVkX1{base64:54}⟧",
        "kind: SealedSecret\nspec:\n  password: ⟦{base64:60}⟧",
        "$ANSIBLE_VAULT;1.1;AES256\n⟦{digit:60}⟧",
    ],
)
def test_ciphertexts_and_hashes_are_no_secrets(
    ruling: Callable[..., str], sample: Callable[..., str], text: str
) -> None:
    assert ruling("encrypted", sample(text)) == "drop"


@pytest.mark.parametrize(
    "text",
    [
        "password = '⟦{password:16}⟧'",
        "password = '⟦x{{cipher}}{hex:20}⟧'",
        "password = '⟦$7$pass${password:12}⟧'",
        "encrypted: ⟦{base64:40}⟧",
        "kind: Secret\ndata:\n  password: ⟦{base64:40}⟧",
        "# not $ANSIBLE_VAULT; here\npassword: ⟦{base64:40}⟧",
    ],
)
def test_what_only_stands_near_such_words_is_not_dropped(
    ruling: Callable[..., str], sample: Callable[..., str], text: str
) -> None:
    assert ruling("encrypted", sample(text)) == ""


def test_mysql_hash_is_no_password(ruling: Callable[..., str], sample: Callable[..., str]) -> None:
    assert ruling("encrypted", sample("password = '⟦*A{HEX:39}⟧'")) == "drop"
    assert ruling("encrypted", sample("password = '⟦*a{hex:39}⟧'")) == ""
    assert ruling("encrypted", sample("password = '⟦*A{HEX:38}⟧'")) == ""
