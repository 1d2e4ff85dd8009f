from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    "text",
    [
        "password: ⟦process.env.PGPASSWORD⟧",
        "password = ⟦os.environ['DB_PASSWORD']⟧",
        "password = ⟦os.getenv⟧('X')",
        "password: ⟦ENV['DB_PASSWORD']⟧",
        "token: '⟦${{{{ secrets.TOKEN }}}}⟧'",
        "token: '⟦{{{{ token }}}}⟧'",
        "token: ⟦${{TOKEN}}⟧",
        "token: ⟦$TOKEN⟧",
        "token: ⟦%TOKEN%⟧",
        "token: ⟦@token⟧",
        "token: ⟦:token⟧",
        "api_key=⟦$(vault read secret/x)⟧",
        "password: '⟦#{{ENV}}⟧'",
        "password: '⟦<%= password %>⟧'",
        "password: ⟦op://vault/item/field⟧",
        "password: ⟦!Ref DbPassword⟧",
        "password: ⟦!vault |⟧",
        "password: ⟦ref+awssecrets://x⟧",
        "format = '⟦token %s of %d⟧'",
        'secret = ⟦Secret.from_name("db")⟧',
        "secret = ⟦get_secret()⟧",
        "secret = ⟦self->config->secret(x)⟧",
        "secret = ⟦load_secret⟧(name)",
        "secret = ⟦settings⟧['x']",
        "secret = ⟦config.database.password⟧",
        "secret = ⟦self->password⟧",
        "secret = ⟦Config::password⟧",
        "url = f'⟦token-{{name}}-{{number}}⟧'",
        "headers = fr'Bearer ⟦{{login()[0]}}abc⟧'",
        "line = f'TOKEN = \"⟦{{names[number % 3]}}⟧\"'",
        "headers = RF'Bearer ⟦{{creds[x]}}⟧'",
        'print("password": "⟦, secret, ⟧"',
        "log('token='⟦) + token⟧",
    ],
)
def test_way_to_the_secret_is_dropped(ruling: Callable[..., str], sample: Callable[..., str], text: str) -> None:
    assert ruling("reference", sample(text)) == "drop"


@pytest.mark.parametrize(
    "template", ["{base62:32}", "{hex:40}", "{base64:40}", "{password:12}", "{password:16}", "{base64url:43}", "{jwt}"]
)
def test_random_values_are_kept(ruling: Callable[..., str], sample: Callable[..., str], template: str) -> None:
    kept = sum(ruling("reference", f"k = '⟦{sample(template, seed)}⟧'") == "" for seed in range(300))
    assert kept >= 297


@pytest.mark.parametrize(
    "text",
    [
        "password = '⟦$ecr3t!{base62:10}⟧'",
        "password = '⟦{base62:8}{{{base62:8}⟧'",
        "password = '⟦@{password:14}⟧'",
        "password = '⟦a%{base62:10}s%d%{base62:40}⟧'",
        "password = '⟦{base62:20}-(x)⟧'",
        "token = '⟦{base62:12}.{base62:12}⟧'",
        "password = '⟦{password:16}⟧' (see the wiki)",
    ],
)
def test_secret_with_a_sign_in_it_is_kept(ruling: Callable[..., str], sample: Callable[..., str], text: str) -> None:
    assert ruling("reference", sample(text)) == ""
