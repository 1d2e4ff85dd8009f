"""Opening the user's editor at a line: started without a shell, so that a file's name is only ever a name."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from shlex import split

PLUS = frozenset(
    ("vi", "vim", "nvim", "view", "nano", "pico", "emacs", "emacsclient", "micro", "kak", "joe", "ne", "mg")
)
"""Editors that take `+LINE FILE`."""

COLON = frozenset(("hx", "helix", "subl", "zed"))
"""Editors that take `FILE:LINE`."""

GOTO = frozenset(("code", "code-insiders", "codium", "cursor"))
"""Editors that take `--goto FILE:LINE`."""

QUOTED = re.compile(r"""\"[^\"]*\"|'[^']*'""")
WORD = re.compile(rf"""(?:{QUOTED.pattern}|[^\s"'])+""")


def editor_command(editor: str, path: str, line: int) -> list[str]:
    """Return the command that opens the file at the line; one of an editor that is not known opens the file.

    Raises ValueError if the quotes in `editor` do not match.
    """
    words = split(editor) if os.name != "nt" else split_on_windows(editor)
    name = os.path.basename(words[0]).lower().removesuffix(".exe") if words else ""
    if name in PLUS:
        return [*words, f"+{line}", path]
    if name in COLON:
        return [*words, f"{path}:{line}"]
    if name in GOTO:
        return [*words, *([] if "--wait" in words or "-w" in words else ["--wait"]), "--goto", f"{path}:{line}"]
    return [*words, path]


def split_on_windows(editor: str) -> list[str]:
    r"""Return the words of a command in which a `\` is a part of a path. Raises ValueError as `split` does."""
    if re.search("[\"']", QUOTED.sub("", editor)):
        raise ValueError("No closing quotation")
    return [QUOTED.sub(lambda found: found[0][1:-1], word[0]) for word in WORD.finditer(editor)]


def edit_at(path: str, line: int) -> str:
    """Open the file and wait for the end of the editor; return what went wrong, empty if nothing did."""
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    if not editor.strip():
        return "no editor: set VISUAL or EDITOR"
    try:
        command = editor_command(editor, os.path.abspath(path), line)
    except ValueError as error:
        return f"VISUAL or EDITOR cannot be read: {error}"
    places = filter(os.path.isabs, os.environ.get("PATH", os.defpath).split(os.pathsep))
    program = shutil.which(command[0], path=os.pathsep.join(places))  # never one of the repository's
    if program is None or not os.path.isabs(os.path.join(os.path.dirname(command[0]) and os.getcwd(), program)):
        return f"{command[0]}: no such program; set VISUAL or EDITOR"
    try:
        run = subprocess.run([program, *command[1:]], check=False)
    except OSError as error:
        return f"{command[0]}: cannot be started: {error.strerror}"
    return f"{command[0]} ended with {run.returncode}" if run.returncode else ""
