"""A line of text, typed key by key into the last line of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.audit.style import BOLD, CYAN, RED, Span
from scanner.audit.terminal import BACKSPACE, ENTER, ESCAPE
from scanner.text.redact import escape
from scanner.text.width import cell_width

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scanner.audit.style import Look
    from scanner.audit.terminal import Terminal

WAIT = 0.25
MOST = 500
"""Characters that a line may have."""


def asked(
    terminal: Terminal,
    screen: Callable[[Look], Sequence[str]],
    question: str,
    check: Callable[[str], str],
    typed: str = "",
) -> str | None:
    """Return what was typed; None if it was given up.

    `screen`: gives the screen above; `check`: says what is wrong with a text, empty if nothing; `typed`: what stands
    there at first.
    """
    wrong = ""
    drawn: tuple[Look, str, str] | None = None
    while True:
        look = terminal.look()
        if drawn != (look, typed, wrong):
            terminal.draw(with_prompt(screen(look), look, question, typed, wrong))
            drawn = look, typed, wrong
        key = terminal.key(WAIT)
        if key == ENTER:
            wrong = check(typed.strip())
            if not wrong:
                return typed.strip()
        elif key == ESCAPE:
            return None
        elif key == BACKSPACE:
            typed = typed[:-1]
        elif key == "\x15":  # Ctrl-U
            typed = ""
        elif len(key) == 1 and key.isprintable() and len(typed) < MOST:
            typed += key


def with_prompt(screen: Sequence[str], look: Look, question: str, typed: str, wrong: str) -> list[str]:
    """Return the screen with the question in the place of its last two lines."""
    question = escape(question)
    room = look.width - cell_width(question) - 2
    text = escape(typed)
    while text and cell_width(text) > max(4, room):
        text = text[1:]
    lines = [*screen[: max(0, look.rows - 2)]]
    lines += [""] * (look.rows - 2 - len(lines))
    hint = wrong or "Enter: take it.  Esc: give up."
    return [
        *lines,
        look.fitted([Span(escape(hint), RED if wrong else CYAN)]),
        look.fitted([Span(f"{question} ", BOLD), Span(f"{text}_")]),
    ]
