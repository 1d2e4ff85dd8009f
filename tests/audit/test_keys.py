from __future__ import annotations

import sys

import pytest

from scanner.cli.audit_editor import editor_command, split_on_windows
from scanner.cli.audit_keys import Keys


def typed(*pieces: str) -> list[str]:
    keys = Keys()
    found = []
    for piece in pieces:
        keys.feed(piece)
        while key := keys.next():
            found.append(key)
    return [*found, *filter(None, [keys.settle()])]


@pytest.mark.parametrize(
    ("sent", "keys"),
    [
        ("rf", ["r", "f"]),
        ("\r", ["enter"]),
        ("\x7f\x08", ["backspace", "backspace"]),
        ("\x1b", ["escape"]),
        ("\x1b[A\x1b[B\x1b[C\x1b[D", ["up", "down", "right", "left"]),
        ("\x1bOA", ["up"]),
        ("\x1b[5~r", ["r"]),
        ("\x1b[1;5Cr", ["r"]),
        ("\x1br", ["escape", "r"]),
        ("\x1b[200~rrr\rq\x1b[201~f", ["f"]),
        ("é漢", ["é", "漢"]),
    ],
)
def test_keys_are_told_from_what_is_sent(sent: str, keys: list[str]) -> None:
    assert typed(sent) == keys


def test_paste_in_pieces_answers_nothing() -> None:
    assert typed("\x1b[200~rr", "ff\n", "rr\x1b[20", "1~s") == ["s"]


def test_sequence_in_pieces_is_one_key() -> None:
    assert typed("\x1b[", "A", "r") == ["up", "r"]


@pytest.mark.skipif(sys.platform == "win32", reason="quotes are others there")
@pytest.mark.parametrize(
    ("editor", "command"),
    [
        ("vim", ["vim", "+7", "/p a"]),
        ("/usr/bin/nvim -n", ["/usr/bin/nvim", "-n", "+7", "/p a"]),
        ("nano", ["nano", "+7", "/p a"]),
        ("hx", ["hx", "/p a:7"]),
        ("code", ["code", "--wait", "--goto", "/p a:7"]),
        ("code --wait", ["code", "--wait", "--goto", "/p a:7"]),
        ("'my editor' x", ["my editor", "x", "/p a"]),
    ],
)
def test_editor_is_called_with_the_line_as_it_takes_it(editor: str, command: list[str]) -> None:
    assert editor_command(editor, "/p a", 7) == command


@pytest.mark.parametrize(
    ("editor", "words"),
    [
        (r"C:\bin\vim.exe -n", [r"C:\bin\vim.exe", "-n"]),
        (r'"C:\Program Files\Code\code.exe" --wait', [r"C:\Program Files\Code\code.exe", "--wait"]),
        (r"'C:\my editor\e.exe'", [r"C:\my editor\e.exe"]),
        (r'e.exe --dir="a b"  x', ["e.exe", "--dir=a b", "x"]),
    ],
)
def test_quotes_of_a_command_on_windows_are_no_part_of_its_words(editor: str, words: list[str]) -> None:
    assert split_on_windows(editor) == words


def test_quotes_that_do_not_match_are_refused_on_windows_too() -> None:
    with pytest.raises(ValueError, match="quotation"):
        split_on_windows('"C:\\Program Files')
