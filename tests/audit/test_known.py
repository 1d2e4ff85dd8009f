"""The audit of entries of known values, whose fingerprints may not be at hand."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest

from tests.audit.conftest import FOREIGN, labels

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.audit.conftest import Start
    from tests.conftest import Repo


@pytest.fixture
def held(repo: Repo, sample: Callable[..., str]) -> Repo:
    """A value in `.env`, of which there are fingerprints, and its base64 in a file."""
    value = sample("{base62:20}")
    repo.commit(**{".gitignore": ".env\n", "a.txt": f"x\nblob {base64.b64encode(value.encode()).decode()} y\n"})
    repo.write(".env", f"KEY={value}\n")
    assert repo.keysieve("known", "build", "--env", ".env").code == 0
    return repo


def test_known_value_that_cannot_be_looked_for_is_not_said_to_be_gone(held: Repo, auditor: Start) -> None:
    assert held.keysieve("baseline", "create").code == 0
    auditor(held).wait(">2 | ")
    (held.root / ".keysieve.known").unlink()
    terminal = auditor(held)
    screen = " ".join(terminal.wait("NOT LOOKED AT: ").split())
    assert "known values cannot be looked for: there is no file of fingerprints (.keysieve.known) here" in screen
    assert "VANISHED" not in screen
    terminal.press("r", "Every entry is audited")
    assert labels(held) == {"a.txt": "real"}


def test_known_value_that_a_rule_finds_is_shown_without_fingerprints(
    repo: Repo, auditor: Start, github_token: str
) -> None:
    repo.commit(**{".gitignore": ".env\n", "a.txt": f"key = '{github_token}'\n"})
    repo.write(".env", f"KEY={github_token}\n")
    assert repo.keysieve("known", "build", "--env", ".env").code == 0
    assert repo.keysieve("baseline", "create").code == 0
    (repo.root / ".keysieve.known").unlink()
    auditor(repo).wait(">1 | key = ")


@pytest.mark.parametrize("has_fingerprints", [True, False])
def test_encoded_value_in_a_baseline_of_detect_secrets_is_shown(
    held: Repo, auditor: Start, has_fingerprints: bool
) -> None:
    assert held.keysieve("baseline", "create", FOREIGN).code == 0
    if not has_fingerprints:
        (held.root / ".keysieve.known").unlink()
    terminal = auditor(held, FOREIGN)
    screen = terminal.wait(lambda text: ">2 | " in text and "first      " in text)
    assert "VANISHED" not in screen
    code = (held.root / "a.txt").read_text().split()[2]
    assert code not in screen
