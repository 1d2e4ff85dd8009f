"""Which names of variables say that they hold a secret, and not something about one."""

from __future__ import annotations

import re

WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")

ALONE = {"password", "passwd", "passphrase", "secret", "apikey", "accesstoken", "authtoken", "privatekey", "secretkey"}
"""Words that mean a secret at the end of a name."""

PAIRS = {
    "key": {"api", "secret", "private", "encryption", "signing", "master", "secretaccess"},
    "token": {
        "access",
        "auth",
        "api",
        "bearer",
        "refresh",
        "session",
        "secret",
        "jwt",
        "github",
        "gitlab",
        "bot",
        "id",
    },
    "pwd": {"db", "database", "user", "admin", "root", "login", "mysql", "smtp", "ftp", "ssh"},
    "pass": {"db", "database", "admin", "root", "smtp", "ftp", "ssh", "mysql"},
}
"""Words that mean a secret at the end of a name behind one of these."""

ABOUT = {
    *(
        "is",
        "has",
        "no",
        "need",
        "needs",
        "use",
        "uses",
        "require",
        "requires",
        "want",
        "with",
        "without",
        "ask",
        "show",
    ),
    *("hide", "wrong", "invalid", "missing", "empty", "bad", "incorrect", "forgot", "reset", "change", "set", "get"),
    *(
        "encrypted",
        "hashed",
        "masked",
        "redacted",
        "obfuscated",
        "encoded",
        "sealed",
        "public",
        "fake",
        "dummy",
        "mock",
    ),
    *("conf", "error", "err", "field", "msg", "message", "label", "attr", "opt", "option", "type", "kind", "param"),
    *(
        "header",
        "env",
        "expected",
        "test",
        "num",
        "max",
        "min",
        "count",
        "key",
        "default",
        "example",
        "sample",
        "prompt",
    ),
    *("csrf", "xsrf", "next", "page", "continuation", "pagination", "sync", "push", "device", "cancel", "cancellation"),
}
"""First words that make a name something about a secret, or no secret of anybody's."""

QUICK = re.compile(
    rb"passw|passphrase|secret|token|pwd|[a-z0-9_\-]pass\b|(?:api|private|encryption|signing|master)[_\-]?key",
    re.IGNORECASE,
)
"""Found in every text that has a name that `is_secret` accepts."""


def words(name: str) -> list[str]:
    """Return the words of a name in snake, kebab or camel case, in lower case."""
    return [word.lower() for word in WORD.findall(name)]


def is_secret(name: str) -> bool:
    """Whether a variable, attribute or key of that name holds a secret."""
    parts = words(name)
    if not parts or (len(parts) > 1 and parts[0] in ABOUT) or "without" in parts:
        return False
    last = parts[-1]
    if last in ALONE:
        return True
    before = parts[-2] if len(parts) > 1 else ""
    return before in PAIRS.get(last, ()) or (last == "key" and parts[-3:-1] == ["secret", "access"])


def is_secret_variable(name: str) -> bool:
    """Whether a variable of the environment of that name holds a secret: there every token is one."""
    parts = words(name)
    return is_secret(name) or (len(parts) > 1 and parts[-1] == "token" and parts[0] not in ABOUT)


def is_password(name: str) -> bool:
    """Whether it holds a password, which a person chose."""
    return is_secret(name) and words(name)[-1] in {"password", "passwd", "passphrase", "pwd", "pass"}


def mentions_secret(name: str) -> bool:
    """Whether any end of the name is that of a secret: `encrypt_password`, `decryptSecretKey`."""
    parts = words(name)
    return any(is_secret("_".join(parts[begin:])) for begin in range(len(parts)))
