"""YAML: what can stand in it is for its reader to say, so only files of known readers are rewritten."""

from __future__ import annotations

import re
from dataclasses import dataclass

from scanner.remediation.languages.interface import NotCertainError, Splice, Spot
from scanner.remediation.languages.literals import line_before

SCALAR = re.compile(
    r"^[ \t]*(?:-[ \t]+)*(?:(?P<key>[\w.\-/]+|\"[^\"\n]*\"|'[^'\n]*')[ \t]*:[ \t]+|-[ \t]+)"
    r"(?:[&!][^ \t\n]+[ \t]+)*(?P<before>[\"']?[^\n]*)\Z"
)
BLOCK = re.compile(r"^([ \t]*)(?:-[ \t]+)*[^#\n]*?(?::|-)[ \t]+(?:[&!]\S+[ \t]+)*[|>][-+\d]*[ \t]*(?:#[^\n]*)?\r?$")
KEY = re.compile(r"^(?P<before>[ \t]*(?:-[ \t]+)*)(?P<key>[\w.\-/]+|\"[^\"\n]*\"|'[^'\n]*')[ \t]*:(?:\s|\Z)")
SCRIPTS = ("run", "script")
"""Keys of a workflow whose values are programs."""

SECRETS_READ = ("env", "with", "credentials", "secrets")
"""Keys of a workflow below which GitHub lets secrets stand."""

NONE_READ = frozenset({"on", "strategy"})
"""Keys below which it does not, whatever stands between; nor does it below `with` of a job, which has no steps."""

OWN_OF_GITHUB = "GITHUB_"
"""How no secret's name may begin: such names are GitHub's, as that of the token that each job gets."""

BY_REFERENCE = "put it into a Secret (`keysieve store` writes manifests) and name that with secretKeyRef"


@dataclass(frozen=True, slots=True)
class Yaml:
    """YAML of one reader."""

    placeholder: str
    """What the reader replaces by a variable, with `NAME` in it; empty: nothing."""
    why: str = ""
    """Why it is left alone, where there is no placeholder."""
    by_hand: str = "let the program that reads the file take it from the environment as NAME"
    is_workflow: bool = False
    """Whether only some keys may have the placeholder, and not every name may stand in it."""

    def rewrite(self, spot: Spot) -> tuple[Splice, ...]:
        """Return the placeholder in the secret's place in a scalar."""
        if not self.placeholder:
            raise NotCertainError(self.why)
        text = spot.text
        if "\n" in text[spot.begin : spot.end]:
            raise NotCertainError("it goes over several lines")
        if in_block(text, spot.begin):
            raise NotCertainError("it stands in a block of text")
        refuse_odd_scalar(spot)
        name = spot.name
        if self.is_workflow:
            refuse_other_keys(keys_of(text, spot.begin))
            name = workflow_secret(name)
        default = re.search(rf"\$\{{{spot.name}(:?-)\Z", text[: spot.begin])
        if default is not None and self.placeholder == "${NAME:?}" and text[spot.end : spot.end + 1] == "}":
            return (Splice(default.start(1), spot.end, ":?"),)
        return (Splice(spot.begin, spot.end, self.placeholder.replace("NAME", name)),)

    def fault(self, text: str, path: str) -> str:
        """Return what PyYAML says."""
        return "" if is_yaml(text) else "the file is no YAML that parses"


def is_yaml(text: str) -> bool:
    """Whether the text parses; nothing is made of it."""
    import yaml  # 20 ms, and few repairs touch YAML

    try:
        for _ in yaml.parse(text, Loader=yaml.SafeLoader):
            pass
    except yaml.YAMLError:
        return False
    return True


def refuse_odd_scalar(spot: Spot) -> None:
    """Raise NotCertainError unless the secret stands in a plain or quoted scalar, after a key or in a list."""
    text, secret = spot.text, spot.text[spot.begin : spot.end]
    found = SCALAR.match(line_before(text, spot.begin))
    if found is None:
        raise NotCertainError("it is no value of a key or an item of a list")
    before = found["before"]
    rest = text[spot.end :].partition("\n")[0]
    if "$" in secret or "\\" in secret:
        raise NotCertainError("it is written with escapes")
    if before[:1] in ("'", '"'):
        quote = before[0]
        if quote in before[1:] or rest.count(quote) != 1 or "\\" in before + rest:
            raise NotCertainError("it is more than the contents of quotes")
    elif before[:1] in ("[", "{", "#", "*", "|", ">") or " #" in before or '"' in before or "'" in before:
        raise NotCertainError("it is no plain value")
    elif re.search(r"^[\"']|^[ \t]*:", rest):
        raise NotCertainError("it is a key")


def in_block(text: str, at: int) -> bool:
    """Whether the offset stands in a block scalar: one of the lines that it is indented below begins one."""
    depth = indent(whole(text, at))
    end = text.rfind("\n", 0, at)
    while end > 0 and depth > 0:
        begin = text.rfind("\n", 0, end) + 1
        line = text[begin:end]
        if line.strip() and indent(line) < depth:
            depth = indent(line)
            if BLOCK.match(line):
                return True
        end = begin - 1
    return False


def keys_of(text: str, at: int) -> list[str]:
    """Return the key that the offset is the value of, and those above it, by their columns."""
    found, column, end = [], -1, text.find("\n", at)
    end = end if end >= 0 else len(text)
    while end >= 0 and column != 0:
        begin = text.rfind("\n", 0, end) + 1
        line = text[begin:end]
        key = KEY.match(line)
        if key is not None and (column < 0 or key.end("before") < column):
            column = key.end("before")
            found.append(key["key"].strip("\"'"))
        elif key is None and column < 0:
            column = indent(line)
        end = begin - 1
    return found


def refuse_other_keys(keys: list[str]) -> None:
    """Raise NotCertainError unless GitHub lets a secret stand below these keys, the innermost first."""
    if keys and keys[0] in SCRIPTS:
        raise NotCertainError("it stands in a script", "give the step the variable NAME with `env:`, and read that")
    above = set(keys[1:])
    readers = above.intersection(SECRETS_READ)
    if not readers or above & NONE_READ or (readers == {"with"} and "steps" not in above):
        raise NotCertainError(f"GitHub reads secrets only below the keys {', '.join(SECRETS_READ)}")


def workflow_secret(name: str) -> str:
    """Return what a variable is called among the secrets of a repository on GitHub."""
    return f"APP_{name}" if name.upper().startswith(OWN_OF_GITHUB) else name


def whole(text: str, at: int) -> str:
    """Return the line that the offset stands in."""
    begin = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    return text[begin : end if end >= 0 else len(text)]


def indent(line: str) -> int:
    """Return how far the line is indented."""
    return len(line) - len(line.lstrip(" \t"))


COMPOSE = Yaml("${NAME:?}")
SPRING = Yaml("${NAME}")
YARNRC = Yaml("${NAME}")
WORKFLOW = Yaml(
    "${{ secrets.NAME }}",
    by_hand="keep it in the repository's secrets, and write ${{ secrets.NAME }}",
    is_workflow=True,
)
HELM = Yaml("", "Helm reads no variables", "set it with `--set-file`, or better: " + BY_REFERENCE)
YAML = Yaml("", "YAML reads no variables, and which program reads this file is not known")
