"""`MaskingFilter` on containers in `extra`, of every kind and depth."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterator, Mapping
from types import MappingProxyType

import pytest

from tests.runtime.log import Log

WORD = "told-to-nobody-41"
"""As its `repr` has it: what leaks within a container is seen as it is."""


class View(Mapping[str, object]):
    """A mapping that is no dictionary, as libraries hand out."""

    def __init__(self, inner: dict[str, object]) -> None:
        self._inner = inner

    def __getitem__(self, name: str) -> object:
        return self._inner[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._inner)

    def __len__(self) -> int:
        return len(self._inner)

    def __repr__(self) -> str:
        return repr(self._inner)


def nested(value: object, depth: int) -> object:
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "value",
    [
        nested(WORD, 7),
        nested(WORD, 12),
        nested({"a": WORD}, 300),
        deque([WORD]),
        MappingProxyType({"a": WORD}),
        View({"a": WORD}),
        {"a": WORD}.values(),
        {"a": WORD}.items(),
        {WORD: 1}.keys(),
        frozenset([WORD]),
        memoryview(WORD.encode()).tobytes(),
    ],
    ids=lambda value: type(value).__name__,
)
def test_no_container_hides_a_secret_in_extra(value: object) -> None:
    log = Log(WORD)
    log.handler.setFormatter(logging.Formatter("%(ctx)s"))
    log.logger.info("m", extra={"ctx": value})
    assert WORD not in log.text
