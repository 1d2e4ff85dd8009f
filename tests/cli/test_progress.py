from __future__ import annotations

import pytest

from scanner.cli.progress import ProgressLine, clock, progress_text


@pytest.mark.parametrize(("seconds", "text"), [(0.0, "0:00"), (59.6, "1:00"), (61.0, "1:01"), (3725.0, "62:05")])
def test_clock(seconds: float, text: str) -> None:
    assert clock(seconds) == text


def test_text_has_files_speed_findings_and_the_time_that_is_left() -> None:
    text = progress_text(1200, 50_000_000, 3, 200_000_000, 2.0)
    assert text == "1,200 files, 50 MB, 25 MB/s, 3 candidates, 0:06 left"
    assert "left" not in progress_text(1200, 50_000_000, 3, 40_000_000, 2.0)
    assert "left" not in progress_text(0, 0, 0, 40_000_000, 0.0)


def test_short_work_shows_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    import time

    line = ProgressLine(100, time.monotonic())
    line.show(1, 2, 3)
    line.clear()
    assert capsys.readouterr() == ("", "")
