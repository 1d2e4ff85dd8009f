"""The name of the variable that takes a secret's value: from what it is assigned to, else from its rule."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from scanner.model import Rule, Secret

KNOWN = {
    "github-pat": "GITHUB_TOKEN",
    "npm-access-token": "NPM_TOKEN",
    "aws-access-key-id": "AWS_ACCESS_KEY_ID",
    "aws-secret-access-key": "AWS_SECRET_ACCESS_KEY",
}
"""What a credential's own programs call it, where its rule's id says less."""

NOBODY = ("Command line", "Configuration file", "Connection URI", "Generic", "HTTP authentication", "Windows", "SQL")
"""Providers of rules that do not say whose secret it is."""

LOOKED_UP = re.compile(
    r"(?:env\w*(?:\.\w+)?\(\s*|\bENV\.fetch\(\s*|\bENV\[)[\"']([A-Z][A-Z0-9_]+)[\"'](?:\s*,|\]\s*\|\|)\s*[\"'`]?\Z|"
    r"\bprocess\.env\.([A-Z][A-Z0-9_]+)\s*(?:\|\||\?\?)\s*[\"'`]?\Z|\$\{([A-Za-z_]\w*):?-[\"']?\Z",
    re.IGNORECASE,
)
"""The name in a look-up of which the secret is the default."""

SET = re.compile(r"^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=[ \t]*[\"'`]?\Z")
"""The name in a line of an environment file, which is the variable itself."""

LONGEST = 200
"""Characters before a secret that are looked at: no name is longer, and lines may be."""

OPENING = " \t\r(\\\"'`"
"""What may stand between a value and an assignment at the end of the line above."""

TYPED = re.compile(r"\b([A-Za-z_$][\w$]*)[ \t]+[*\[\]]*(?:string|\[\]byte)[ \t]*=[ \t]*[\"'`(\w\[\]]*\Z")
INNER = re.compile(r"[A-Za-z_]\w*=(?=[a-z+]+://)")
"""An assignment inside quotes, as lists of variables have it."""

DEFINED = re.compile(r"\bdefine\(\s*[\"'](\w+)[\"']\s*,\s*[\"']?\Z")
DOCKER = re.compile(r"^[ \t]*(?:ENV|ARG)[ \t]+([A-Za-z_]\w*)[ \t=]+[\"']?\Z", re.IGNORECASE)
ASSIGNED = re.compile(
    r"([A-Za-z_$][\w$.\-]*)[\"'`\]]*\s*(?::=|=>|\?\?=|\|\|=|=|:(?:[\w<>\[\]?&. \t|*]+?=)?)\s*+"
    r"(?:&?[\w.:]+\(|\[\]byte\(|new\s+\w+\()?[fFrbuRBU@$]*[\"'`]*\s*\Z"
)
KEYWORDS = re.compile(
    r"return|if|elif|else|and|or|not|in|is|let|const|var|val|final|static|new|echo|print|export|set|string|str|char|"
    r"from|as|await|yield|throw|case|when|public|private|self|this|http|https|true|false|null|none|nil",
    re.IGNORECASE,
)
"""Words that stand before a value and name nothing."""

TELLING = re.compile(r"KEY|TOKEN|SECRET|PASS|PWD|AUTH|CRED|DSN|SALT|PRIVATE|CERT|WEBHOOK|ACCESS|PIN")
"""What makes a name say secret."""

VAGUE = re.compile(r"(?:API_?)?KEY|TOKEN|SECRET|AUTH_TOKEN|PASS(?:W(?:OR)?D)?|PWD|AUTH(?:ORIZATION)?|CREDENTIALS?")
"""Names that do not say whose secret it is."""

RESERVED = re.compile(
    r"PATH|HOME|USER|SHELL|PWD|OLDPWD|LANG|TERM|IFS|TMPDIR|PYTHONPATH|NODE_ENV|NODE_OPTIONS|LD_PRELOAD|HOSTNAME|"
    r"LOGNAME|EDITOR|PS1|UID|GID|MAIL|DISPLAY|RANDOM|SECONDS"
)
"""Variables that mean something to the system."""


def own_name(text: str, begin: int, language: str = "") -> str:
    """Return the variable of which the secret that begins there is the default, or the value; empty: of none.

    `language`: `module:NAME`, as the table of languages has it.
    """
    pattern = SET if language.startswith("dotenv:") else LOOKED_UP
    found = pattern.search(line_up_to(text, begin))
    return next(name for name in found.groups() if name) if found is not None else ""


def wanted_name(rule: Rule, text: str, begin: int, end: int) -> str:
    """Return the name for the secret `text[begin:end]`, whether it is free or not."""
    of_rule = "" if rule.provider in NOBODY else KNOWN.get(rule.id) or as_variable(rule.id)
    line = line_up_to(text, begin)
    above = begin - len(line) - 1
    if not line.strip(OPENING) and text[max(above, 0) : begin - len(line)] == "\n":
        line = line_up_to(text, above).rstrip(OPENING) + line.lstrip()
    whole = is_whole(text, begin, end)
    if not whole:
        cut = max(map(line.rfind, "\"'` \t")) + 1
        inner = INNER.match(line, cut)
        line = inner[0] if inner is not None else line[:cut]
    assigned = assigned_name(line)
    if not whole:
        if of_rule:
            return allowed(of_rule)
        stem = re.sub(r"_?(?:URL|URI|DSN|CONNECTION_STRING|CONN_STR|CONNECTION)\Z", "", assigned)
        return allowed(assigned if TELLING.search(stem) else f"{stem}_PASSWORD" if stem else "PASSWORD")
    if of_rule and (VAGUE.fullmatch(assigned) or not TELLING.search(assigned)):
        return allowed(of_rule)
    return allowed(assigned or of_rule or ("PASSWORD" if "password" in rule.id or "login" in rule.id else "APP_SECRET"))


def assigned_name(line: str) -> str:
    """Return the name that the line assigns to, as a variable; empty if it tells none."""
    for pattern in (TYPED, DEFINED, DOCKER, ASSIGNED):
        found = pattern.search(line)
        if found is not None:
            name = found[1].rpartition(".")[2] or found[1]
            return "" if KEYWORDS.fullmatch(name) else as_variable(name)
    return ""


def line_up_to(text: str, at: int) -> str:
    """Return the end of what stands before the offset in its line."""
    return text[max(text.rfind("\n", 0, at) + 1, at - LONGEST) : at]


def is_whole(text: str, begin: int, end: int) -> bool:
    """Whether the secret is all that stands between quotes, blanks or signs of assignment."""
    before, after = text[begin - 1 : begin] if begin else "\n", text[end : end + 1] or "\n"
    return before in "\"'`=:( \t\n" and after in "\"'`;,) \t\r\n"


def as_variable(name: str) -> str:
    """Return a name in capitals with underscores; empty if nothing of it can stand there."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return re.sub(r"[^A-Z0-9]+", "_", parted.upper()).strip("_")[:100]


def allowed(name: str) -> str:
    """Return the name, changed where the system would misunderstand it."""
    name = name or "SECRET"
    if name[0].isdigit():
        name = f"SECRET_{name}"
    return f"APP_{name}" if RESERVED.fullmatch(name) else name


class Names:
    """Gives each value one name, and each name to one value."""

    def __init__(self, taken: Collection[str], held: Callable[[str], Secret | None]) -> None:
        """`taken`: names that mean something already; `held`: what the store has under a name."""
        self._taken = taken
        self._held = cache(held)
        self._by_secret: dict[Secret, str] = {}

    def name_for(self, secret: Secret, wanted: str, own: bool = False) -> str:
        """Return the value's name: one that it has already, in this run or in the store, else the first free one.

        `own`: the code has the value for the default of that variable, so that it may be known elsewhere.
        """
        if secret not in self._by_secret:
            given = set(self._by_secret.values())
            number = 1
            while True:
                name = wanted if number == 1 else f"{wanted}_{number}"
                held = self._held(name) if name not in given else None
                if held == secret or (held is None and name not in given and (own or name not in self._taken)):
                    break
                number += 1
            self._by_secret[secret] = name
        return self._by_secret[secret]
