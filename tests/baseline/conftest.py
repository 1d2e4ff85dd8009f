from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scanner.model import Finding, Location, Provenance, Rule, Secret

if TYPE_CHECKING:
    from collections.abc import Callable

RULE = Rule("acme-key", "Acme", "Acme key", "high", "high", ("acme_",), "", 40, 0.0, "", "distinctive", "", "")


@pytest.fixture
def finding() -> Callable[..., Finding]:
    def make(path: str | bytes, value: str, line: int = 1, rule: str = "acme-key") -> Finding:
        where = path if isinstance(path, bytes) else path.encode()
        place = Location(line, 1, line, 1 + len(value))
        rule_ = RULE._replace(id=rule)
        return Finding(rule_, where, place, Secret(value.encode()), "high", (), Provenance("work tree"), None, 0)

    return make
