"""The editor, opened from the audit."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.audit.conftest import Start
    from tests.conftest import Repo


def test_editor_opens_the_file_at_the_line_and_the_change_is_seen(
    passwords: Repo, auditor: Start, sample: Callable[..., str]
) -> None:
    script = passwords.root.parent / "nano"
    script.write_text(f"""#!/bin/sh
echo "$@" > {passwords.root.parent}/called
sed -i.bak '1i # moved' "$2"
rm "$2.bak"
""")
    script.chmod(0o755)
    terminal = auditor(passwords, VISUAL=str(script))
    terminal.wait("a.py:8:16")
    terminal.press("e", "a.py:9:16")
    called = (passwords.root.parent / "called").read_text()
    assert called == f"+8 {passwords.root}/a.py\n"
    terminal.press("r", "b.py:8")


def test_missing_editor_is_said(passwords: Repo, auditor: Start) -> None:
    terminal = auditor(passwords)
    terminal.wait("a.py:8:16")
    terminal.press("e", "set VISUAL or EDITOR")
    other = auditor(passwords, EDITOR="no-such-editor-here")
    other.wait("a.py:8:16")
    other.press("e", "no-such-editor-here: no such program")


def test_programs_of_the_repository_are_not_run(passwords: Repo, auditor: Start) -> None:
    for name in ("git", "editor-of-the-repository"):
        script = passwords.root / name
        script.write_text("#!/bin/sh\ntouch pwned\n")
        script.chmod(0o755)
    terminal = auditor(passwords, PATH=f".:{os.environ['PATH']}", VISUAL="editor-of-the-repository")
    terminal.wait("first      ")
    terminal.press("e", "no such program")
    assert not (passwords.root / "pwned").exists()
