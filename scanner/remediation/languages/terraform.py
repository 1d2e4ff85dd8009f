"""Terraform: a variable that is sensitive, which `TF_VAR_name` sets."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

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
    from scanner.remediation.languages.literals import Literal

PATTERN = grammar(rf"{LINE_COMMENT}|\#[^\n]*|{BLOCK_COMMENT}", DOUBLE, stray='"')
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
        opened = open_brackets(PATTERN, text, literal.begin)
        heads = [HEAD.search(text[:place]) for place in opened if text[place] == "{"]
        blocks = [head[1] for head in heads if head is not None]
        if "variable" in blocks:
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


def variable_of(spot: Spot) -> tuple[str, bool]:
    """Return the name in lower case, and whether this run declares the variable already, for the same value.

    Raises NotCertainError if the module has such a variable for something else.
    """
    name = spot.name.lower()
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
        with open(file, encoding="utf-8", errors="replace") as stream:
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
