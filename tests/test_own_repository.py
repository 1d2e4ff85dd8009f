"""Keysieve on its own repository: no secret, and no false alarm that we would have to explain to others."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Keysieve

ROOT = Path(__file__).parent.parent


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="these tests are not in a clone")
def test_scan_of_this_repository_finds_nothing(keysieve: Keysieve) -> None:
    outcome = keysieve("scan", "--format", "json", cwd=ROOT)
    assert [(each["path"], each["line"]) for each in outcome.report["findings"] if each["status"] == "new"] == []
    assert outcome.code == 0
