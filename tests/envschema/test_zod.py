"""A program's schema in zod, written as `.env.schema`: verdicts agree, but for the differences that are named here."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from scanner.runtime import EnvError, load_env

sys.path.insert(0, os.path.dirname(__file__))
from zod_cases import FIELDS, Field

sys.path.pop(0)

ROOT = Path(__file__).parent.parent.parent
GOLDEN = json.loads((ROOT / "tests" / "golden" / "zod.json").read_text())["verdicts"]
PAIRS = [(field, value) for field in FIELDS for value in field.values]
PORT = "z.coerce.number().int().min(1).max(65535).default(3000)"
STRICTER = {
    ("z.string().max(3)", ""): "a required variable that is empty is none",
    ("z.coerce.number()", ""): "zod makes 0 of an empty text",
    ("z.coerce.number()", "0x10"): "a number is written in decimal digits",
    (PORT, "0x10"): "a port is written in decimal digits",
    (PORT, "1e3"): "a port is written in decimal digits alone",
}


def verdict(field: Field, value: str | None, place: Path) -> str:
    (place / ".env.schema").write_text(f"# @defaultSensitive=false\n# ---\n\n{field.item}\n")
    try:
        load_env(place / ".env.schema", files=[], process={} if value is None else {"V": value})
    except EnvError:
        return "reject"
    return "accept"


@pytest.mark.parametrize(("field", "value"), PAIRS, ids=[f"{field.zod} {value}" for field, value in PAIRS])
def test_verdict_is_zods(field: Field, value: str | None, tmp_path: Path) -> None:
    theirs = dict(map(tuple, GOLDEN[field.zod]))[value]
    ours = verdict(field, value, tmp_path)
    if (field.zod, value) in STRICTER:
        assert (ours, theirs) == ("reject", "accept")
    else:
        assert ours == theirs


def test_every_field_is_in_the_documentation() -> None:
    page = (ROOT / "docs" / "env.md").read_text()
    assert [field.zod for field in FIELDS if f"`{field.zod}`" not in page] == []
