"""Shells, and Dockerfiles: variables in upper case that the file does not set itself."""

from __future__ import annotations

import os
import re

from scanner.envschema.usage.interface import HASH_COMMENT, UPPER_NAME, Language, by_patterns, suffixed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

REFERENCE = rf"(?<![\\$])\$(?:\{{[#!]?)?{UPPER_NAME}(?![a-z])"
SINGLE_QUOTED = r"(?<=[\s=(])'[^'\n]*'"
SET_BY_SHELL = re.compile(
    r"(?:^|[;&|(]|\b(?:export|local|readonly|declare(?:[ \t]+-\w+)?|typeset|then|do|else))[ \t]*(\w+)\+?="
    r"|\bfor[ \t]+(\w+)[ \t]+in\b|\b(?:read|mapfile|readarray)(?:[ \t]+-\w+(?:[ \t]+\d+)?)*[ \t]+(\w+)"
    r"|\bgetopts[ \t]+\S+[ \t]+(\w+)",
    re.MULTILINE,
)
SET_BY_DOCKER = re.compile(r"^[ \t]*(?:ARG|ENV)[ \t]+(\w+)|(?<=[ \t])(\w+)=(?=[^=])", re.MULTILINE | re.IGNORECASE)
OF_THE_SHELL = frozenset(
    (
        *(
            "BASH",
            "BASHPID",
            "BASHOPTS",
            "COLUMNS",
            "DIRSTACK",
            "EPOCHSECONDS",
            "EUID",
            "FUNCNAME",
            "GROUPS",
            "HOSTTYPE",
        ),
        *(
            "IFS",
            "LINENO",
            "LINES",
            "MACHTYPE",
            "OPTARG",
            "OPTIND",
            "OSTYPE",
            "PIPESTATUS",
            "PPID",
            "PS1",
            "PS2",
            "PS4",
        ),
        *(
            "IFS",
            "RANDOM",
            "REPLY",
            "SECONDS",
            "SHELLOPTS",
            "SHLVL",
            "UID",
            "BASH_SOURCE",
            "BASH_VERSION",
            "BASH_REMATCH",
        ),
        *("PS2", "BASH_VERSINFO", "COMP_WORDS", "COMP_CWORD", "COMPREPLY", "ZSH_VERSION", "PROMPT_COMMAND", "FUNCNEST"),
    )
)


def _unset(defined: re.Pattern[str]) -> Callable[[str], Iterator[tuple[str, int]]]:
    """Return what finds the references to names that `defined` does not see set in the same text."""
    references = by_patterns(REFERENCE, comment=rf"{HASH_COMMENT}|{SINGLE_QUOTED}")

    def reads(text: str) -> Iterator[tuple[str, int]]:
        own = {name for found in defined.finditer(text) for name in found.groups() if name}
        for name, at in references(text):
            if name not in own and name not in OF_THE_SHELL and name.strip("_"):
                yield name, at

    return reads


def _is_dockerfile(path: str) -> bool:
    name = os.path.basename(path)
    return name in {"Dockerfile", "Containerfile"} or name.startswith("Dockerfile.") or name.endswith(".dockerfile")


SHELL = Language("shell", suffixed(".sh", ".bash", ".zsh", ".ksh"), re.compile(r"\$"), _unset(SET_BY_SHELL))
DOCKERFILE = Language("Dockerfile", _is_dockerfile, re.compile(r"\$"), _unset(SET_BY_DOCKER))
