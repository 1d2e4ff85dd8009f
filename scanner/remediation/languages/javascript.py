"""JavaScript and TypeScript: `process.env.NAME`, in code that runs on a server."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.util import find_spec

from scanner.remediation.languages.interface import NotCertainError, Splice, Spot
from scanner.remediation.languages.literals import (
    BLOCK_COMMENT,
    DOUBLE,
    LINE_COMMENT,
    SINGLE,
    Literal,
    code_only,
    following,
    grammar,
    literal_at,
    open_brackets,
    preceding,
    refuse_interpolation,
    stray_quote,
)

TEMPLATE = r"`(?:[^`\\]|\\.)*`"
TEMPLATE_PIECE = re.compile(r"\\.|\$\{", re.DOTALL)
EXPRESSION_PIECE = re.compile(rf"{DOUBLE}|{SINGLE}|[{{}}\"']", re.DOTALL)
REGEX = r"(?<=[(,=:\[!&|?{};\n])[ \t]*/(?![*/])(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/"
PATTERN = grammar(f"{LINE_COMMENT}|{BLOCK_COMMENT}|\\A#![^\n]*", f"{DOUBLE}|{SINGLE}|{TEMPLATE}", REGEX)
CLIENT = re.compile(
    r"import\.meta\.env|\b(?:jQuery|XMLHttpRequest|DOMContentLoaded|customElements|serviceWorker)\b|"
    r"\$\.(?:ajax\w*|get|getJSON|getScript|post)\s*\(|\$\(\s*(?:document|window|function|async)\b|"
    r"\$\(\s*\(|\b(?:chrome|browser)\.(?:runtime|storage|tabs)\b|"
    r"[\"']use client[\"']|\b(?:window|document|localStorage|sessionStorage)\s*[.\[]|"
    r"process\.env\.(?:NEXT_PUBLIC|REACT_APP|VUE_APP|GATSBY|EXPO_PUBLIC|NUXT_PUBLIC)_|[\"']react-dom(?:/client)?[\"']"
)
"""What only code for a browser says."""

CLIENT_PATHS = re.compile(r"(?:^|/)(?:public|static|assets|www|client|frontend)/|\.[jt]sx$")
OTHER_RUNTIME = re.compile(r"\bDeno\.|\bBun\.env\b|[\"'](?:cloudflare:|@cloudflare/workers)")
NAMES_A_MODULE = re.compile(r"(?:\bfrom|\bmodule|\bimport|\brequire\s*\(|\bimport\s*\()\s*\Z")


@dataclass(frozen=True, slots=True)
class JavaScript:
    """One of the two."""

    typed: bool
    """Whether it is TypeScript, for which a variable may be undefined."""
    by_hand: str = "read it with process.env.NAME in code that runs on the server"

    def rewrite(self, spot: Spot) -> tuple[Splice, ...]:
        """Return the literal's replacement: the variable, or a template around it."""
        refuse_client(spot)
        refuse_nested_template(spot)
        literal = literal_at(PATTERN, spot)
        text, begin, end = spot.text, literal.begin, literal.end
        before, after = preceding(text, begin), following(text, end)
        if NAMES_A_MODULE.search(text[:begin]):
            raise NotCertainError("it names a module")
        opened = open_brackets(PATTERN, text, begin)
        if after == ":" and before in ("{", ",") and opened and text[opened[-1]] == "{":
            raise NotCertainError("it is a key")
        if opened and re.search(r"\benum\s+\w+\s*\Z", text[: opened[-1]]):
            raise NotCertainError("it is a value of an enum")
        if self.typed and re.match(r"\s*as\s+const\b", text[end:]):
            raise NotCertainError("its type is the value itself")
        if re.search(r"<[A-Za-z][\w.]*(?:\s[^<>]*)?\s[\w-]+=\Z", text[max(0, begin - 300) : begin]):
            raise NotCertainError("it is an attribute of markup")
        fallback = re.search(rf"process\.env\.{spot.name}(\s*(?:\|\||\?\?)\s*)\Z", text[:begin])
        if fallback is not None and literal.is_whole:
            return (Splice(fallback.start(1), end, "!" if self.typed else ""),)
        if literal.quote == "`":
            refuse_interpolation(literal, "$")
        read = f"process.env.{spot.name}" + ("!" if self.typed else "")
        expression = read if literal.is_whole else in_template(literal, read.removesuffix("!"))
        if literal.is_whole and literal.quote == "`" and re.search(r"[\w)\]]\Z", text[:begin]):
            raise NotCertainError("the template has a tag")
        return (Splice(begin, end, expression),)

    def fault(self, text: str, path: str) -> str:
        """Return what tree-sitter says, if it is installed; else what the quotes and brackets say."""
        if find_spec("tree_sitter") and find_spec("tree_sitter_javascript") and find_spec("tree_sitter_typescript"):
            return "the file does not parse" if has_error(text, self.typed, path.endswith("x")) else ""
        return fault_in_quotes(text)


def has_error(text: str, typed: bool, markup: bool) -> bool:
    """Whether tree-sitter finds a fault."""
    import tree_sitter  # an extra
    import tree_sitter_javascript
    import tree_sitter_typescript

    pointer = tree_sitter_javascript.language()
    if typed:
        pointer = tree_sitter_typescript.language_tsx() if markup else tree_sitter_typescript.language_typescript()
    tree = tree_sitter.Parser(tree_sitter.Language(pointer)).parse(text.encode("utf-8", "surrogateescape"))
    return tree.root_node.has_error


def fault_in_quotes(text: str) -> str:
    """Return what is wrong with quotes and brackets; empty: nothing."""
    plain = code_only(PATTERN, text)
    pairs = ("()", "[]", "{}")
    paired = all(plain.count(pair[0]) == plain.count(pair[1]) for pair in pairs)
    return stray_quote(PATTERN, text) or ("" if paired else "a bracket is never closed")


def refuse_client(spot: Spot) -> None:
    """Raise NotCertainError for code that runs in a browser, or where there is no `process`."""
    if CLIENT_PATHS.search(spot.path) or CLIENT.search(spot.text):
        raise NotCertainError(
            "the code runs in a browser, and a client cannot hold a secret",
            "let a server make the call that needs it, and revoke it: whoever loads the page has it",
        )
    if OTHER_RUNTIME.search(spot.text):
        raise NotCertainError("the code runs elsewhere than in Node.js", "read it from the runtime's own environment")


def refuse_nested_template(spot: Spot) -> None:
    """Raise NotCertainError if an expression in a template up to the secret holds another one: the pattern knows none.

    Such a template ends for the pattern where the inner one begins, with its expression still open.
    """
    for found in PATTERN.finditer(spot.text):
        if found.start() >= spot.end:
            return
        if found.lastgroup == "string" and found.group()[0] == "`" and in_expression(found.group()[1:-1]):
            raise NotCertainError("a template inside a template makes the quotes uncertain")


def in_expression(body: str) -> bool:
    """Whether an expression in what a template holds is never closed, or a quote in one is not."""
    at, depth = 0, 0
    while (piece := (EXPRESSION_PIECE if depth else TEMPLATE_PIECE).search(body, at)) is not None:
        sign, at = piece.group(), piece.end()
        if sign in ("${", "{"):
            depth += 1
        elif sign == "}":
            depth -= 1
        elif sign in ("'", '"'):
            return True
    return depth > 0


def in_template(literal: Literal, read: str) -> str:
    """Return the literal as a template with the variable in the secret's place."""
    before, after = literal.before, literal.after
    if literal.quote == "`":
        if in_expression(before):
            raise NotCertainError("it stands in an expression of a template")
    else:
        if re.search(r"\\[0-7\r\n]", before + after):
            raise NotCertainError("the text around it has escapes that templates do not know")
        before, after = (piece.replace("`", "\\`").replace("${", "\\${") for piece in (before, after))
        if before.endswith("$"):
            before = before[:-1] + "\\$"
    return f"`{before}${{{read}}}{after}`"


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What is never rewritten."""

    why: str
    by_hand: str

    def rewrite(self, spot: Spot) -> tuple[Splice, ...]:
        """Raise NotCertainError."""
        raise NotCertainError(self.why)

    def fault(self, text: str, path: str) -> str:
        """Return nothing: it is not rewritten."""
        return ""


JAVASCRIPT = JavaScript(typed=False)
TYPESCRIPT = JavaScript(typed=True)
PAGES = Elsewhere(
    "the page is sent to a browser, and a client cannot hold a secret", "let a server make the call that needs it"
)
DECLARATIONS = Elsewhere("a file of declarations runs nothing", "take it out of the declaration")
