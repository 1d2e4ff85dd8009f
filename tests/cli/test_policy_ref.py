"""`--policy-ref`: what a change says about itself does not count."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Repo

REF = ("--policy-ref", "main")
RULE = """[provider]
name = "Acme"

[[rule]]
id = "acme-ticket"
description = "An Acme ticket"
severity = "high"
confidence = "high"
keywords = ["{keyword}"]
source = "https://acme.example/tickets"
positive = ["{keyword}-{{{{digit:12}}}}", "x {keyword}-{{{{digit:12}}}} y"]
negative = ["{keyword}", "{keyword}-1"]
regex = '''{keyword}-(?P<secret>[0-9]{{12}})'''
"""


@pytest.fixture
def change(repo: Repo, sample: Callable[..., str]) -> Repo:
    """A branch beside `main`, where one secret is known and one is allowed by a mark."""
    repo.commit(
        **{
            "old.py": f'password = "{sample("{password:16}", 1)}"\n',
            "marked.py": f'password = "{sample("{password:16}", 2)}"  # keysieve: allow\n',
        }
    )
    assert repo.keysieve("baseline", "create").code == 0
    repo.git("add", "-A")
    repo.commit("baseline")
    repo.git("checkout", "-q", "-b", "change")
    return repo


def leaked(repo: Repo, sample: Callable[..., str], mark: str = "") -> None:
    repo.stage("new.py", f'password = "{sample("{password:16}", 3)}"{mark}\n')


def new_paths(repo: Repo, *arguments: str) -> list[str]:
    outcome = repo.keysieve("scan", "--format", "json", *arguments)
    assert outcome.code == (1 if outcome.new else 0), outcome.err
    return [finding["path"] for finding in outcome.new]


def test_change_cannot_put_its_own_secret_into_the_baseline(change: Repo, sample: Callable[..., str]) -> None:
    leaked(change, sample)
    change.keysieve("baseline", "update")
    change.git("add", "-A")
    change.commit("leak")
    assert new_paths(change) == []
    assert new_paths(change, *REF) == ["new.py"]
    assert new_paths(change, *REF, "--range", "main..change") == ["new.py"]
    assert new_paths(change, *REF, "--history") == ["new.py"]


@pytest.mark.parametrize(
    "configuration",
    [
        'exclude = ["new.py"]',
        'min_confidence = "high"',
        '[[allow]]\npath = "new.py"',
        'rules.disable = ["generic-secret"]',
        '[[per_path]]\npaths = ["*.py"]\nmin_confidence = "high"',
        'baseline = "other.baseline"',
        "nonsense = 1",
    ],
)
def test_change_cannot_configure_its_own_secret_away(
    change: Repo, sample: Callable[..., str], configuration: str
) -> None:
    leaked(change, sample)
    change.keysieve("baseline", "create", "other.baseline")
    change.stage(".keysieve.toml", configuration + "\n")
    assert new_paths(change, *REF) == ["new.py"]
    outcome = change.keysieve("hook", *REF)
    assert outcome.code == 1
    assert "new.py:1" in outcome.out


def test_change_cannot_mark_its_own_secret(change: Repo, sample: Callable[..., str]) -> None:
    leaked(change, sample, "  # keysieve: allow")
    assert new_paths(change) == []
    assert new_paths(change, *REF) == ["new.py"]
    assert new_paths(change, *REF, "--staged") == ["new.py"]
    assert new_paths(change, *REF, "--jobs", "2") == ["new.py"]


def test_change_cannot_weaken_a_rule_of_the_repository(change: Repo, sample: Callable[..., str]) -> None:
    change.git("checkout", "-q", "main")
    change.commit(
        **{".keysieve.toml": 'rules.paths = ["our-rules"]\n', "our-rules/acme.toml": RULE.format(keyword="ticket")}
    )
    change.git("checkout", "-q", "-B", "change")
    change.stage("our-rules/acme.toml", RULE.format(keyword="nothing"))
    change.stage("new.txt", f"ticket-{sample('{digit:12}', 4)}\n")
    assert new_paths(change) == []
    assert new_paths(change, *REF) == ["new.txt"]


def test_change_that_drops_baseline_and_configuration_is_held_to_them(change: Repo) -> None:
    change.git("checkout", "-q", "main")
    change.commit(**{".keysieve.toml": 'exclude = ["extra/**"]\n'})
    change.git("checkout", "-q", "-B", "change")
    change.git("rm", "-q", ".keysieve.baseline", ".keysieve.toml")
    change.stage("extra/a.py", (change.root / "old.py").read_text())
    assert new_paths(change) == ["extra/a.py", "old.py"]
    assert new_paths(change, *REF) == []


def test_word_list_and_baseline_of_detect_secrets_are_taken_from_there(
    change: Repo, sample: Callable[..., str]
) -> None:
    change.git("checkout", "-q", "main")
    record = {
        "path": "detect_secrets.filters.wordlist.should_exclude_secret",
        "min_length": 3,
        "file_name": "lists/words.txt",
    }
    document = {"version": "1.5.0", "plugins_used": [], "filters_used": [record], "results": {}}
    change.commit(**{"ds.baseline": json.dumps(document), "lists/words.txt": "unrelated\n"})
    change.git("checkout", "-q", "-B", "change")
    leaked(change, sample)
    change.stage("lists/words.txt", sample("{password:16}", 3)[2:9] + "\n")
    assert "new.py" not in new_paths(change, "--baseline", "ds.baseline")
    assert "new.py" in new_paths(change, *REF, "--baseline", "ds.baseline")


def test_server_takes_the_policy_from_its_own_branch(
    change: Repo, make_repo: Callable[..., Repo], sample: Callable[..., str]
) -> None:
    server = make_repo("server.git", "--bare")
    change.git("push", "-q", str(server.root), "main")
    leaked(change, sample)
    change.keysieve("baseline", "update")
    change.git("add", "-A")
    tip = change.commit("leak")
    change.git("push", "-q", str(server.root), "change:refs/incoming/change")
    server.git("update-ref", "-d", "refs/incoming/change")
    rows = f"{'0' * 40} {tip} refs/heads/change\n".encode()
    outcome = server.keysieve("pre-receive", *REF, stdin=rows)
    assert outcome.code == 1
    assert "new.py:1" in outcome.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--policy-ref", "nowhere"], "nowhere: no such reference or commit"),
        (["--policy-ref", "--all"], "--all: not the name"),
        (["--policy-ref", "main:old.py"], "names no commit"),
        ([*REF, "--baseline", "../elsewhere"], "lies outside the repository"),
        ([*REF, "--baseline", "nowhere"], "no such baseline"),
        ([*REF, "--config", "nowhere.toml"], "no such configuration"),
        ([*REF, "--custom-plugins"], "choose one"),
    ],
)
def test_policy_that_cannot_be_read_is_an_error(change: Repo, arguments: list[str], said: str) -> None:
    outcome = change.keysieve("scan", *arguments)
    assert outcome.code == 2
    assert said in outcome.err


def test_broken_baseline_is_told_with_the_commit_it_is_from_and_nothing_is_left_behind(
    change: Repo, tmp_path: Path
) -> None:
    change.git("checkout", "-q", "main")
    change.commit(**{".keysieve.baseline": "{}\n"})
    place = tmp_path / "temporary"
    place.mkdir()
    outcome = change.keysieve("scan", *REF, TMPDIR=str(place))
    assert outcome.code == 2
    assert "/main/.keysieve.baseline" in outcome.err
    assert list(place.iterdir()) == []


def test_link_in_the_place_of_the_configuration_is_an_error(change: Repo) -> None:
    change.git("checkout", "-q", "main")
    (change.root / ".keysieve.toml").symlink_to("other.toml")
    change.git("add", ".keysieve.toml")
    change.commit()
    outcome = change.keysieve("scan", *REF)
    assert outcome.code == 2
    assert ".keysieve.toml: is a link there" in outcome.err


def new_ignores(repo: Repo, *arguments: str) -> list[str]:
    outcome = repo.keysieve("scan", "--format", "json", *REF, *arguments)
    assert outcome.code in (0, 1), outcome.err
    return [f"{ignore['file']}: {ignore['entry']}" for ignore in json.loads(outcome.out)["context"]["new_ignores"]]


def test_entry_that_a_change_adds_to_the_baseline_is_named(change: Repo, sample: Callable[..., str]) -> None:
    leaked(change, sample)
    change.keysieve("baseline", "update")
    assert new_ignores(change) == [".keysieve.baseline: generic-secret in new.py (unaudited)"]
    said = "new in .keysieve.baseline: generic-secret in new.py (unaudited)"
    for format_ in ("text", "sarif", "github"):
        outcome = change.keysieve("scan", "--format", format_, *REF)
        assert said in outcome.out
        assert sample("{password:16}", 3) not in outcome.out
    page = change.keysieve("scan", "--format", "html", *REF).out
    assert "New ignore entries" in page
    assert "generic-secret in new.py (unaudited)" in page


@pytest.mark.parametrize(
    ("configuration", "entry"),
    [
        ('exclude = ["new.py"]', "exclude new.py"),
        ('min_confidence = "high"', "min_confidence high, was medium"),
        (
            '[[allow]]\nvalue = "VALUE"\nrule = "generic-secret"\nreason = "sample"',
            "allow a value, rule generic-secret: sample",
        ),
        ('[[allow]]\npath = "new.py"\nexpires = 2999-01-31', "allow path new.py, until 2999-01-31"),
        ('rules.disable = ["generic-secret"]', "rules.disable generic-secret"),
        (
            '[[per_path]]\npaths = ["*.py"]\ndisable = ["generic-secret"]\nmin_confidence = "high"',
            "per_path *.py: disable generic-secret, min_confidence high",
        ),
    ],
)
def test_setting_with_which_a_change_allows_more_is_named_and_its_value_is_not(
    change: Repo, sample: Callable[..., str], configuration: str, entry: str
) -> None:
    value = sample("{password:16}", 3)
    change.stage(".keysieve.toml", configuration.replace("VALUE", value) + "\n")
    assert new_ignores(change) == [f".keysieve.toml: {entry}"]
    assert value not in change.keysieve("scan", *REF).out


def test_policy_of_the_work_tree_that_cannot_be_read_is_told_and_hinders_nothing(change: Repo) -> None:
    change.stage(".keysieve.baseline", "{}\n")
    assert "cannot be read" in "".join(new_ignores(change))
    change.stage(".keysieve.toml", "nonsense = 1\n")
    assert "unknown key" in "".join(new_ignores(change))


def test_change_that_drops_an_entry_or_nothing_adds_no_line(change: Repo) -> None:
    assert new_ignores(change) == []
    (change.root / ".keysieve.baseline").unlink()
    assert new_ignores(change) == []
    assert json.loads(change.keysieve("scan", "--format", "json").out)["context"]["new_ignores"] is None


def test_entry_that_a_change_lets_live_longer_is_named(change: Repo) -> None:
    change.git("checkout", "-q", "main")
    path = change.root / ".keysieve.baseline"
    lasting = path.read_text()
    path.write_text(lasting.replace('"rule": "generic-secret"', '"rule": "generic-secret", "expires": "2998-01-31"'))
    change.git("add", "-A")
    change.commit("expires")
    path.write_text(lasting)
    assert new_ignores(change) == [".keysieve.baseline: generic-secret in old.py until ever, was 2998-01-31"]


def test_entries_and_filters_that_a_change_adds_to_a_baseline_of_detect_secrets_are_named(change: Repo) -> None:
    change.git("checkout", "-q", "main")
    plugins = [{"name": "KeywordDetector"}, {"name": "AWSKeyDetector"}]
    document = {"version": "1.5.0", "plugins_used": plugins, "filters_used": [], "results": {}}
    change.commit(**{"ds.baseline": json.dumps(document)})
    document["plugins_used"] = plugins[:1]
    document["filters_used"] = [{"path": "detect_secrets.filters.regex.should_exclude_secret", "pattern": ["abc"]}]
    entry = {"type": "Secret Keyword", "filename": "new.py", "hashed_secret": "0" * 40, "line_number": 1}
    document["results"] = {"new.py": [entry]}
    change.stage("ds.baseline", json.dumps(document))
    assert new_ignores(change, "--baseline", "ds.baseline") == [
        "ds.baseline: Secret Keyword in new.py",
        "ds.baseline: plugin AWSKeyDetector is gone",
        "ds.baseline: filter regex.should_exclude_secret",
    ]
