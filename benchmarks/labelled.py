"""The labelled cases of `tests/accuracy/`: read, filled with made-up values, scanned and judged.

A file holds one case a line, a mark and a text:

    @ src/settings.py
    +medium  DB_PASSWORD = "«password:16»"
    -        password_field = "input-password"
    +low |
        secret = (
            "«base62:32»"
        )

`@` names the path of the cases below it, `#` begins a comment, `|` a text of several lines, each indented by four
spaces. What stands between « and » is a placeholder as in `docs/rules.md`, or `human` (a password as people choose
them) or `phrase:4` (so many plain words), and is the secret of a case that holds one. The marks:

    +high, +medium, +low    the secret is found at that floor
    =low                    it is found at `low`, and not at `medium`
    -medium                 nothing is found at `medium`
    -                       nothing is found at any floor
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from scanner.engine.pipeline import Pipeline
from scanner.engine.prefilter.aho import AhoCorasickPrefilter
from scanner.model import CONFIDENCE_RANK, Finding, Provenance
from scanner.rulecheck.template import fill
from scanner.ruleset.load import Ruleset
from scanner.text.fragments import fragments

CASES = Path(__file__).parent.parent / "tests" / "accuracy"
MARKS = ("+high", "+medium", "+low", "=low", "-medium", "-")
INDENT = "    "
WORDS = (
    *("autumn", "banana", "candle", "dragon", "eagle", "forest", "garden", "hammer", "island", "jungle", "kitten"),
    *("lemon", "monkey", "nelson", "orange", "panther", "rocket", "silver", "tiger", "violet", "walnut", "yellow"),
)


class CaseError(ValueError):
    """A line of a case file has no known mark."""


@dataclass(frozen=True)
class Case:
    """One labelled text: its file's stem, the path it pretends to stand in, its mark and its template."""

    family: str
    path: str
    mark: str
    template: str

    @property
    def key(self) -> str:
        """The case in one line, as the list of known failures names it."""
        return f"{self.family}  {self.mark}  " + self.template.replace("\n", " ⏎ ")

    @property
    def is_secret(self) -> bool:
        """Whether something is to be found in it, at one floor at least."""
        return not self.mark.startswith("-")


@dataclass(frozen=True)
class Filled:
    """A case's text, and where in it (in characters) the made-up values stand."""

    text: str
    secrets: tuple[tuple[int, int], ...]


def read_cases(directory: Path = CASES) -> Iterator[Case]:
    """Yield the cases of all files of the directory, in order.

    Raises CaseError for a line that is neither a case nor a comment.
    """
    for file in sorted(directory.glob("*.txt")):
        if file.stem != "known_failures":
            yield from read_file(file)


def read_file(file: Path) -> Iterator[Case]:
    """Yield the cases of one file, in order."""
    path = ""
    lines = file.read_text(encoding="utf-8").split("\n")
    number = 0
    while number < len(lines):
        line = lines[number]
        number += 1
        mark, _, text = line.partition(" ")
        text = text.strip()
        if not line.strip() or mark.startswith("#"):
            continue
        if mark == "@":
            path = text
            continue
        if mark not in MARKS or not text:
            raise CaseError(f"{file.name}:{number}: begin the line with one of {', '.join(MARKS)}, @ or #")
        if text == "|":
            body = []
            while number < len(lines) and lines[number].startswith(INDENT):
                body.append(lines[number].removeprefix(INDENT))
                number += 1
            text = "\n".join(body)
        yield Case(file.stem, path, mark, text)


def fill_case(case: Case) -> Filled:
    """Fill the placeholders; equal cases give equal texts."""
    random = Random(case.template)
    text = ""
    secrets = []
    for index, part in enumerate(re.split("«(.*?)»", case.template)):
        value = _value(part, random) if index % 2 else part
        if index % 2:
            secrets.append((len(text), len(text) + len(value)))
        text += value
    return Filled(text + "\n", tuple(secrets))


def _value(placeholder: str, random: Random) -> str:
    name, _, argument = placeholder.partition(":")
    if name == "human":
        word, year = random.choice(WORDS), random.randint(1971, 2026)
        other = random.choice(WORDS)
        return random.choice(
            (f"{word.title()}{year}!", f"{word}{year % 100}#{other}", f"{word.upper()[:3]}{other}@{year}")
        )
    if name == "phrase":
        return " ".join(random.choices(WORDS, k=int(argument)))
    if name == "base64_of":
        plain = re.sub(r"\{\{(.*?)\}\}", lambda found: _value(found[1], random), argument)
        return b64encode(plain.encode()).decode()
    return fill("{" + placeholder + "}", random)


class Judge:
    """Scans cases with a set of rules and holds the findings against the marks."""

    def __init__(self, rules: Ruleset) -> None:
        self._pipeline = Pipeline(rules, AhoCorasickPrefilter(rules.keywords))

    def fault(self, case: Case) -> str:
        """Return what is wrong with the findings in a case, or an empty text.

        A secret counts as found if a finding overlaps a made-up value.
        """
        filled = fill_case(case)
        findings = list(self.findings(case.path, filled.text.encode()))
        sign, floor = case.mark[0], case.mark[1:] or "low"
        if sign == "-":
            loud = [finding for finding in findings if at_least(finding, floor)]
            return f"finds {_names(loud)}" if loud else ""
        found = [finding for finding in findings if _overlaps(finding, filled)]
        if not any(at_least(finding, floor) for finding in found):
            return f"finds {_names(findings) or 'nothing'}, not the secret at {floor}"
        loud = [finding for finding in found if at_least(finding, "medium")]
        return f"finds {_names(loud)}, above low" if sign == "=" and loud else ""

    def findings(self, path: str, text: bytes) -> Iterator[Finding]:
        """Yield all findings in a text, at every confidence."""
        for fragment in fragments(path.encode(), Provenance("stdin"), [text]):
            yield from self._pipeline.scan(fragment)


def at_least(finding: Finding, floor: str) -> bool:
    """Whether a finding's confidence reaches the floor."""
    return CONFIDENCE_RANK[finding.confidence] >= CONFIDENCE_RANK[floor]


def _overlaps(finding: Finding, filled: Filled) -> bool:
    place = finding.location
    lines = [0, *(found.end() for found in re.finditer("\n", filled.text))]
    start, end = lines[place.line - 1] + place.column - 1, lines[place.end_line - 1] + place.end_column - 1
    return any(start < until and begin < end for begin, until in filled.secrets)


def _names(findings: list[Finding]) -> str:
    return ", ".join(sorted({f"{finding.rule.id} ({finding.confidence})" for finding in findings}))
