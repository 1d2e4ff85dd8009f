"""`keysieve baseline convert` and `stats`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Repo

NATIVE = ".keysieve.baseline"
FOREIGN = ".secrets.baseline"


@pytest.fixture
def labelled(repo: Repo, sample: Callable[..., str]) -> Repo:
    """Three secrets in a native baseline: a real one, a false positive, and one that nobody judged."""
    for number, name in enumerate(("a.py", "b.py", "c.py")):
        repo.stage(name, f'db_password = "{sample("{password:16}", number)}"\n')
    repo.commit()
    assert repo.keysieve("baseline", "create").code == 0
    header, *lines = (repo.root / NATIVE).read_text().splitlines()
    records = [
        {**json.loads(line), **({"label": label} if label else {})}
        for line, label in zip(lines, ("real", "false-positive", ""), strict=True)
    ]
    (repo.root / NATIVE).write_text("\n".join([header, *map(json.dumps, records)]) + "\n")
    return repo


def labels(repo: Repo, name: str = NATIVE) -> dict[str, str]:
    records = [json.loads(line) for line in (repo.root / name).read_text().splitlines()[1:]]
    return {record["path"]: record.get("label", "") for record in records}


def test_convert_there_and_back_keeps_every_label(labelled: Repo) -> None:
    before = (labelled.root / NATIVE).read_bytes()
    outcome = labelled.keysieve("baseline", "convert", NATIVE, FOREIGN)
    assert outcome.code == 0
    assert "3 of 3 entries converted" in outcome.err
    results = json.loads((labelled.root / FOREIGN).read_text())["results"]
    assert {name: [one.get("is_secret") for one in ones] for name, ones in results.items()} == {
        "a.py": [True],
        "b.py": [False],
        "c.py": [None],
    }
    (labelled.root / NATIVE).unlink()
    assert labelled.keysieve("baseline", "convert", FOREIGN, NATIVE).code == 0
    assert (labelled.root / NATIVE).read_bytes() == before
    assert labelled.keysieve("scan", "--baseline", FOREIGN).code == 0


def test_convert_into_a_baseline_that_is_there_keeps_what_people_wrote(labelled: Repo) -> None:
    labelled.keysieve("baseline", "convert", NATIVE, FOREIGN)
    document = (labelled.root / FOREIGN).read_text().replace('"is_secret": true', '"is_secret": false')
    (labelled.root / FOREIGN).write_text(document)
    assert labelled.keysieve("baseline", "convert", FOREIGN, NATIVE).code == 0
    assert labels(labelled) == {"a.py": "real", "b.py": "false-positive", "c.py": ""}


def test_convert_names_the_entries_whose_secret_is_gone(labelled: Repo) -> None:
    labelled.stage("b.py", "nothing\n")
    outcome = labelled.keysieve("baseline", "convert", NATIVE, FOREIGN)
    assert outcome.code == 0
    assert "2 of 3 entries converted" in outcome.err
    assert "b.py" in outcome.err


def test_convert_to_the_same_format_is_refused(labelled: Repo) -> None:
    (labelled.root / "other").write_bytes((labelled.root / NATIVE).read_bytes())
    outcome = labelled.keysieve("baseline", "convert", NATIVE, "other")
    assert outcome.code == 2
    assert "name another target" in outcome.err


@pytest.mark.parametrize("source", [NATIVE, FOREIGN])
@pytest.mark.parametrize("text", ["# notes\n", '{"name": "app"}\n', ""])
def test_convert_to_a_file_that_is_no_baseline_says_so_and_leaves_it(labelled: Repo, source: str, text: str) -> None:
    labelled.keysieve("baseline", "convert", NATIVE, FOREIGN)
    (labelled.root / "notes").write_text(text)
    outcome = labelled.keysieve("baseline", "convert", source, "notes")
    assert outcome.code == 2
    assert "notes: is no baseline" in outcome.err
    assert "like" not in outcome.err
    assert (labelled.root / "notes").read_text() == text


@pytest.mark.parametrize("source", [NATIVE, FOREIGN])
def test_convert_to_a_directory_says_so(labelled: Repo, source: str) -> None:
    labelled.keysieve("baseline", "convert", NATIVE, FOREIGN)
    (labelled.root / "there").mkdir()
    outcome = labelled.keysieve("baseline", "convert", source, "there")
    assert outcome.code == 2
    assert "there: is a directory; name a file" in outcome.err


def test_stats_count_labels_rules_and_paths_in_both_formats(labelled: Repo) -> None:
    labelled.keysieve("baseline", "convert", NATIVE, FOREIGN)
    for name, rule in ((NATIVE, "generic-secret"), (FOREIGN, "Secret Keyword")):
        outcome = labelled.keysieve("baseline", "stats", name, "--format", "json")
        assert outcome.code == 0
        numbers = outcome.report
        assert numbers["entries"] == 3
        assert {label: numbers["labels"][label] for label in ("unaudited", "real", "false-positive")} == {
            "unaudited": 1,
            "real": 1,
            "false-positive": 1,
        }
        assert numbers["rules"] == {rule: 3}
        assert numbers["paths"] == {"a.py": 1, "b.py": 1, "c.py": 1}
        assert f"{name}: 3 entries" in labelled.keysieve("baseline", "stats", name).out


def test_check_of_the_other_format_names_unaudited_and_vanished(labelled: Repo) -> None:
    labelled.keysieve("baseline", "convert", NATIVE, FOREIGN)
    assert labelled.keysieve("baseline", "check", FOREIGN).code == 0
    outcome = labelled.keysieve("baseline", "check", FOREIGN, "--unaudited")
    assert outcome.code == 1
    assert outcome.out == "c.py:1: Secret Keyword: unaudited\n"
    labelled.stage("a.py", "nothing\n")
    outcome = labelled.keysieve("baseline", "check", FOREIGN, "--vanished")
    assert outcome.code == 1
    assert outcome.out == "a.py:1: Secret Keyword: vanished\n"
