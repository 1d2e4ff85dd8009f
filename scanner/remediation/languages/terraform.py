"""Terraform: a variable that is sensitive, which `TF_VAR_name` sets, in the letters of its declaration.

What sets variables, and which names are reserved:
https://developer.hashicorp.com/terraform/language/values/variables
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from scanner.git.run import output
from scanner.regular import regular
from scanner.remediation.languages.interface import NotCertainError, Splice, Spot
from scanner.remediation.languages.literals import (
    BLOCK_COMMENT,
    DOUBLE,
    LINE_COMMENT,
    closing_bracket,
    code_only,
    grammar,
    line_before,
    literal_at,
    newline_of,
    open_brackets,
    refuse_interpolation,
    stray_quote,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scanner.remediation.languages.literals import Literal

PATTERN = grammar(rf"{LINE_COMMENT}|\#[^\n]*|{BLOCK_COMMENT}", DOUBLE, stray='"')
RESERVED = ("source", "version", "providers", "count", "for_each", "lifecycle", "depends_on", "locals")
"""Names that no variable may have."""

SETTABLE = re.compile(r"[A-Za-z0-9_]+")
"""Names of variables that a shell can set."""

CALLED = re.compile(r'^[ \t]*source[ \t]*=[ \t]*"(\.{1,2}/[^"\n]*)"', re.MULTILINE)
"""Where a module is called that lies in the same repository."""

DECLARED = re.compile(r'^[ \t]*variable[ \t]+"?([\w-]+)"?[ \t]*\{', re.MULTILINE)
HEAD = re.compile(r'([\w-]+)(?:[ \t]+"([\w.-]+)")*[ \t]*\Z')
WHOLE_LINE = re.compile(r"[ \t]*default[ \t]*=[ \t]*\Z")


class Terraform:
    """Terraform and OpenTofu."""

    by_hand = "declare a variable with sensitive = true, write var.name, and set TF_VAR_name"

    def rewrite(self, spot: Spot) -> tuple[Splice, ...]:
        """Return the variable in the literal's place, and its declaration; a default is taken out."""
        text = spot.text
        if "<<" in code_only(PATTERN, text[: spot.begin]):
            raise NotCertainError("a here-document before it makes the quotes uncertain")
        literal = literal_at(PATTERN, spot)
        refuse_interpolation(literal, "$%")
        opened, blocks = around(text, literal.begin)
        refuse_called(spot)
        if "variable" in blocks:
            own = self.variable(spot)
            if not SETTABLE.fullmatch(own):
                raise NotCertainError(
                    f"no shell can set TF_VAR_{own}", "call the variable otherwise, take its default out, and set it"
                )
            return without_default(text, literal, opened[-1], blocks)
        if "terraform" in blocks or (
            "module" in blocks and re.search(r"\b(?:source|version)\s*=\s*\Z", text[: literal.begin])
        ):
            raise NotCertainError("no variable may stand here", "leave it out and give it with -backend-config")
        if not blocks or re.search(r"[\w\"][ \t]*\Z", line_before(text, literal.begin)):
            raise NotCertainError("it is no value of an attribute")
        if literal.before.count("${") != literal.before.count("}"):
            raise NotCertainError("it stands in an interpolated expression")
        name, is_declared = variable_of(spot)
        newline = newline_of(text)
        gap = newline if text.endswith("\n") else newline * 2
        lines = (f'variable "{name}" {{', "  type      = string", "  sensitive = true", "}", "")
        declaration = Splice(len(text), len(text), gap + newline.join(lines))
        if is_declared:
            return (reading(literal, name),)
        return (reading(literal, name), declaration)

    def variable(self, spot: Spot) -> str:
        """Return the variable whose default the secret is; else the one that is declared for it."""
        opened, blocks = around(spot.text, spot.begin)
        if "variable" not in blocks:
            return own_variable(spot.name)
        names = [declared_at(spot.text, place) for place in opened]
        return next((name for name in names if name), "")

    def fault(self, text: str, path: str) -> str:
        """Return what quotes and brackets say: there is no parser at hand."""
        plain = code_only(PATTERN, text)
        paired = plain.count("{") == plain.count("}")
        return stray_quote(PATTERN, text) or ("" if paired else "a bracket is never closed")


class Tfvars:
    """Values for variables: nothing in them can be read from elsewhere."""

    by_hand = "take the line out and set TF_VAR_name; keep such files out of the repository"

    def rewrite(self, spot: Spot) -> tuple[Splice, ...]:
        """Raise NotCertainError."""
        raise NotCertainError("a file of variables holds values only")

    def fault(self, text: str, path: str) -> str:
        """Return nothing: it is not rewritten."""
        return ""


TERRAFORM = Terraform()
TFVARS = Tfvars()


def reading(literal: Literal, name: str) -> Splice:
    """Return the splice that reads the variable."""
    if literal.is_whole:
        return Splice(literal.begin, literal.end, f"var.{name}")
    return Splice(literal.secret_begin, literal.secret_end, f"${{var.{name}}}")


def around(text: str, at: int) -> tuple[Sequence[int], list[str]]:
    """Return where brackets were opened that are open there, and the kinds of blocks among them."""
    opened = open_brackets(PATTERN, text, at)
    heads = [HEAD.search(text[:place]) for place in opened if text[place] == "{"]
    return opened, [head[1] for head in heads if head is not None]


def declared_at(text: str, opened: int) -> str:
    """Return the name of the variable whose block is opened there; empty: it is no variable's."""
    found = DECLARED.match(text, text.rfind("\n", 0, opened) + 1)
    return found[1] if found is not None and found.end() == opened + 1 else ""


def own_variable(name: str) -> str:
    """Return the name of the variable that is declared for a name."""
    lowered = name.lower()
    return f"app_{lowered}" if lowered in RESERVED else lowered


def refuse_called(spot: Spot) -> None:
    """Raise NotCertainError in a module that others call: it has its values from them, not from the environment."""
    directory, root = os.path.dirname(spot.file), spot.file.removesuffix(spot.path)
    listed = output(["ls-files", "-z", "-c", "-o", "--exclude-standard", "--", "*.tf"], root) if root else b""
    files = [os.path.join(root, os.fsdecode(name)) for name in listed.split(b"\0") if name]
    called = (
        os.path.normpath(os.path.join(os.path.dirname(file), source))
        for file in files
        if os.path.isfile(file)
        for source in CALLED.findall(read(file))
    )
    if "modules" in spot.path.split("/")[:-1] or directory in called:
        raise NotCertainError(
            "other modules call this one, and give it its values",
            "declare a variable with sensitive = true here, and pass it on from the root module, where TF_VAR_name "
            "sets it",
        )


def variable_of(spot: Spot) -> tuple[str, bool]:
    """Return the name in lower case, and whether this run declares the variable already, for the same value.

    Raises NotCertainError if the module has such a variable for something else.
    """
    name = own_variable(spot.name)
    is_declared = False
    for file in files_beside(spot.file):
        before, after = spot.rewritten.get(file) or (read(file), "")
        if name in DECLARED.findall(before):
            beside = os.path.basename(file)
            raise NotCertainError(f"{beside} declares a variable of that name", f"write var.{name} if it is the same")
        is_declared |= name in DECLARED.findall(after)
    own = [found for found in DECLARED.finditer(spot.text) if found[1] == name]
    if own and not spot.text[own[0].end() :].lstrip().startswith("type      = string"):
        raise NotCertainError("the file declares a variable of that name", f"write var.{name} if it is the same")
    return name, is_declared or bool(own)


def files_beside(file: str) -> list[str]:
    """Return the other files of the module, without links that lead nowhere and what only is called like a file."""
    directory = os.path.dirname(file)
    try:
        names = sorted(os.listdir(directory)) if directory else []
    except OSError as error:
        raise NotCertainError(f"its directory cannot be read: {error.strerror}") from error
    places = [os.path.join(directory, name) for name in names if name.endswith(".tf")]
    return [place for place in places if place != file and os.path.isfile(place)]


def read(file: str) -> str:
    """Return the text of a file beside. Raises NotCertainError if it cannot be read."""
    try:
        with open(file, encoding="utf-8", errors="replace", opener=regular) as stream:
            return stream.read()
    except OSError as error:
        raise NotCertainError(f"{os.path.basename(file)} cannot be read: {error.strerror}") from error


def without_default(text: str, literal: Literal, opened: int, blocks: list[str]) -> tuple[Splice, ...]:
    """Return the splices that take a variable's default out and make it sensitive. Raises NotCertainError."""
    begin = text.rfind("\n", 0, literal.begin) + 1
    end = text.find("\n", literal.end)
    if (
        blocks != ["variable"]
        or not WHOLE_LINE.match(text[begin : literal.begin])
        or end < 0
        or text[literal.end : end].strip()
    ):
        raise NotCertainError("it is part of a variable's default", "take the default out, and set TF_VAR_name")
    block = code_only(PATTERN, text[opened : closing_bracket(PATTERN, text, opened)])
    if re.search(r"^\s*sensitive\s*=", block, re.MULTILINE):
        return (Splice(begin, end + 1, ""),)
    newline = newline_of(text)
    indent = text[begin : literal.begin][: len(text[begin : literal.begin]) - len(text[begin : literal.begin].lstrip())]
    return (Splice(begin, end + 1, f"{indent}sensitive = true{newline}"),)
