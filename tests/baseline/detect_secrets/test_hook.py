"""The hook for users of detect-secrets, beside the real `detect-secrets-hook`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.baseline.detect_secrets.conftest import Peer
    from tests.conftest import Outcome, Repo

NAME = ".secrets.baseline"
HOOK = "detect-secrets-hook"


@pytest.fixture
def tracked(leaky: Repo, peer: Peer) -> Repo:
    """A repository whose secrets all stand in a committed baseline, one of them labelled."""
    document = peer.scan()
    document["results"]["src/app.py"][0]["is_secret"] = False
    peer.write(document)
    leaky.git("add", NAME)
    leaky.commit()
    return leaky


def both(repo: Repo, peer: Peer, *arguments: str) -> tuple[Outcome, dict[str, Any]]:
    """Run both hooks from the same state; return what ours said, and the baseline as theirs left it."""
    path = repo.root / NAME
    before = path.read_bytes()
    theirs = peer.hook(*arguments)
    left = path.read_text()
    path.write_bytes(before)
    ours = repo.keysieve(HOOK, *arguments)
    assert ours.code == theirs.code, (ours, theirs)
    return ours, json.loads(left)


def edited(repo: Repo, edit: Callable[[str], str], name: str = "src/app.py") -> None:
    repo.stage(name, edit((repo.root / name).read_text()))


def test_staged_secret_that_is_not_in_the_baseline_is_told(
    tracked: Repo, peer: Peer, sample: Callable[..., str]
) -> None:
    secret = sample("{aws_key_id:AKIA}", 5)
    tracked.stage("new.py", f'key = "{secret}"\n')
    ours, _ = both(tracked, peer, "--baseline", NAME, "new.py")
    assert ours.code == 1
    assert "new.py:1:8" in ours.out
    assert secret not in ours.out + ours.err


def test_without_a_baseline_every_staged_secret_is_told(leaky: Repo, peer: Peer) -> None:
    edited(leaky, lambda text: text.replace("import os", "import sys"))
    assert peer.hook("src/app.py").code == 1
    assert leaky.keysieve(HOOK, "src/app.py").code == 0  # nothing of it is new
    leaky.git("mv", "src/app.py", "elsewhere.py")
    leaky.commit()
    assert leaky.keysieve(HOOK, "elsewhere.py").code == 1  # not staged: as a whole


def test_nothing_to_say_leaves_the_baseline_untouched(tracked: Repo, peer: Peer) -> None:
    before = (tracked.root / NAME).read_bytes()
    ours, _ = both(tracked, peer, "--baseline", NAME, *tracked.git("ls-files").split())
    assert ours.code == 0
    assert (tracked.root / NAME).read_bytes() == before


def test_moved_lines_are_written_down_as_theirs_writes_them(tracked: Repo, peer: Peer) -> None:
    edited(tracked, lambda text: "\n\n" + text)
    edited(tracked, lambda text: "# here\n" + text, "config.yml")
    ours, theirs = both(tracked, peer, "--baseline", NAME, "src/app.py", "config.yml")
    assert ours.code == 3
    assert f"git add {NAME}" in ours.out
    assert peer.document["results"] == theirs["results"]
    assert peer.document["results"]["src/app.py"][0]["is_secret"] is False
    tracked.git("add", NAME)
    assert tracked.keysieve(HOOK, "--baseline", NAME, "src/app.py", "config.yml").code == 0


def test_secret_that_is_gone_leaves_the_baseline_as_in_theirs(tracked: Repo, peer: Peer) -> None:
    edited(tracked, lambda text: "\n".join(line for line in text.split("\n") if "slack" not in line))
    ours, theirs = both(tracked, peer, "--baseline", NAME, "src/app.py")
    assert ours.code == 3
    assert peer.document["results"] == theirs["results"]


def test_new_secret_is_told_before_anything_is_rewritten(tracked: Repo, peer: Peer, sample: Callable[..., str]) -> None:
    before = (tracked.root / NAME).read_bytes()
    edited(tracked, lambda text: "\n" + text + f"key = '{sample('{aws_key_id:AKIA}', 6)}'\n")
    assert both(tracked, peer, "--baseline", NAME, "src/app.py")[0].code == 1
    assert (tracked.root / NAME).read_bytes() == before


def test_baseline_of_an_older_version_is_rewritten_once(tracked: Repo, peer: Peer) -> None:
    peer.write({**peer.document, "version": "1.0.3"})
    tracked.git("add", NAME)
    ours, theirs = both(tracked, peer, "--baseline", NAME, "config.yml")
    assert ours.code == 3
    assert peer.document["version"] == theirs["version"] == "1.5.0"
    assert peer.document["results"] == theirs["results"]


def test_unstaged_edit_of_the_baseline_is_refused_once_for_200_files(tracked: Repo, peer: Peer) -> None:
    names = [f"many/{number}.txt" for number in range(200)]
    for name in names:
        tracked.write(name, "x\n")
    tracked.git("add", "many")
    path = tracked.root / NAME
    path.write_text(path.read_text() + "\n")
    before = path.read_bytes()
    ours, _ = both(tracked, peer, "--baseline", NAME, *names)
    assert ours.code == 1
    assert ours.out.count(NAME) == 2  # in one line: what is wrong, and what to run
    assert path.read_bytes() == before


def test_baseline_that_was_only_touched_is_not_refused(tracked: Repo) -> None:
    path = tracked.root / NAME
    path.write_bytes(path.read_bytes())
    assert tracked.keysieve(HOOK, "--baseline", NAME, "config.yml").code == 0


def test_line_inserted_above_fails_nothing_where_the_baseline_is_staged_on_request(tracked: Repo, peer: Peer) -> None:
    edited(tracked, lambda text: "\n\n\n" + text)
    outcome = tracked.keysieve(HOOK, "--stage-baseline", "--baseline", NAME, "src/app.py")
    assert outcome.code == 0
    lines = [record["line_number"] for record in peer.document["results"]["src/app.py"]]
    assert min(lines) == 5
    assert tracked.git("diff", "--name-only") == ""
    assert NAME in tracked.git("diff", "--cached", "--name-only")


OPTIONS: list[tuple[str, list[str], str]] = [
    ("excluded file", ["--exclude-files", "^new"], 'password = "{password:16}"\n'),
    ("other file excluded", ["--exclude-files", "^old"], 'password = "{password:16}"\n'),
    ("excluded line", ["--exclude-lines", "password ="], 'password = "{password:16}"\n'),
    ("excluded secret", ["--exclude-secrets", "^.{16}$"], 'password = "{password:16}"\n'),
    ("several patterns", ["--exclude-lines", "nowhere", "--exclude-lines", "pass"], 'password = "{password:16}"\n'),
    ("plugin off", ["--disable-plugin", "AWSKeyDetector"], 'x = "{aws_key_id:AKIA}"\n'),
    ("another plugin off", ["--disable-plugin", "SlackDetector"], 'x = "{aws_key_id:AKIA}"\n'),
    (
        "found by its entropy alone",
        ["--disable-plugin", "KeywordDetector", "--disable-plugin", "HexHighEntropyString"],
        'password = "{base62:40}"\n',
    ),
    (
        "of too little entropy",
        ["--disable-plugin", "KeywordDetector", "--base64-limit", "7", "--hex-limit", "7.5"],
        'password = "{base62:40}"\n',
    ),
    ("not verified", ["--no-verify"], 'password = "{password:16}"\n'),
]


@pytest.mark.parametrize(("arguments", "template"), [case[1:] for case in OPTIONS], ids=[case[0] for case in OPTIONS])
def test_argument_decides_as_in_theirs(
    tracked: Repo, peer: Peer, sample: Callable[..., str], arguments: list[str], template: str
) -> None:
    tracked.stage("new.py", sample(template, 3))
    both(tracked, peer, *arguments, "--baseline", NAME, "new.py")
    both(tracked, peer, *arguments, "new.py")


def test_word_list_decides_as_in_theirs(tracked: Repo, peer: Peer, password: str) -> None:
    pytest.importorskip("ahocorasick")
    tracked.stage("new.py", f'password = "{password}"\n')
    tracked.write("words.txt", f"{password[3:9]}\n")
    assert both(tracked, peer, "--word-list", "words.txt", "new.py")[0].code == 0
    tracked.write("words.txt", "unrelated\n")
    assert both(tracked, peer, "--word-list", "words.txt", "new.py")[0].code == 1


def test_json_names_the_same_secrets_by_the_same_hashes(leaky: Repo, peer: Peer, sample: Callable[..., str]) -> None:
    leaky.stage("new.py", f'key = "{sample("{aws_key_id:AKIA}", 5)}"\nsecret = "{sample("{password:16}", 8)}"\n')
    theirs, ours = peer.hook("--json", "new.py"), leaky.keysieve(HOOK, "--json", "new.py")
    assert ours.code == theirs.code == 1
    assert json.loads(ours.out)["results"] == json.loads(theirs.out)["results"]


def test_plugin_given_by_name_is_run(leaky: Repo, peer: Peer) -> None:
    plugin = (
        "import re\nfrom detect_secrets.plugins.base import RegexBasedDetector\n\n"
        "class TicketDetector(RegexBasedDetector):\n"
        '    secret_type = "Acme Ticket"\n    denylist = [re.compile(r"TICKET-[0-9]{6}")]\n'
    )
    leaky.write("ticket.py", plugin)
    leaky.stage("a.py", "x = 'TICKET-123456'\n")
    assert peer.hook("-p", "ticket.py", "a.py").code == 1
    assert leaky.keysieve(HOOK, "-p", "ticket.py", "a.py").code == 1
    assert leaky.keysieve(HOOK, "a.py").code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--baseline", "nowhere"], "nowhere: no such baseline"),
        (["--baseline", "broken"], "broken"),
        (["--exclude-lines", "("], "should_exclude_line"),
        (["--disable-plugin", "Nothing"], "'Nothing' is no plugin"),
        (["--word-list", "nowhere"], "nowhere cannot be read"),
        (["--base64-limit", "9"], "9"),
        (["-p", "nowhere.py"], "nowhere.py"),
    ],
)
def test_wrong_argument_is_an_error_and_never_a_clean_run(leaky: Repo, arguments: list[str], said: str) -> None:
    pytest.importorskip("detect_secrets")
    leaky.write("broken", '{"version": "1.5.0"}')
    outcome = leaky.keysieve(HOOK, *arguments, "config.yml")
    assert outcome.code == 2
    assert said in outcome.err


@pytest.mark.parametrize("text", ["", "\n", "[]", "{}", '{"version": "1.5.0"'])
def test_baseline_that_is_none_is_refused_as_one_of_detect_secrets(leaky: Repo, text: str) -> None:
    leaky.stage(NAME, text)
    outcome = leaky.keysieve(HOOK, "--baseline", NAME, "src/app.py")
    assert outcome.code == 2
    assert f"{NAME}: is not a baseline of detect-secrets" in outcome.err


def test_key_that_another_tool_put_first_does_not_hinder_the_hook(tracked: Repo, peer: Peer) -> None:
    edited(tracked, lambda text: json.dumps({"$schema": "x"} | json.loads(text)), NAME)
    both(tracked, peer, "--baseline", NAME, "src/app.py")


def test_native_baseline_is_refused_with_the_name_of_its_hook(leaky: Repo) -> None:
    leaky.keysieve("baseline", "create")
    outcome = leaky.keysieve(HOOK, "--baseline", ".keysieve.baseline", "config.yml")
    assert outcome.code == 2
    assert "use the hook `keysieve`" in outcome.err


def test_file_named_like_an_option_is_scanned(leaky: Repo, password: str) -> None:
    leaky.stage("--json", f'password = "{password}"\n')
    assert leaky.keysieve(HOOK, "--json").code == 1
