"""The formats that can be read, and how they are told apart."""

from __future__ import annotations

import os
import re
from importlib import import_module
from typing import TYPE_CHECKING, cast

from scanner.migration.interface import MigrationError

if TYPE_CHECKING:
    from scanner.migration.interface import Reader

FORMATS = {
    "gitleaks-report": "scanner.migration.gitleaks_report:read_report",
    "gitleaksignore": "scanner.migration.gitleaks_ignore:read_ignore",
    "ggshield": "scanner.migration.ggshield:read_ggshield",
    "trufflehog": "scanner.migration.trufflehog:read_trufflehog",
}


def reader(name: str) -> Reader:
    """Return the reader of the format, which is one of `FORMATS`."""
    module, _, attribute = FORMATS[name].partition(":")
    return cast("Reader", getattr(import_module(module), attribute))


def told_format(path: str, text: str) -> str:
    """Return which of `FORMATS` a file has, by its name or by what is in it. Raises MigrationError if none."""
    base = os.path.basename(path)
    if base.endswith(".gitleaksignore"):
        return "gitleaksignore"
    if re.fullmatch(r"\.?gitguardian\.ya?ml", base):
        return "ggshield"
    begin = text.lstrip("\ufeff \t\r\n")
    if begin.startswith("["):
        return "gitleaks-report"
    if begin.startswith("{") and ('"DetectorName"' in text or '"SourceMetadata"' in text):
        return "trufflehog"
    if re.search(r"(?m)^\s*(?:matches[-_]ignore|ignored[-_]matches|ignored[-_]paths|paths[-_]ignore)\s*:", text):
        return "ggshield"
    rows = [row for row in begin.splitlines() if row.strip() and not row.startswith("#")]
    if rows and all(re.search(r":[^:]+:\d+\s*$", row) for row in rows):
        return "gitleaksignore"
    raise MigrationError(f"{path}: is of no format that is known here; name it with --from {'|'.join(FORMATS)}")
