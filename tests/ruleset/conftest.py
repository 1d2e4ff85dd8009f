from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

RULE = r"""
[[rule]]
id = "{id}"
description = "Example token"
severity = "high"
confidence = "{confidence}"
{announced}
regex = '{regex}'
source = "https://example.com/keys"
positive = ["exa_{{hex:8}}", "exa_{{hex:8}}"]
negative = ["exa_", "example"]
"""


@pytest.fixture
def rule_table() -> Callable[..., str]:
    """Return the text of a rule file's rule."""

    def write(
        name: str = "example-token",
        regex: str = "(?P<secret>exa_[0-9a-f]{8})",
        announced: str = 'keywords = ["exa_"]',
        confidence: str = "high",
        more: str = "",
    ) -> str:
        return RULE.format(id=name, regex=regex, announced=announced, confidence=confidence) + more

    return write


@pytest.fixture
def rule_file(tmp_path: Path, rule_table: Callable[..., str]) -> Callable[..., Path]:
    """Write a rule file with the given tables, or with one rule."""

    def write(*tables: str, name: str = "example.toml", directory: str = "rules") -> Path:
        place = tmp_path / directory
        place.mkdir(exist_ok=True)
        text = '[provider]\nname = "Example"\nrevoke = "https://example.com/revoke"\n' + "".join(
            tables or (rule_table(),)
        )
        (place / name).write_text(text, encoding="utf-8")
        return place / name

    return write
