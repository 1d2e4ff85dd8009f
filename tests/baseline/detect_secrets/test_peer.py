"""Held against the real detect-secrets, in both directions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.baseline.detect_secrets.conftest import Peer
    from tests.conftest import Repo

NAME = ".secrets.baseline"


def without_lines(report: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    """What its report says of each secret; the text and the number of its lines left out."""
    return sorted(
        (one["filename"], one["category"], str(one["types"]), str(sorted(one["lines"].values())))
        for one in report["results"]
    )


def test_what_its_scan_wrote_down_is_known_to_ours(leaky: Repo, peer: Peer) -> None:
    peer.scan()
    outcome = leaky.keysieve("scan", "--baseline", NAME, "--format", "json")
    assert outcome.code == 0, outcome.new
    assert {finding["path"] for finding in outcome.report["findings"]} == set(peer.document["results"])
    assert {finding["status"] for finding in outcome.report["findings"]} == {"known"}
    assert leaky.keysieve("scan").code == 1


def test_update_of_its_baseline_with_nothing_changed_writes_nothing(leaky: Repo, peer: Peer) -> None:
    peer.scan()
    before = (leaky.root / NAME).read_bytes()
    outcome = leaky.keysieve("baseline", "update", NAME)
    assert outcome.code == 0
    assert "unchanged" in outcome.err
    assert (leaky.root / NAME).read_bytes() == before


def test_lines_inserted_above_are_followed_and_its_audit_finds_each_secret(leaky: Repo, peer: Peer) -> None:
    scanned = peer.scan()
    for name in scanned["results"]:
        path = leaky.root / name
        path.write_text("# a comment\n\n" + path.read_text())
    assert leaky.keysieve("scan", "--baseline", NAME).code == 0
    assert leaky.keysieve("baseline", "update", NAME).code == 0
    updated = peer.document
    for name, records in scanned["results"].items():
        moved = [{**record, "line_number": record["line_number"] + 2} for record in records]
        assert updated["results"][name] == moved
    total = sum(map(len, updated["results"].values()))
    outcome = peer.audit(*(["y"] * total))
    assert outcome.code == 0, outcome.err
    assert "ERROR" not in outcome.out
    labels = [record.get("is_secret") for records in peer.document["results"].values() for record in records]
    assert labels == [False] * total  # "y": it may be committed


def test_labels_of_its_audit_stay_through_our_update_and_stand_in_its_report(leaky: Repo, peer: Peer) -> None:
    total = sum(map(len, peer.scan()["results"].values()))
    assert peer.audit(*(["y", "n"] * total)[:total]).code == 0
    told = peer.report()
    path = leaky.root / "src/app.py"
    path.write_text("\n" + path.read_text())
    leaky.keysieve("baseline", "update", NAME)
    assert without_lines(peer.report()) == without_lines(told)
    findings = leaky.keysieve("scan", "--baseline", NAME, "--format", "json").report["findings"]
    assert {finding["status"] for finding in findings} == {"known"}


def test_what_ours_writes_down_its_hook_accepts(leaky: Repo, peer: Peer) -> None:
    (leaky.root / "app.ini").unlink()  # found by its keyword plugin alone
    assert leaky.keysieve("baseline", "create", NAME).code == 0
    leaky.git("add", "-A")
    files = leaky.git("ls-files").split()
    outcome = peer.hook("--baseline", NAME, *files)
    assert outcome.code == 0, outcome.out
    leaky.stage("new.py", (leaky.root / "src/app.py").read_text())
    assert peer.hook("--baseline", NAME, *files, "new.py").code == 1


def test_its_audit_works_on_what_ours_writes_down(leaky: Repo, peer: Peer) -> None:
    leaky.keysieve("baseline", "create", NAME)
    total = sum(map(len, peer.document["results"].values()))
    outcome = peer.audit(*(["n"] * total))
    assert outcome.code == 0
    assert "ERROR" not in outcome.out
    labels = [record.get("is_secret") for records in peer.document["results"].values() for record in records]
    assert labels == [True] * total


def test_created_baseline_is_as_its_own_scan_would_write_it(leaky: Repo, peer: Peer) -> None:
    (leaky.root / "app.ini").unlink()
    leaky.git("add", "-A")
    leaky.keysieve("baseline", "create", NAME)
    ours, created = peer.document, peer.identities()
    theirs = peer.scan()
    assert created == peer.identities()
    assert ours["plugins_used"] == theirs["plugins_used"]
    assert {one["path"] for one in theirs["filters_used"]} <= {one["path"] for one in ours["filters_used"]}


def test_secret_that_is_gone_goes_and_what_only_it_finds_stays(leaky: Repo, peer: Peer) -> None:
    peer.scan()
    path = leaky.root / "src/app.py"
    path.write_text("\n".join(line for line in path.read_text().split("\n") if "slack" not in line))
    (leaky.root / "config.yml").unlink()
    leaky.git("add", "-A")
    before = peer.identities()
    leaky.keysieve("baseline", "update", NAME)
    lost = before - peer.identities()
    assert {(name, kind) for name, kind, _ in lost} == {
        ("src/app.py", "Slack Token"),
        ("config.yml", "Secret Keyword"),
    }
    assert ("app.ini", "Secret Keyword") in {key[:2] for key in peer.identities()}
    leaky.git("add", "-A")
    assert peer.hook("--baseline", NAME, *leaky.git("ls-files").split()).code == 0


def test_new_secret_is_new_and_a_second_token_of_one_hash_too(
    leaky: Repo, peer: Peer, sample: Callable[..., str]
) -> None:
    peer.scan()
    leaky.stage("src/app.py", (leaky.root / "src/app.py").read_text() + f"t = '{sample('{github_token:ghp_}', 7)}'\n")
    outcome = leaky.staged("--baseline", NAME)
    assert outcome.code == 1
    assert outcome.places == [("src/app.py", 8)]
    assert leaky.keysieve("baseline", "update", NAME).code == 0
    assert leaky.keysieve("scan", "--baseline", NAME).code == 0
    lines = [one["line_number"] for one in peer.document["results"]["src/app.py"] if one["type"] == "GitHub Token"]
    assert lines == [3, 8]


def test_token_put_in_the_place_of_a_known_one_is_new(leaky: Repo, peer: Peer, sample: Callable[..., str]) -> None:
    peer.scan()
    lines = (leaky.root / "src/app.py").read_text().split("\n")
    lines[2] = f'github = "{sample("{github_token:ghp_}", 9)}"'
    leaky.stage("src/app.py", "\n".join(lines))
    assert leaky.staged("--baseline", NAME).places == [("src/app.py", 3)]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_baseline_of_powershell_is_read(leaky: Repo, peer: Peer, encoding: str) -> None:
    peer.scan()
    path = leaky.root / NAME
    path.write_bytes(path.read_text().replace("\n", "\r\n").encode(encoding))
    assert leaky.keysieve("scan", "--baseline", NAME).code == 0


def test_backslashes_of_windows_are_read(leaky: Repo, peer: Peer) -> None:
    document = peer.scan()
    document["results"] = {name.replace("/", "\\"): records for name, records in document["results"].items()}
    peer.write(document)
    assert leaky.keysieve("scan", "--baseline", NAME).code == 0


def test_label_of_what_stands_far_behind_in_a_minified_line_outlives_an_update(
    repo: Repo, peer: Peer, sample: Callable[..., str]
) -> None:
    text = f"const a = [{'1,' * 30_000}0]; const password = '{sample('{password:16}')}'; b()\n"
    repo.commit(**{"app.min.js": text})
    assert sum(map(len, peer.scan()["results"].values())) == 1
    assert peer.audit("y").code == 0
    repo.stage("app.min.js", "\n" + text)
    assert repo.keysieve("baseline", "update", NAME).code == 0
    assert next(one.get("is_secret") for one in peer.document["results"]["app.min.js"]) is False
