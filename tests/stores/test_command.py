from __future__ import annotations

import json
import os
import shlex
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scanner.model import Secret
from scanner.stores.command import LARGEST_COMPLAINT, Command, CommandError, words_of
from scanner.stores.interface import LARGEST_VALUE, RefusedValueError

if TYPE_CHECKING:
    from collections.abc import Mapping

MARKER = "marker-of-the-value"


def python(program: str, seconds: float = 30, environment: Mapping[str, str] = os.environ) -> Command:
    return Command((sys.executable, "-S", "-c", program), environment, seconds)


@pytest.mark.parametrize(
    ("written", "taken"),
    [
        (b"value", b"value"),
        (b"value\n", b"value"),
        (b"value\r\n", b"value"),
        (b"two\nlines\n", b"two\nlines\n"),
        (b"  spaces  \n", b"  spaces  "),
        (bytes(range(256)), bytes(range(256))),
        (b"x" * LARGEST_VALUE + b"\r\n", b"x" * LARGEST_VALUE),
        (b"", b""),
    ],
    ids=["plain", "line", "dos", "lines", "spaces", "binary", "largest", "empty"],
)
def test_what_the_program_writes_is_the_value(written: bytes, taken: bytes) -> None:
    program = f"import os; out = {written!r}\nwhile out: out = out[os.write(1, out):]"
    assert python(program)().secret.reveal_in_clear() == taken


def test_there_is_no_shell_and_nothing_on_standard_input() -> None:
    program = "import sys; print(sys.argv[1:], sys.stdin.read())"
    answer = Command((sys.executable, "-c", program, "$HOME; `id`", "*"), os.environ, 30)()
    told = b"['$HOME; `id`', '*'] "
    assert answer.secret == Secret(told)


def test_only_the_environment_that_was_given_is_there() -> None:
    answer = python("import os; print(sorted(os.environ))", environment={"ONE": "1"})()
    assert b"ONE" in answer.secret.reveal_in_clear()
    assert b"HOME" not in answer.secret.reveal_in_clear()


def test_value_is_masked_in_what_the_program_complains_of() -> None:
    lines = f"-----BEGIN-----\n{MARKER}\n-----END-----\n"
    program = f"import sys; print({lines!r}); sys.stderr.write('made {MARKER}, before it an-old-one')"
    answer = python(program)(Secret(b"an-old-one"))
    assert answer.complaint == "made ****, before it ****"
    assert MARKER not in repr(answer)


def test_failure_is_told_with_its_code_and_a_masked_complaint() -> None:
    program = f"import sys; print('{MARKER}'); sys.stderr.write('no {MARKER}'); sys.exit(3)"
    with pytest.raises(CommandError, match="ended with code 3") as caught:
        python(program)()
    assert caught.value.complaint == "no ****"
    assert MARKER not in str(caught.value) + repr(caught.value)


def test_signal_is_told() -> None:
    with pytest.raises(CommandError, match=f"was ended by signal {int(signal.SIGTERM)}"):
        python("import os, signal; os.kill(os.getpid(), signal.SIGTERM)")()


def test_program_that_takes_too_long_is_stopped_with_all_that_it_started(tmp_path: Path) -> None:
    """The inner program would write a file; it is given time for that after it should have been stopped."""
    inner = f"import time; time.sleep(3); open({str(tmp_path / 'late')!r}, 'w')"
    program = f"""
import subprocess, sys, time
subprocess.Popen([sys.executable, "-S", "-c", {inner!r}])
sys.stderr.write("started")
sys.stderr.flush()
time.sleep(600)
"""
    with pytest.raises(CommandError, match="did not end within 1 s, and was stopped") as caught:
        python(program, seconds=1)()
    assert caught.value.complaint == "started"
    time.sleep(3)
    assert not (tmp_path / "late").exists()


@pytest.mark.parametrize("stream", [1, 2])
def test_program_that_writes_without_end_is_stopped_or_cut(stream: int) -> None:
    program = f"import os\nfor _ in range({1 if stream == 1 else 3}): os.write({stream}, b'x' * {LARGEST_COMPLAINT})"
    if stream == 2:
        assert len(python(program)().complaint) == LARGEST_COMPLAINT
        return
    with pytest.raises(CommandError, match="more than the 65536 bytes"):
        python("import os\nwhile True: os.write(1, b'x' * 4096)")()


@pytest.mark.parametrize("shown", range(1, len(MARKER)))
def test_value_across_the_end_of_a_long_complaint_is_not_shown_in_part(shown: int) -> None:
    filler = f"'{MARKER}' * 1000 + 'x' * {LARGEST_COMPLAINT - shown - 1000 * len(MARKER)}"
    program = f"import sys; print({MARKER!r}); sys.stderr.write({filler} + '{MARKER} and more' * 9)"
    complaint = python(program)().complaint
    assert set(complaint) == {"*", "x"}
    assert "marker" not in complaint


def test_lines_across_the_end_of_a_long_complaint_are_not_shown_in_part() -> None:
    """Where the end is moved to before one value, it may lie in another: these share `-end-`."""
    lines = "begin-line-one-end-\n-end-of-line-two\n"
    program = (
        f"import sys; sys.stdout.write({lines!r})\n"
        f"sys.stderr.write('x' * {LARGEST_COMPLAINT - 20} + 'begin-line-one-end-of-line-two' + 'y' * 70_000)"
    )
    assert set(python(program)().complaint) == {"x"}


def test_output_that_is_too_long_is_no_value_though_the_program_has_ended(tmp_path: Path) -> None:
    """What writes is another program, so that the first has ended before."""
    inner = (
        f"import os, time; time.sleep(0.5); out = b'x' * {LARGEST_VALUE + 9}\nwhile out: out = out[os.write(1, out):]"
    )
    program = f"import subprocess, sys; subprocess.Popen([sys.executable, '-S', '-c', {inner!r}])"
    with pytest.raises(CommandError, match="more than the 65536 bytes"):
        python(program)()


def test_program_that_is_left_behind_with_the_output_open_is_stopped(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("scanner.stores.command.SETTLING_SECONDS", 0.2)
    place = tmp_path / "pid"
    shell = Command(("/bin/sh", "-c", f"sleep 47 & echo $! > {shlex.quote(str(place))}; echo x"), os.environ, 30)
    with pytest.raises(CommandError, match="left a program behind"):
        shell()
    number = int(place.read_text())
    for _ in range(500):
        state = Path(f"/proc/{number}/stat")
        if not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z":
            break
        time.sleep(0.01)
    else:
        os.kill(number, signal.SIGKILL)
        pytest.fail("it runs on")


def test_program_that_is_left_behind_with_the_output_open_makes_no_half_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scanner.stores.command.SETTLING_SECONDS", 0.2)
    inner = "import time; time.sleep(2); print('half')"
    program = f"import subprocess, sys; subprocess.Popen([sys.executable, '-S', '-c', {inner!r}]); print('one ')"
    with pytest.raises(CommandError, match="left a program behind"):
        python(program)()


@pytest.mark.parametrize("words", [("no-such-program-anywhere",), ("/",), ("a\0b",)])
def test_program_that_is_not_there_is_named(words: tuple[str, ...]) -> None:
    with pytest.raises(CommandError, match="cannot be started"):
        Command(words, os.environ, 30)()
    with pytest.raises(CommandError, match="there is no program"):
        Command(words, os.environ, 30).check()


def test_arguments_and_environment_are_not_shown() -> None:
    command = Command(("/bin/issue", "--password", MARKER), {"TOKEN": MARKER}, 30)
    assert MARKER not in repr(command)
    assert command.name == "issue"


def test_words_are_those_of_a_shell() -> None:
    assert words_of("issue --name 'a b' \"c d\" e\\ f") == ("issue", "--name", "a b", "c d", "e f")
    assert words_of(shlex.join(["a'b", "$x"])) == ("a'b", "$x")


@pytest.mark.parametrize("text", ["", "  ", "issue 'marker-of-the-value", "''", "issue \\"])
def test_line_that_names_no_program_is_refused_and_not_quoted(text: str) -> None:
    with pytest.raises(RefusedValueError) as caught:
        words_of(text)
    assert MARKER not in str(caught.value)


@pytest.mark.parametrize(
    "line",
    ["issue >&2; exit 1", "a | b", "a && b", "sleep 1 &", "a `b`", "a $(b)", "a <x", 'a "b"|c', "a\\\\;b"],
)
def test_line_for_a_shell_is_refused_before_a_wrong_value_is_issued(line: str) -> None:
    with pytest.raises(RefusedValueError, match="runs without a shell"):
        words_of(line)


@pytest.mark.parametrize("line", ["sh -c 'a | b; c'", "a \"b;c\" 'd&e'", "a b\\;c", 'a "it\'s <here>"', "a $B"])
def test_quoted_signs_are_given_to_the_program(line: str) -> None:
    assert words_of(line) == tuple(shlex.split(line))


@pytest.mark.parametrize("show", ["base64.b64encode(b'user:%s' % value)", "value.hex().encode()", "value[1:-1]"])
def test_value_is_masked_in_every_encoding_of_a_complaint(show: str) -> None:
    value = f"\n{MARKER}/+ "
    program = f"import base64, os; value = {value.encode()!r}; os.write(1, value); os.write(2, {show})"
    complaint = python(program)().complaint
    assert "****" in complaint
    assert len(complaint) < len(MARKER)


def test_fields_are_masked_one_by_one() -> None:
    value = json.dumps({"key": MARKER, "port": "5432"})
    program = f"import sys; print({value!r}); sys.stderr.write('{MARKER} at 5432')"
    assert python(program)().complaint == "**** at 5432"
