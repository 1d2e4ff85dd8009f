"""The language families."""

from __future__ import annotations

from scanner.envschema.usage.deployment import ACTIONS, COMPOSE, HELM
from scanner.envschema.usage.go import GO
from scanner.envschema.usage.java import JAVA
from scanner.envschema.usage.javascript import JAVASCRIPT
from scanner.envschema.usage.php import PHP
from scanner.envschema.usage.python import PYTHON
from scanner.envschema.usage.ruby import RUBY
from scanner.envschema.usage.rust import RUST
from scanner.envschema.usage.shell import DOCKERFILE, SHELL

LANGUAGES = (PYTHON, JAVASCRIPT, GO, RUBY, PHP, JAVA, RUST, SHELL, DOCKERFILE, COMPOSE, ACTIONS, HELM)
"""A file belongs to the first that takes it."""

PLATFORM = frozenset(
    (
        *("PATH", "HOME", "USER", "LOGNAME", "USERNAME", "SHELL", "PWD", "OLDPWD", "LANG", "LANGUAGE", "TERM", "TZ"),
        *("TMPDIR", "TMP", "TEMP", "EDITOR", "VISUAL", "PAGER", "DISPLAY", "HOSTNAME", "CI", "NO_COLOR", "FORCE_COLOR"),
        *("APPDATA", "LOCALAPPDATA", "USERPROFILE", "COMSPEC", "SYSTEMROOT", "WINDIR", "PATHEXT", "PYTHONPATH"),
        *("VIRTUAL_ENV", "SSH_AUTH_SOCK", "SUDO_USER", "HOSTNAME", "COLORTERM"),
    )
)
"""What every machine sets of itself; a schema need not have it."""

PLATFORM_PREFIXES = ("LC_", "XDG_", "GITHUB_", "RUNNER_", "ACTIONS_", "npm_")


def is_of_platform(name: str) -> bool:
    """Whether machines and CI services set the variable of themselves."""
    return name in PLATFORM or name.startswith(PLATFORM_PREFIXES)
