"""Values that say where the secret is, instead of being it: variables, calls, templates, store addresses."""

from __future__ import annotations

import re

from scanner.engine.filters.interface import Ruling, drop
from scanner.text.ngram import wordiness

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.engine.candidate import Candidate

BEGINNINGS = (
    b"os.environ",
    b"os.getenv",
    b"process.env",
    b"import.meta",
    b"ENV[",
    b"secrets.",
    b"op://",
    b"vault:",
    b"ref+",
    b"arn:",
    b"file:",
    b"keyring:",
    b"projects/",
    b"!Ref ",
    b"!Sub ",
    b"!GetAtt ",
    b"!vault",
    b"Fn::",
    b"@Microsoft.KeyVault",
    b"<%",
    b"{%",
)
TEMPLATE = re.compile(
    rb"""(?x)
      \$\{ [A-Za-z_!][\w.:\-/\[\]()'"?\ ]{0,80} [}:?\-=] | \{\{ [^{}]{1,120} \}\}
    | \$\( [\w./\-\ "'$|:]{2,120} \)?
    | \#\{ [^{}]{1,80} \} | <% [^%]{1,120} %> | %\( \w{1,40} \)[sd] | \{[0-9]?\}
    | secretKeyRef | valueFrom | \$\{\{ | \A\{\{ (?![^{}]{0,80}\}[^}]) | \A[^{]{0,80}\}\}\Z | \A\$\{ | \{\{\Z """
)
"""What a template engine or a shell replaces; a brace in a password is none."""

FORMATTED = re.compile(rb"""(?i)(?<![a-z0-9_])(?:f|fr|rf)(["'])(?:(?!\1)[^{}])*\Z""")
"""The beginning of a formatted text of Python, up to the value."""
LONGEST_HEAD = 40

FORMATS = (b"%s", b"%d", b"%v", b"%q")
BETWEEN_TEXTS = re.compile(
    rb"[+;\]}.?:&|>]\s{0,4}[A-Za-z_$][\w.$]{0,40}\s{0,4}(?:[+),;\]}.?&|(\[<=]|\Z)|[+;]\([\w.$]{1,20}[()]|\+\s|['\"]"
)
"""How code begins that stands between the end of one text and the beginning of the next."""

NAME = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
BASE64 = NAME - {ord("_")} | frozenset(b"+/=")
LONGEST_FORMAT = 32
FORM_RULES = (b"required|", b"nullable|", b"sometimes|")
LONGEST_PART = 40
LEAST_RANDOM = 24
"""Characters from which letters and digits that spell nothing are no name."""


class Reference:
    """A way to the secret."""

    name = "reference"

    def judge(self, candidate: Candidate) -> Ruling | None:
        """Drop variables, templates, calls and attribute accesses."""
        reason = template(candidate) or code(candidate) or variable(candidate.value, candidate.after)
        return drop(reason) if reason else None


def template(candidate: Candidate) -> str:
    """Return why the value is a template or a reference that a tool resolves; empty if it is none."""
    value = candidate.value
    if value.startswith(BEGINNINGS) or TEMPLATE.search(value) or has_placeholder(value):
        return "a reference or a template"
    if any(mark in value for mark in FORMATS) and len(value) < LONGEST_FORMAT:
        return "a format"
    if b"{" in value and FORMATTED.search(candidate.before[-LONGEST_HEAD:]):
        return "a formatted text"
    if value.startswith(FORM_RULES):
        return "the rules of a form"
    return "a template goes on behind it" if candidate.after[:1] == b"{" else ""


def code(candidate: Candidate) -> str:
    """Return why the value is code; empty if it is none."""
    value = candidate.value
    if value[:1] in (b")", b",") or (BETWEEN_TEXTS.match(value) and not is_base64(value)):
        return "code between two texts"
    if value.endswith((b"[", b"(")) or is_call(value, candidate.after):
        return "a call"
    if candidate.before[-1:] == b"`" and b" " in value:
        return "a command"
    return "an attribute" if is_attribute(value) else ""


def variable(value: bytes, after: bytes) -> str:
    """Return why the value is a variable; empty if it is none."""
    if value[:1] in (b"$", b"%", b"@", b":") and is_name(value[1:].rstrip(b"%")) and not looks_random(value):
        return "a variable"
    is_element = value[:1] == b"$" and is_name(value[1:].partition(b"[")[0]) and b"[" in value + after[:1]
    return "an element of a variable" if is_element else ""


def looks_random(value: bytes) -> bool:
    """Whether `value` has what random characters have, and names have not: digits among letters of no word."""
    return len(value) >= LEAST_RANDOM and any(byte in b"0123456789" for byte in value) and wordiness(value) < 0


def is_base64(value: bytes) -> bool:
    """Whether `value` is random in the alphabet of base64, which has the plus sign that joins texts, too."""
    return BASE64.issuperset(value) and looks_random(value)


def has_placeholder(value: bytes) -> bool:
    """Whether a name stands in braces in `value`, as `{user}` or `{token:20}`."""
    inside = value.partition(b"{")[2].partition(b"}")
    name = inside[0].partition(b":")[0]
    return bool(inside[1]) and is_name(name) and not name[:1].isdigit()


def is_name(value: bytes) -> bool:
    """Whether `value` is one name of a program."""
    return bool(value) and NAME.issuperset(value)


def is_call(value: bytes, after: bytes) -> bool:
    """Whether `value` is a call, or the beginning of one that goes on behind it."""
    head, opened, _ = value.partition(b"(")
    if opened:
        return is_name(head.replace(b".", b"_").replace(b"::", b"_").replace(b"->", b"_"))
    opens = after[:1] in (b"(", b"[") or (after[:1] == b"<" and after[1:2].isalpha())
    return opens and is_name(value.replace(b".", b"_"))


def is_attribute(value: bytes) -> bool:
    """Whether `value` is names joined by dots, arrows or colons, of which each is a word."""
    parts = value.replace(b"->", b".").replace(b"::", b".").split(b".")
    return len(parts) > 1 and all(is_name(part) and is_word(part) for part in parts)


def is_word(part: bytes) -> bool:
    """Whether a name reads as people's names do, and not as hex digits that happen to begin with a letter."""
    digits = len(part) - len(part.translate(None, b"0123456789"))
    return len(part) <= LONGEST_PART and not part[:1].isdigit() and digits * 2 <= len(part) and wordiness(part) > 0
