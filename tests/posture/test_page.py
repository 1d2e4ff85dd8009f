"""The page, from checks that are given: what is in it, and what can never be."""

from __future__ import annotations

import json
import os
import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest

from scanner import __version__
from scanner.posture.controls import CONTROLS, TITLES
from scanner.posture.interface import STANDINGS, UNSEEN, Check
from scanner.posture.page import as_html
from scanner.posture.text import as_json, as_text

GOLDEN = Path(__file__).parent.parent / "golden"
DAY = "2026-11-26"
CHECKS = (
    Check("hook-installed", "ok", ".git/hooks/pre-commit calls keysieve"),
    Check("ci-job", "missing", "no file sets up a build server", "add a job"),
    Check("baseline-audited", "attention", "3 entries, 2 unaudited, 0 real", "label the entries"),
    Check("access-log", UNSEEN, "there is no access log"),
    Check("store-encryption", "ok", "store is encrypted with AES-256-GCM"),
    Check("store-age", "attention", "1 of 2 secrets is older than 90 days", "rotate it"),
)
HOSTILE = "<script>alert(1)</script>&\"'\x1b[31m\u202e\n"


def golden(name: str, text: str) -> None:
    text = text.replace(__version__, "VERSION")
    file = GOLDEN / name
    if os.environ.get("GOLDEN") == "write":
        file.write_text(text, encoding="utf-8", newline="")
    assert text == file.read_text(encoding="utf-8"), "run the test with GOLDEN=write and look at the difference"


def test_text() -> None:
    golden("posture.txt", as_text(CHECKS, DAY))


def test_json() -> None:
    golden("posture.json", as_json(CHECKS, DAY))


def test_html() -> None:
    golden("posture.html", as_html(CHECKS, DAY))


def test_every_check_has_a_title_and_controls() -> None:
    assert CONTROLS.keys() == TITLES.keys()
    assert all(CONTROLS.values())


def test_pci_dss_is_named_with_its_edition() -> None:
    standards = {control.standard for controls in CONTROLS.values() for control in controls}
    assert {name for name in standards if "PCI" in name} == {"PCI DSS v4.0.1", "PCI DSS v3.2.1"}


def test_only_what_is_ok_supports() -> None:
    for check in json.loads(as_json(CHECKS, DAY))["checks"]:
        assert check["bearing"] == ("supports" if check["standing"] == "ok" else "would support")


@pytest.mark.parametrize("write", [as_text, as_json, as_html])
def test_nothing_is_called_compliant(write: object) -> None:
    every = tuple(Check(name, standing, "seen", "mend") for name in TITLES for standing in STANDINGS)
    assert callable(write)
    assert not re.search("complian|certif", write(every, DAY), re.IGNORECASE)


def test_page_loads_and_runs_nothing() -> None:
    page = as_html(CHECKS, DAY)
    style = re.search("<style>(.*?)</style>", page, re.DOTALL)
    assert style is not None
    digest = b64encode(sha256(style[1].encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'" in page
    assert not re.search(r"<script|<link|<img|\bsrc=|href=|url\(|@import|style=", page)


def test_names_cannot_become_markup_or_move_the_cursor() -> None:
    hostile = (Check("ci-job", "missing", HOSTILE, HOSTILE),)
    page = as_html(hostile, DAY)
    assert "<script" not in page
    assert page.isascii()
    for text in (page, as_text(hostile, DAY), as_json(hostile, DAY)):
        assert "\x1b" not in text
        assert "\u202e" not in text
    assert len(as_text(hostile, DAY).splitlines()) == len(
        as_text((Check("ci-job", "missing", "x", "y"),), DAY).splitlines()
    )
