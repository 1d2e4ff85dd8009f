"""Notebooks: what a cell holds is text in JSON; what a plot is drawn with is none."""

from __future__ import annotations

import base64
import json
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Repo


def notebook(*cells: dict[str, Any], indent: int | None = 1) -> str:
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=indent)


def code(*source: str, outputs: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    return {"cell_type": "code", "id": "0a1b2c3d", "metadata": {}, "source": list(source), "outputs": outputs or []}


def stream(*text: str) -> dict[str, Any]:
    return {"name": "stdout", "output_type": "stream", "text": list(text)}


def shown(**data: Any) -> dict[str, Any]:
    return {"output_type": "display_data", "metadata": {}, "data": data}


SOURCES = [
    'password = "{}"\n',
    "password = '{}'\n",
    'secret_key = """{}"""\n',
    "secret_key = '''{}'''\n",
    'df = {{"db_password": "{}"}}\n',
    'os.environ["API_KEY"] = "{}"\n',
    'conn = connect("postgres://admin:{}@db.corp.example.net/x")\n',
    "%env DB_PASSWORD={}\n",
]


@pytest.mark.parametrize("indent", [1, None], ids=["lines", "one line"])
@pytest.mark.parametrize("source", SOURCES)
def test_source_of_a_cell_is_not_missed(
    repo: Repo, sample: Callable[..., str], source: str, indent: int | None
) -> None:
    secret = sample("{password:16}")
    text = notebook(code("import os\n", source.format(secret), "x = 1"), indent=indent)
    repo.stage("a.ipynb", text)
    line = next(number for number, line in enumerate(text.split("\n"), 1) if secret in line)
    assert repo.staged("--show-secrets").places == [("a.ipynb", line)]
    assert repo.staged("--show-secrets").new[0]["secret"] == secret


def outputs(secret: str) -> list[dict[str, Any]]:
    return [
        stream("connected\n", f"{{'password': '{secret}', 'a': 1}}\n"),
        shown(**{"application/json": {"password": secret}}),
        shown(**{"text/plain": [f'Config(password="{secret}")']}),
        {
            "output_type": "error",
            "ename": "E",
            "evalue": "",
            "traceback": [f'\x1b[0;32m> 1\x1b[0m f(api_key="{secret}")'],
        },
    ]


@pytest.mark.parametrize("which", range(4))
def test_output_of_a_cell_is_not_missed(repo: Repo, sample: Callable[..., str], which: int) -> None:
    secret = sample("{password:16}")
    text = notebook(code("f()\n", outputs=[outputs(secret)[which]]))
    repo.stage("a.ipynb", text)
    line = next(number for number, line in enumerate(text.split("\n"), 1) if secret in line)
    assert repo.staged().places == [("a.ipynb", line)]


def test_images_of_a_notebook_are_not_reported(repo: Repo) -> None:
    def image(kind: bytes, seed: int, size: int = 60_000) -> str:
        return base64.b64encode(kind + Random(seed).randbytes(size)).decode()

    for seed in range(6):
        svg = f'<svg><image href="data:image/png;base64,{image(b"", seed, 3000)}"/></svg>\n'
        plot = shown(**{"image/png": image(b"\x89PNG\r\n\x1a\n", seed), "text/plain": ["<Figure size 640x480>"]})
        others = shown(**{"image/jpeg": image(b"\xff\xd8\xff", seed) + "\n", "image/svg+xml": [svg]})
        html = shown(**{"text/html": [f'<img src="data:image/png;base64,{image(b"", seed, 2000)}">']})
        attached = {"cell_type": "markdown", "metadata": {}, "source": ["![x](attachment:i.png)"]}
        attached["attachments"] = {"i.png": {"image/png": image(b"\x89PNG\r\n\x1a\n", seed)}}
        repo.stage(f"{seed}.ipynb", notebook(code("plot()\n", outputs=[plot, others, html]), attached))
    outcome = repo.staged("--min-confidence", "low")
    assert (outcome.code, outcome.places) == (0, [])
