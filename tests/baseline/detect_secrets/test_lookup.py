"""What a baseline of detect-secrets is told of the contents that stood there before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from scanner.baseline.detect_secrets.lookup import Watching
from scanner.model import PartialScanError

if TYPE_CHECKING:
    from scanner.model import Finding


def test_contents_that_were_scanned_in_part_are_noted_in_part() -> None:
    found: Any = object()

    class Slow:
        def scan(self, fragment: object, off: object) -> list[Finding]:
            raise PartialScanError("rule slow took too long", [found])

    noted: list[Finding] = []
    pipeline: Any = Slow()
    fragment: Any = object()
    with pytest.raises(PartialScanError):
        Watching(pipeline, noted.extend).scan(fragment)
    assert noted == [found]
