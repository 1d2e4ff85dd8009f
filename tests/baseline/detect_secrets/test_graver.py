"""Of several labels for one secret the graver one wins."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from scanner.baseline.model import BaselineEntry

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.baseline.detect_secrets.conftest import Peer
    from tests.conftest import Repo

NAME = ".secrets.baseline"


@pytest.fixture
def stripe(repo: Repo, sample: Callable[..., str]) -> Repo:
    """A repository with one secret for which detect-secrets makes two entries."""
    repo.commit(**{"app.py": f'key = "sk_live_51{sample("{base62:97}")}"\n'})
    return repo


def native_label(repo: Repo) -> str:
    (record,) = [json.loads(line) for line in (repo.root / "native").read_text().splitlines()[1:]]
    return str(record.get("label", ""))


@pytest.mark.parametrize("real", ["Stripe Access Key", "Base64 High Entropy String"])
def test_real_wins_whichever_entry_says_it(stripe: Repo, peer: Peer, real: str) -> None:
    document = peer.scan()
    records = document["results"]["app.py"]
    assert len(records) == 2
    for record in records:
        record["is_secret"] = record["type"] == real
    peer.write(document)
    assert stripe.keysieve("baseline", "convert", NAME, "native").code == 0
    assert native_label(stripe) == "real"


def test_label_without_a_date_gives_way_to_a_graver_one_and_a_dated_one_stays(stripe: Repo, peer: Peer) -> None:
    document = peer.scan()
    for record in document["results"]["app.py"]:
        record["is_secret"] = True
    peer.write(document)
    stripe.keysieve("baseline", "create", "native")
    header, line = (stripe.root / "native").read_text().splitlines()
    for when, expected in (("2026-01-02", "accepted"), ("", "real")):
        record = {**json.loads(line), "label": "accepted", **({"when": when} if when else {})}
        (stripe.root / "native").write_text(f"{header}\n{json.dumps(record)}\n")
        stripe.keysieve("baseline", "convert", NAME, "native")
        assert native_label(stripe) == expected


def test_real_in_the_native_baseline_wins_over_a_false_positive_in_the_other(stripe: Repo, peer: Peer) -> None:
    document = peer.scan()
    for record in document["results"]["app.py"]:
        record["is_secret"] = False
    peer.write(document)
    stripe.keysieve("baseline", "create", "native")
    header, line = (stripe.root / "native").read_text().splitlines()
    (stripe.root / "native").write_text(f"{header}\n{json.dumps({**json.loads(line), 'label': 'real'})}\n")
    stripe.keysieve("baseline", "convert", "native", NAME)
    assert [record["is_secret"] for record in peer.document["results"]["app.py"]] == [True, True]


def test_accepted_is_graver_than_a_false_positive() -> None:
    weights = [BaselineEntry("a", "b", "c", label).weight for label in ("", "false-positive", "accepted", "real")]
    assert weights == sorted(weights)


def test_tokens_of_one_hash_that_are_gone_are_named(repo: Repo, peer: Peer, sample: Callable[..., str]) -> None:
    lines = [f't{number} = "{sample("{github_token:ghp_}", number)}"' for number in range(2)]
    repo.commit(**{"app.py": "\n".join(lines)})
    repo.keysieve("baseline", "create", NAME)
    repo.stage("app.py", lines[0] + "\n")
    outcome = repo.keysieve("baseline", "convert", NAME, "native")
    assert "app.py:2: GitHub Token" in outcome.err
