"""What a baseline of detect-secrets says besides its entries: versions, filters, plugins."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Repo

NAME = ".secrets.baseline"
FILTERS = "detect_secrets.filters."


@pytest.fixture
def under(repo: Repo, password: str) -> Callable[..., Repo]:
    """A repository with one password, and a baseline without entries that has these filters and keys."""

    def make(*filters: dict[str, Any], **keys: Any) -> Repo:
        repo.stage("src/app.py", f'db_password = "{password}"\n')
        document = {"version": "1.5.0", "plugins_used": [], "filters_used": list(filters), "results": {}, **keys}
        repo.write(NAME, json.dumps({key: value for key, value in document.items() if value is not None}))
        return repo

    return make


def statuses(repo: Repo) -> list[str]:
    report = repo.keysieve("scan", "--baseline", NAME, "--format", "json").report
    return [finding["status"] for finding in report["findings"]]


def test_without_filters_the_finding_is_new(under: Callable[..., Repo]) -> None:
    assert statuses(under()) == ["new"]


@pytest.mark.parametrize(
    ("name", "pattern", "expected"),
    [
        ("file", r"^src/", []),
        ("file", r"^lib/", ["new"]),
        ("line", r"db_pass", ["allowed"]),
        ("line", r"^pass", ["new"]),
        ("secret", r"^.{16}$", ["allowed"]),
        ("secret", r"^.{15}$", ["new"]),
    ],
)
def test_exclusion_by_pattern_holds(under: Callable[..., Repo], name: str, pattern: str, expected: list[str]) -> None:
    assert statuses(under({"path": f"{FILTERS}regex.should_exclude_{name}", "pattern": [pattern]})) == expected


def test_word_list_holds(under: Callable[..., Repo], password: str) -> None:
    record = {"path": f"{FILTERS}wordlist.should_exclude_secret", "min_length": 3, "file_name": "words.txt"}
    repo = under(record)
    repo.write("words.txt", "unrelated\n")
    assert "new" in statuses(repo)
    repo.write("words.txt", f"{password[4:9].upper()}\n")
    assert "new" not in statuses(repo)


def test_wrong_pattern_is_an_error_and_not_a_scan_without_it(under: Callable[..., Repo]) -> None:
    repo = under({"path": f"{FILTERS}regex.should_exclude_line", "pattern": ["("]})
    outcome = repo.keysieve("scan", "--baseline", NAME)
    assert outcome.code == 2
    assert "should_exclude_line" in outcome.err


def test_unknown_filter_is_named_and_not_passed_over_in_silence(under: Callable[..., Repo]) -> None:
    outcome = under({"path": "acme.filters.is_ours"}).keysieve("scan", "--baseline", NAME)
    assert outcome.code == 1
    assert "the filter acme.filters.is_ours is unknown and does not apply" in outcome.err


def test_plugin_that_is_off_allows_its_findings(under: Callable[..., Repo]) -> None:
    repo = under(plugins_used=[{"name": "AWSKeyDetector"}])
    assert statuses(repo) == ["allowed"]


@pytest.mark.parametrize(
    "old",
    [
        {"version": "0.11.4", "exclude_regex": "^src/"},
        {"version": "0.13.0", "exclude": {"files": "^src/", "lines": None}, "word_list": {"file": None, "hash": None}},
        {"version": "0.14.3", "exclude": {"files": None, "lines": "db_pass"}},
    ],
    ids=lambda old: old["version"],
)
def test_older_version_is_upgraded_as_detect_secrets_does(under: Callable[..., Repo], old: dict[str, Any]) -> None:
    from scanner.baseline.detect_secrets.read import parsed

    theirs = pytest.importorskip("detect_secrets.core.baseline")
    plugins = [{"name": "Base64HighEntropyString", "base64_limit": 4.2}, {"name": "KeywordDetector"}]
    repo = under(filters_used=None, plugins_used=plugins, **old)
    assert "new" not in statuses(repo)
    text = (repo.root / NAME).read_text()
    upgraded, ours = theirs.upgrade(json.loads(text)), parsed(json.loads(text), NAME)
    assert sorted(ours.filters, key=str) == sorted(upgraded["filters_used"], key=str)
    assert list(ours.plugins) == upgraded["plugins_used"]


@pytest.mark.parametrize(
    "document",
    [
        {"version": "2.0.0", "plugins_used": [], "results": {}},
        {"version": "1.6.0", "plugins_used": [], "results": {}},
        {"version": "one", "plugins_used": [], "results": {}},
        {"version": "1.5.0", "plugins_used": {}, "results": {}},
        {"version": "1.5.0", "plugins_used": []},
        {"version": "1.5.0", "plugins_used": [], "results": {"a.py": [{"type": "AWS Access Key"}]}},
        {"version": "1.5.0", "plugins_used": [], "results": {"a.py": ["?"]}},
    ],
    ids=json.dumps,
)
def test_damaged_or_newer_baseline_is_refused(repo: Repo, document: dict[str, Any]) -> None:
    path = repo.write(NAME, json.dumps(document))
    before = path.read_bytes()
    for words in (["scan", "--baseline", NAME], ["baseline", "update", NAME], ["baseline", "stats", NAME]):
        outcome = repo.keysieve(*words)
        assert outcome.code == 2
        assert NAME in outcome.err
    assert path.read_bytes() == before


PLUGIN = """
import re
from detect_secrets.plugins.base import RegexBasedDetector

class TicketDetector(RegexBasedDetector):
    secret_type = "Acme Ticket"
    denylist = [re.compile(r"TICKET-[0-9]{6}")]
"""


@pytest.fixture
def plugged(under: Callable[..., Repo]) -> Repo:
    plugin = {"name": "TicketDetector", "path": "file://plugins/ticket.py"}
    repo = under(plugins_used=[plugin, {"name": "KeywordDetector"}])
    repo.stage("src/app.py", "a = 1\nx = 'TICKET-123456'\n")
    repo.write("plugins/ticket.py", PLUGIN)
    return repo


def test_custom_plugin_is_run_by_the_extra_and_its_findings_recorded(plugged: Repo) -> None:
    pytest.importorskip("detect_secrets")
    outcome = plugged.keysieve("scan", "--custom-plugins", "--baseline", NAME, "--format", "json")
    assert [(one["rule"], one["line"]) for one in outcome.new] == [("detect-secrets-acme-ticket", 2)]
    assert plugged.keysieve("baseline", "update", "--custom-plugins", NAME).code == 0
    records = json.loads((plugged.root / NAME).read_text())["results"]["src/app.py"]
    assert [(record["type"], record["line_number"]) for record in records] == [("Acme Ticket", 2)]
    assert plugged.keysieve("scan", "--custom-plugins", "--baseline", NAME).code == 0


def test_without_the_extra_one_line_says_what_to_install(plugged: Repo, tmp_path: Path) -> None:
    blocked = tmp_path / "blocked" / "detect_secrets"
    blocked.mkdir(parents=True)
    (blocked / "__init__.py").write_text("raise ImportError('not installed')\n")
    outcome = plugged.keysieve("scan", "--custom-plugins", "--baseline", NAME, PYTHONPATH=str(blocked.parent))
    assert outcome.code == 0
    assert "pip install 'keysieve[detect-secrets]'" in outcome.err
    assert outcome.err.count("TicketDetector") == 1


def test_plugin_that_cannot_be_loaded_is_an_error(plugged: Repo) -> None:
    pytest.importorskip("detect_secrets")
    plugged.write("plugins/ticket.py", "raise RuntimeError('TICKET-999999')\n")
    outcome = plugged.keysieve("scan", "--custom-plugins", "--baseline", NAME)
    assert outcome.code == 2
    assert "TicketDetector" in outcome.err
    assert "999999" not in outcome.err


def test_plugin_that_fails_on_a_line_makes_the_scan_incomplete(plugged: Repo) -> None:
    pytest.importorskip("detect_secrets")
    failing = PLUGIN + "\n    def analyze_string(self, string):\n        raise RuntimeError(string)\n"
    plugged.write("plugins/ticket.py", failing)
    outcome = plugged.keysieve("scan", "--custom-plugins", "--baseline", NAME, "--format", "json")
    assert outcome.code == 2
    assert "TICKET" not in json.dumps(outcome.report["errors"])


def test_plugin_of_the_repository_is_not_run_unless_asked_for(plugged: Repo) -> None:
    pytest.importorskip("detect_secrets")
    plugged.write("plugins/ticket.py", "from pathlib import Path\nPath('ran').touch()\n")
    outcome = plugged.keysieve("scan", "--baseline", NAME)
    assert outcome.code == 0
    assert not (plugged.root / "ran").exists()
    assert "TicketDetector: custom plugins are not run" in outcome.err
    assert "--custom-plugins" in outcome.err
    plugged.keysieve("scan", "--custom-plugins", "--baseline", NAME)
    assert (plugged.root / "ran").exists()


def test_label_of_a_custom_plugins_entry_outlives_an_update_without_it(plugged: Repo) -> None:
    pytest.importorskip("detect_secrets")
    assert plugged.keysieve("baseline", "update", "--custom-plugins", NAME).code == 0
    path = plugged.root / NAME
    document = json.loads(path.read_text())
    document["results"]["src/app.py"][0]["is_secret"] = False
    path.write_text(json.dumps(document))
    assert plugged.keysieve("baseline", "update", NAME).code == 0
    assert json.loads(path.read_text())["results"]["src/app.py"][0]["is_secret"] is False


def test_baseline_itself_is_never_scanned_however_it_is_named(plugged: Repo) -> None:
    outcome = plugged.keysieve("scan", "--baseline", f"./{NAME}", "--format", "json")
    assert {"path": NAME, "reason": "the baseline itself"} in outcome.report["skipped"]


def test_newer_version_is_refused_with_what_to_do(repo: Repo) -> None:
    repo.write(NAME, '{"version": "1.6.0", "plugins_used": [], "filters_used": [], "results": {}}')
    outcome = repo.keysieve("scan", "--baseline", NAME)
    assert outcome.code == 2
    assert "newer than this keysieve reads; update keysieve" in outcome.err


def test_baseline_whose_paths_begin_elsewhere_is_refused_before_its_labels_are_dropped(
    under: Callable[..., Repo], password: str
) -> None:
    from hashlib import sha1

    record = {
        "type": "Secret Keyword",
        "filename": "app.py",
        "hashed_secret": sha1(password.encode(), usedforsecurity=False).hexdigest(),
        "line_number": 1,
        "is_secret": False,
    }
    repo = under(results={"app.py": [record]})
    path = repo.root / "src" / NAME
    (repo.root / NAME).rename(path)
    before = path.read_bytes()
    for words in (["scan", "--baseline", str(path)], ["baseline", "update", str(path)]):
        outcome = repo.keysieve(*words)
        assert outcome.code == 2
        assert "put `src/` before each" in outcome.err
    assert path.read_bytes() == before
    path.write_text(before.decode().replace("app.py", "src/app.py"))
    assert repo.keysieve("scan", "--baseline", str(path)).code == 0


def test_two_entries_that_come_to_meet_in_a_line_keep_the_label(under: Callable[..., Repo], password: str) -> None:
    from hashlib import sha1

    record = {
        "type": "Secret Keyword",
        "filename": "src/app.py",
        "hashed_secret": sha1(password.encode(), usedforsecurity=False).hexdigest(),
    }
    labelled = {**record, "line_number": 9, "is_secret": True}
    repo = under(results={"src/app.py": [{**record, "line_number": 5}, labelled]})
    assert repo.keysieve("baseline", "update", NAME).code == 0
    (left,) = json.loads((repo.root / NAME).read_text())["results"]["src/app.py"]
    assert (left["line_number"], left["is_secret"]) == (1, True)
