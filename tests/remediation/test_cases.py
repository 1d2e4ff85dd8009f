"""Small files in every language: rewritten as written down, parsed, scanned again, and taken back byte for byte."""

from __future__ import annotations

import ast
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conftest import sample

if TYPE_CHECKING:
    from tests.conftest import Repo

CASES = Path(__file__).parent / "cases"
CASE = re.compile(
    r"^=== (?P<title>[^:\n]+): (?P<path>\S+)\n(?P<before>.*?)"
    r"^--- (?P<what>fixed|left: [^\n]+)\n(?P<after>.*?)(?=^===|\Z)",
    re.MULTILINE | re.DOTALL,
)
VALUES = {
    "github": "{github_token:ghp_}",
    "github2": "{github_token:ghp_}",
    "pem": "{pem:EC PRIVATE KEY}",
    "npm": "{npm_token}",
    "pw": "{base62:20}",
    "key": "{base62:40}",
}
NUMBERED = re.compile(r"\b([A-Za-z][A-Za-z_]+?)_\d+\b")


@dataclass(frozen=True)
class Case:
    language: str
    title: str
    path: str
    before: str
    after: str
    """Empty: it is left alone."""
    why: str

    @property
    def place(self) -> str:
        """A directory of its own, so that all cases of a language are fixed at once."""
        return f"{re.sub(r'[^a-z]+', '-', self.title)}/{self.path}"


def filled(text: str, seed: int) -> str:
    """Fill in values, others for each seed."""

    def value(found: re.Match[str]) -> str:
        return sample(VALUES[found[1]], 2 * seed + (found[1] == "github2"))

    return re.sub(r"«(\w+)»", value, text)


def cases_of(language: str) -> list[Case]:
    found = []
    for number, case in enumerate(CASE.finditer((CASES / f"{language}.txt").read_text(encoding="utf-8"))):
        before = filled(case["before"], number + 1)
        what, _, why = case["what"].partition(": ")
        found.append(Case(language, case["title"], case["path"], before, case["after"] if what == "fixed" else "", why))
    return found


LANGUAGES = sorted(file.stem for file in CASES.glob("*.txt"))


def test_there_are_enough_cases() -> None:
    cases = [case for language in LANGUAGES for case in cases_of(language)]
    assert len({(case.language, case.place) for case in cases}) == len(cases)
    assert sum(bool(case.after) for case in cases) >= 60
    assert sum(not case.after for case in cases) >= 30


@pytest.mark.parametrize("language", LANGUAGES)
def test_language(fixing: Repo, language: str) -> None:
    cases = cases_of(language)
    for case in cases:
        fixing.stage(case.place, case.before)
    fixing.commit()
    first = fixing.keysieve("scan", "--format", "json")
    assert {path for path, _ in first.places} == {case.place for case in cases}

    outcome = fixing.keysieve("fix", "--all", "--yes")
    assert outcome.code == 1, outcome.err
    secrets = set(re.findall(r"gh[a-z]_[A-Za-z0-9]{36}", "".join(case.before for case in cases)))
    assert not any(secret in outcome.out + outcome.err for secret in secrets)
    for case in cases:
        text = (fixing.root / case.place).read_text(encoding="utf-8")
        if case.after:
            assert NUMBERED.sub(r"\1", text) == case.after, case.title
            parse(case.path, text)
        else:
            assert text == case.before, case.title
            lines = [line for line in outcome.out.splitlines() if line.startswith(f"{case.place}:")]
            assert any("left alone" in line and case.why in line for line in lines), (case.title, lines)

    again = fixing.keysieve("scan", "--format", "json")
    assert {path for path, _ in again.places} == {case.place for case in cases if not case.after}

    undone = fixing.keysieve("fix", "--undo", "last")
    assert undone.code == 0, undone.err
    for case in cases:
        assert (fixing.root / case.place).read_bytes() == case.before.encode(), case.title
    assert fixing.git("status", "--porcelain") == ""


def parse(path: str, text: str) -> None:
    """Parse the text, if a parser is at hand."""
    ending = path.rpartition(".")[2]
    if ending == "py":
        ast.parse(text)
    elif path.endswith(".mcp.json") or ending == "devcontainer.json":
        json.loads(text)
    elif ending in ("js", "mjs", "cjs", "ts"):
        assert not has_error(text, ending == "ts")
    elif ending in ("yml", "yaml"):
        assert pytest.importorskip("yaml").safe_load(text)


def has_error(text: str, typed: bool) -> bool:
    tree_sitter = pytest.importorskip("tree_sitter")
    if typed:
        grammar = pytest.importorskip("tree_sitter_typescript").language_typescript
    else:
        grammar = pytest.importorskip("tree_sitter_javascript").language
    return bool(tree_sitter.Parser(tree_sitter.Language(grammar())).parse(text.encode()).root_node.has_error)
