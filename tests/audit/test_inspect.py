"""What the work tree says about entries, in files of every kind."""

from __future__ import annotations

import base64
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from scanner.audit.context import revealed
from scanner.audit.details import Details
from scanner.audit.inspect import Inspector
from scanner.audit.look import Scene
from scanner.audit.origin import Origin, Origins
from scanner.audit.reasons import Reasons
from scanner.audit.table import open_ledger
from scanner.cli.scan_options import ScanOptions
from scanner.cli.session import open_session
from scanner.engine.prefilter.aho import AhoCorasickPrefilter
from scanner.model import Secret
from tests.audit.conftest import NAME

if TYPE_CHECKING:
    from collections.abc import Callable

    from scanner.audit.evidence import Evidence
    from scanner.audit.model import Item
    from scanner.git.repo import Repository
    from tests.conftest import Repo

    Sample = Callable[..., str]


class Seen:
    """The baseline of a repository, as an audit looks at it."""

    def __init__(self, repo: Repo, name: str = NAME) -> None:
        assert repo.keysieve("baseline", "create", name).code == 0
        self.session = open_session(ScanOptions(baseline=name), True, read_baseline=False, sure="low")
        self.ledger = open_ledger(name, name)
        self.scene = Scene(repo.root.as_posix(), self.session.repository, self.session.pipeline, self.session.policy)
        self.inspector = Inspector(self.scene, self.ledger.recogniser())

    @property
    def items(self) -> list[Item]:
        return list(self.ledger.items.values())

    def evidence(self, number: int = 0) -> Evidence:
        return self.inspector.evidence(self.items[number])


def lines(evidence: Evidence) -> list[str]:
    return ["".join(piece.shown for piece in line.pieces) for line in evidence.lines]


def in_clear(evidence: Evidence) -> list[str]:
    return ["".join(map(revealed, line.pieces)) for line in evidence.lines]


def test_private_key_of_many_lines_is_hidden_whole(here: Repo, sample: Sample) -> None:
    key = sample("{pem:RSA PRIVATE KEY}")
    here.stage("key.pem", f"before\n{key}\nafter\n")
    seen = Seen(here)
    evidence = seen.evidence()
    text = "\n".join(lines(evidence))
    assert not any(line in text for line in key.split("\n")[1:-1] if len(line) > 20)
    assert any(line in "\n".join(in_clear(evidence)) for line in key.split("\n")[1:-1] if len(line) > 20)


def test_secret_that_stands_elsewhere_in_the_lines_is_hidden_there_too(here: Repo, sample: Sample) -> None:
    password = sample("{password:16}")
    here.stage("a.py", f'# was {password} before\ndb_password = "{password}"\nuse({password!r})\n')
    seen = Seen(here)
    evidence = seen.evidence()
    assert password not in "\n".join(lines(evidence))
    assert "# was **** before" in lines(evidence)
    assert f'db_password = "{password}"' in in_clear(evidence)


def test_neighbours_of_every_confidence_are_hidden(here: Repo, sample: Sample) -> None:
    own, other = sample("{github_token:ghp_}"), sample("{password:16}", 3)
    here.stage("a.py", f'key = "{own}"\npassword = "password"\ndb_password = "{other}"\n')
    seen = Seen(here)
    for number in range(len(seen.items)):
        text = "\n".join(lines(seen.evidence(number)))
        assert own not in text
        assert other not in text


def test_encoded_secret_is_hidden_as_it_is_written_and_traced_by_that(here: Repo, sample: Sample) -> None:
    token = sample("{github_token:ghp_}")
    code = base64.b64encode(f"token = {token} ".encode()).decode()
    commit = here.commit(**{"a.txt": f"data: {code}\n"})
    seen = Seen(here)
    evidence = seen.evidence()
    assert evidence.state == "found"
    assert code[10:40] not in "\n".join(lines(evidence))
    assert evidence.needle is not None
    assert origin_of(seen.session.repository, "a.txt", evidence.needle).commit == commit


def test_utf_16_is_shown_as_text_and_traced(here: Repo, sample: Sample) -> None:
    password = sample("{password:16}")
    here.write("a.ps1", f'$x = 1\r\n$db_password = "{password}"\r\n'.encode("utf-16"))
    here.git("add", ".")
    here.commit("x")
    seen = Seen(here)
    evidence = seen.evidence()
    assert lines(evidence) == ["$x = 1", '$db_password = "****"']
    assert evidence.needle is not None
    origin = origin_of(seen.session.repository, "a.ps1", evidence.needle)
    assert origin.commit
    assert origin.author == "A <a@example.invalid>"


def test_large_file_is_shown_around_the_secret(here: Repo, sample: Sample) -> None:
    password = sample("{password:16}")
    filler = "".join(f"line {number} of many\n" for number in range(450_000))
    here.stage("big.txt", f'{filler}db_password = "{password}"\nlast\n')
    evidence = Seen(here).evidence()
    assert evidence.place is not None
    assert evidence.place.line == 450_001
    assert [line.number for line in evidence.lines] == list(range(449_996, 450_003))
    assert lines(evidence)[-1] == "last"


def test_all_places_of_the_secret_in_its_file_are_told(here: Repo, sample: Sample) -> None:
    password = sample("{password:16}")
    here.stage("a.py", f'db_password = "{password}"\n\n\nold_password = "{password}"\n')
    evidence = Seen(here).evidence()
    assert evidence.place is not None
    assert evidence.place.line == 1
    assert evidence.others == (4,)


@pytest.mark.parametrize(
    ("config", "note"),
    [
        ('exclude = ["a.py"]', "the file is excluded by 'a.py' in .keysieve.toml; `baseline update` drops the entry"),
        ('[rules]\ndisable = ["generic-secret"]', "its secret is no longer in the file"),
        ('min_confidence = "high"', "below the lowest confidence that counts, high; `baseline update` drops the entry"),
        ('[[allow]]\npath = "a.py"\nreason = "made up"', "allowed: made up; `baseline update` drops the entry"),
    ],
)
def test_what_an_update_would_drop_is_told(here: Repo, sample: Sample, config: str, note: str) -> None:
    here.stage("a.py", f'db_password = "{sample("{password:16}")}"\n')
    assert here.keysieve("baseline", "create").code == 0
    kept = (here.root / NAME).read_bytes()
    here.write(".keysieve.toml", f"{config}\n")
    seen = Seen(here)
    assert seen.items == []
    (here.root / NAME).write_bytes(kept)
    seen.ledger.refresh()
    assert note in seen.evidence().note


def test_reasons_are_those_of_the_engine(here: Repo, sample: Sample) -> None:
    here.stage("a.py", f'key = "{sample("{github_token:ghp_}")}"\n')
    seen = Seen(here)
    evidence = seen.evidence()
    assert evidence.place is not None
    reasons = Reasons(seen.scene, seen.session.ruleset, AhoCorasickPrefilter(seen.session.ruleset.keywords))
    why = reasons.why(seen.inspector.look("a.py"), evidence.place)
    assert why[0] == "github-pat says high"
    assert any("checksum" in reason for reason in why)


def test_member_of_an_archive_is_said_not_to_be_looked_at(here: Repo, sample: Sample) -> None:
    here.stage("a.py", f'db_password = "{sample("{password:16}")}"\n')
    seen = Seen(here)
    (item,) = seen.items
    evidence = seen.inspector.evidence(replace(item, path="a.zip!/a.py"))
    assert (evidence.state, evidence.note) == ("not looked at", "it is in an archive, and archives are not opened here")


def test_file_that_cannot_be_read_is_said_to_be_so(here: Repo, sample: Sample) -> None:
    here.stage("a.py", f'db_password = "{sample("{password:16}")}"\n')
    seen = Seen(here)
    (here.root / "a.py").unlink()
    (here.root / "a.py").mkdir()
    assert seen.evidence().state == "not looked at"


def test_origin_is_told_of_a_shallow_clone_and_of_a_broken_off_question(
    here: Repo, sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    password = sample("{password:16}")
    here.commit(**{"a.py": f'db_password = "{password}"\n'})
    here.commit(**{"b.py": "x = 1\n"})
    clone = here.root.parent / "clone"
    here.git("clone", "-q", "--depth", "1", f"file://{here.root}", str(clone))
    monkeypatch.chdir(clone)
    repository = open_session(ScanOptions(), True).repository
    needle = Secret(password.encode())
    assert origin_of(repository, "a.py", needle).note == "the clone is shallow: it may be older"
    assert origin_of(repository, "a.py", needle, lambda: False).commit == ""
    assert origin_of(None, "a.py", needle).note == "no repository"
    assert "line end" in origin_of(repository, "a\nb", needle).note


def test_origin_is_the_same_in_one_walk_and_path_by_path(here: Repo, sample: Sample) -> None:
    passwords = [sample("{password:16}", number) for number in range(6)]
    paths = [f"d/{number}.py" for number in range(6)]
    for path, password in zip(paths, passwords, strict=True):
        here.commit(**{path: "x = 1\n"})
        here.commit(**{path: f'db_password = "{password}"\n'})
        here.commit(**{path: f'y = 2\ndb_password = "{password}"\n'})
    repository = open_session(ScanOptions(), True).repository
    walked = Origins(repository)
    walked.walk([*paths, "none.py"], lambda: True)
    for path, password in zip(paths, passwords, strict=True):
        needle = Secret(password.encode())
        origin = walked.first_commit(path, needle, lambda: True)
        assert origin.commit == here.git("rev-list", "HEAD", "--", path).split()[1]
        assert origin == origin_of(repository, path, needle)
    assert walked.first_commit("none.py", Secret(b"x" * 9), lambda: True).note == "not committed yet"
    walked.close()


def test_history_that_cannot_be_walked_is_asked_for_path_by_path(here: Repo, sample: Sample) -> None:
    here.commit(**{"b/x.py": "x\n"})
    broken = here.git("rev-parse", "HEAD:b").strip()
    here.commit(**{"b/x.py": "y\n"})
    commit = here.commit(**{"a.py": f'db_password = "{sample("{password:16}")}"\n'})
    (here.root / ".git" / "objects" / broken[:2] / broken[2:]).unlink()
    origins = Origins(open_session(ScanOptions(), True).repository)
    origins.walk(["a.py"], lambda: True)
    assert origins.first_commit("a.py", Secret(sample("{password:16}").encode()), lambda: True).commit == commit
    origins.close()


def origin_of(
    repository: Repository | None, path: str, needle: Secret, go_on: Callable[[], bool] = lambda: True
) -> Origin:
    origins = Origins(repository)
    origin = origins.first_commit(path, needle, go_on)
    origins.close()
    return origin


def test_thread_that_dies_is_noticed(here: Repo, sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "excepthook", lambda arguments: None)
    here.stage("a.py", f'db_password = "{sample("{password:16}")}"\n')
    seen = Seen(here)

    def broken() -> Scene:
        raise ZeroDivisionError

    details = Details(broken, seen.ledger.recogniser(), lambda: pytest.fail("not asked for"), list)
    details.start()
    details.want(seen.items, [], [])
    with pytest.raises(RuntimeError, match="a lookup has failed"):
        wait_for(details, 1)
    details.end()


def wait_for(details: Details, answers: int) -> None:
    until = time.monotonic() + 10
    while details.version < answers and time.monotonic() < until:
        time.sleep(0.01)
