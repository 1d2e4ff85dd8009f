"""Telling the formats apart."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from scanner.baseline.kind import is_foreign

if TYPE_CHECKING:
    from pathlib import Path

DOCUMENT = {"version": "1.5.0", "plugins_used": [], "filters_used": [], "results": {}}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("first", ["$schema", "comment", "version", "results", "extra"])
def test_baseline_of_detect_secrets_is_none_of_ours_whatever_key_another_tool_put_first(
    tmp_path: Path, first: str, encoding: str
) -> None:
    path = tmp_path / "b"
    path.write_text(json.dumps({first: DOCUMENT.get(first, "x")} | DOCUMENT, indent=2), encoding)
    assert is_foreign(str(path))


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", "{", '{"extra": 1}', '{"extra": 1, "results": []}', '{"path": "a", "hash": "b", "results": {}}'],
)
def test_other_files_are_no_baseline_of_detect_secrets(tmp_path: Path, text: str) -> None:
    path = tmp_path / "b"
    path.write_text(text)
    assert not is_foreign(str(path))
