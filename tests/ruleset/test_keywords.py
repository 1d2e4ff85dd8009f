"""The keywords of a ruleset, read when they are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.ruleset import keywords
from scanner.ruleset.keywords import Keywords, Section

if TYPE_CHECKING:
    import pytest


def test_who_asks_while_another_thread_reads_them_gets_all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    sections = [Section({}, "", (), row, 0, len(row)) for row in ("acme_\t0\n", "zeta_\t1\n")]
    read = Keywords(sections, [], "rules.tsv")
    seen = []
    add_rows = keywords.add_rows

    def interrupted(announced: dict[str, str], rows: str) -> None:
        add_rows(announced, rows)
        monkeypatch.setattr(keywords, "add_rows", add_rows)
        seen.append(list(read))  # as a thread does that runs between two sections

    monkeypatch.setattr(keywords, "add_rows", interrupted)
    assert list(read) == ["acme_", "zeta_"]
    assert seen == [["acme_", "zeta_"]]
