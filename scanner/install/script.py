"""The script that git runs as its hook: the one that was there first, then keysieve."""

from __future__ import annotations

import os
import re
import sys

MARK = "# keysieve: written by `keysieve install`; `keysieve install --uninstall` takes it away"
KEPT = ".before-keysieve"
"""What the name of the hook that was there gets."""

RUN = "import sys; from scanner.entry import main; sys.exit(main())"
"""Not `-m scanner`: finding and running a package by its name takes longer."""

HEAD = f"""\
#!/bin/sh
{MARK}
python=%(python)s
package=%(package)s
before="${{0%%/*}}/%(hook)s{KEPT}"
if [ -n "${{PRE_COMMIT_RUNNING_LEGACY:-}}" ] && grep -q hook-impl "$before" 2>/dev/null; then
    before= # it is the framework's, which calls this as the hook that it found
fi
"""

TAIL = """
if [ -x "$python" ] && [ -f "$package/entry.py" ]; then
    scan() { "$python" -P -c '%(run)s' "$@"; }
elif command -v keysieve >/dev/null 2>&1; then
    scan() { keysieve "$@"; }
else
    echo "keysieve: not found, so nothing was scanned; run \\`keysieve install\\` where it is installed" >&2
    exit 2
fi
"""

COMMIT = """\
if [ -x "$before" ]; then
    "$before" "$@" || exit $?
fi
%(tail)s
scan hook
"""

PUSH = """\
updates=$(cat)
told() { [ -z "$updates" ] || printf '%%s\\n' "$updates"; }
if [ -x "$before" ]; then
    told | "$before" "$@" || exit $?
fi
%(tail)s
told | scan pre-push "$@"
"""

BODIES = {"pre-commit": COMMIT, "pre-push": PUSH}
"""The hooks that are written."""


def hook_script(hook: str, python: str = sys.executable, package: str = "") -> bytes:
    """Return the script for one of `BODIES`.

    `python`: the interpreter that has keysieve, whatever is activated; where it is gone, `keysieve` on PATH is taken.
    `package`: the directory of the package; empty: of this one.
    """
    package = package or os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    head = HEAD % {"python": quoted(python), "package": quoted(package), "hook": hook}
    body = BODIES[hook] % {"tail": TAIL % {"run": RUN}}
    return os.fsencode(head + body)


def is_ours(script: bytes | None) -> bool:
    """Whether the script was written here, by whatever version."""
    return script is not None and MARK.encode() in script


def is_untouched(script: bytes, hook: str) -> bool:
    """Whether the script is as this version writes it, for whatever interpreter."""
    return hook_script(hook, *settings(script)) == script


def settings(script: bytes) -> tuple[str, str]:
    """Return the interpreter and the package that a script of ours names; empty where it does not."""
    found = [re.search(rf"^{name}=('.*')$", os.fsdecode(script), re.MULTILINE) for name in ("python", "package")]
    python, package = (unquoted(match[1]) if match else "" for match in found)
    return python, package


def quoted(text: str) -> str:
    """Return a word as a shell takes it literally."""
    return "'" + text.replace("'", "'\\''") + "'"


def unquoted(word: str) -> str:
    """Return what `quoted` made a word of."""
    return word[1:-1].replace("'\\''", "'")
