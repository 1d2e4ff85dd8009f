from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scanner.model import (
    Check,
    Fault,
    Finding,
    Location,
    Provenance,
    ReportedFinding,
    Rule,
    ScanResult,
    Secret,
    Skipped,
)
from scanner.report.interface import ReportStyle, ScanContext

if TYPE_CHECKING:
    from collections.abc import Callable

GOLDEN = Path(__file__).parent.parent / "golden"

KEY = Rule(
    "acme-key",
    "Acme",
    "Acme API key: all of an account",
    "critical",
    "high",
    ("acme_",),
    "",
    40,
    0.0,
    "acme",
    "distinctive",
    "https://acme.invalid/keys",
    "https://acme.invalid/docs",
)
PASSWORD = KEY._replace(
    id="acme-password",
    description="Password",
    severity="medium",
    confidence="medium",
    keywords=("pass",),
    checksum="",
    filters="generic",
    revoke="",
)


@pytest.fixture
def reported(sample: Callable[..., str]) -> Callable[..., ReportedFinding]:
    def make(
        path: bytes = b"src/a.py",
        value: bytes | None = None,
        rule: Rule = KEY,
        status: str = "new",
        reason: str = "",
        checks: tuple[Check, ...] = (),
        provenance: Provenance = Provenance("index"),
    ) -> ReportedFinding:
        value = sample("acme_{hex:28}face").encode() if value is None else value
        place = Location(3, 8, 3 + value.count(b"\n"), 8 + len(value))
        finding = Finding(rule, path, place, Secret(value), rule.confidence, checks, provenance, None, 0)
        return ReportedFinding(finding, status, reason)

    return make


@pytest.fixture
def result() -> Callable[..., ScanResult]:
    def make(
        *findings: ReportedFinding, faults: tuple[Fault, ...] = (), skipped: tuple[Skipped, ...] = ()
    ) -> ScanResult:
        return ScanResult(findings, faults, skipped, 12 + len(faults) + len(skipped), 12, 34_567, 0.0425)

    return make


@pytest.fixture
def full(reported: Callable[..., ReportedFinding], result: Callable[..., ScanResult]) -> ScanResult:
    """A result with one of everything."""
    commit = Provenance("commit", "0123456789abcdef" * 2 + "01234567", "Ann <ann@example.invalid>", "2026-01-02")
    return result(
        reported(checks=(Check("checksum", "valid"),)),
        reported(b"src/b.py", b"correct horse battery", PASSWORD),
        reported(b"old/c.py", rule=KEY._replace(severity="low"), provenance=commit),
        reported(b"src/known.py", status="known", reason="accepted in .keysieve.baseline: sandbox"),
        reported(b"src/allowed.py", status="allowed", reason="keysieve: allow revoked"),
        faults=(Fault(b"gone.py", "object 0123 is missing in this clone; fetch it, or run `git fsck`"),),
        skipped=(
            Skipped(b"sub", "a submodule: it is scanned in its own repository"),
            Skipped(b"big.bin", "larger than 10 bytes"),
            Skipped(b"huge.bin", "larger than 10 bytes"),
        ),
    )


@pytest.fixture
def style() -> Callable[..., ReportStyle]:
    def make(show_secrets: bool = False, color: bool = False, **more: object) -> ReportStyle:
        def fingerprint(finding: Finding) -> str:
            return "00ff" * 8

        context = ScanContext(600, "0a" * 16, ".keysieve.toml", "0b" * 8, "/repo/.keysieve.baseline")
        return ReportStyle(show_secrets, color, fingerprint, **{"context": context, **more})

    return make


@pytest.fixture
def golden() -> Callable[[str, str], None]:
    """Hold a text against its golden file; with GOLDEN=write in the environment, write the file anew."""

    def check(name: str, text: str) -> None:
        file = GOLDEN / name
        if os.environ.get("GOLDEN") == "write":
            file.write_text(text, encoding="utf-8", newline="")
        assert text == file.read_text(encoding="utf-8"), "run the test with GOLDEN=write and look at the difference"

    return check
