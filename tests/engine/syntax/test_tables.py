"""Columns of tables, and the entries of Kubernetes Secrets."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable

import pytest

from scanner.engine.syntax.columns import ColumnsSyntax
from scanner.engine.syntax.kubernetes import KubernetesSyntax
from scanner.model import Fragment, Rule


@pytest.fixture
def values(make_rule: Callable[..., Rule], make_fragment: Callable[..., Fragment]) -> Callable[..., list[bytes]]:
    """Return the values that a syntax finds at a keyword."""

    def run(syntax: ColumnsSyntax | KubernetesSyntax, text: str, keyword: str) -> list[bytes]:
        content = text.encode()
        hits = [at + len(keyword) for at in range(len(content)) if content.startswith(keyword.encode(), at)]
        return [m.value for m in syntax.matches(make_rule(), make_fragment(content), hits)]

    return run


@pytest.mark.parametrize(
    ("text", "keyword", "found"),
    [
        ("name,password,mail\na,secret1,x\nb,secret2,y\n", "password", [b"secret1", b"secret2"]),
        ("host;user;password\r\ndb;root;secret1\r\n", "password", [b"secret1"]),
        ('"name","password"\n"a","secret1"\n', "password", [b"secret1"]),
        ("name,password\na,secret1\n\nb,c\n", "password", [b"secret1"]),
        (
            "INSERT INTO t (a, password) VALUES ('x', 'secret1'), (now(), 'secret2');",
            "password",
            [b"secret1", b"secret2"],
        ),
        ("INSERT INTO t (a, password) VALUES (?, ?);", "password", []),
        ("the password, as told\nbefore\n", "password", []),
    ],
)
def test_cells_of_the_column_are_found_and_no_others(
    values: Callable[..., list[bytes]], text: str, keyword: str, found: list[bytes]
) -> None:
    assert values(ColumnsSyntax(), text, keyword) == found


def encoded(text: str) -> str:
    return b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "text",
    [
        f"kind: Secret\ndata:\n  pw: {encoded('secret1')}\n  other: '{encoded('secret2')}'\n",
        f"data:\n  pw: {encoded('secret1')}\n  other: {encoded('secret2')}\nkind: Secret\n---\ndata:\n  a: b\n",
        "kind: Secret\nstringData:\n  pw: secret1\n  other: |\n    secret2\n",
        f'{{"kind: Secret": 1, "data": {{"pw": "{encoded("secret1")}", "other": "{encoded("secret2")}"}}}}',
    ],
)
def test_entries_of_a_secret_are_found_decoded(values: Callable[..., list[bytes]], text: str) -> None:
    assert values(KubernetesSyntax(), text, "kind: Secret") == [b"secret1", b"secret2"]


@pytest.mark.parametrize(
    "text",
    [
        "kind: Secret\ndata:\n  pw: {{ .Values.pw | b64enc }}\n",
        f"kind: Secret\n---\nkind: ConfigMap\ndata:\n  pw: {encoded('secret1')}\n",
        "kind: Secret\ndata:\nother: c2VjcmV0MQ==\n",
        "kind: Secret\ndata:\n  blob: //79/A==\n",
    ],
)
def test_what_is_no_entry_of_a_secret_is_passed_over(values: Callable[..., list[bytes]], text: str) -> None:
    assert values(KubernetesSyntax(), text, "kind: Secret") == []
