"""What may be shown: secrets cut down to their public parts, and text without control characters."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.model import Rule, Secret

LEAST_HIDDEN = 16
"""Characters that stay hidden before any of the last ones is shown."""

LAST_SHOWN = 4

LOG_COMMANDS = ("##[", "##vso[", "##teamcity[")
"""How the commands begin that GitHub, Azure Pipelines and TeamCity read in a job's output."""

MISUSE = "misuse"
"""The provider of the rules whose findings name what is done to which variable."""


def shown(secret: Secret, rule: Rule, show_secrets: bool) -> str:
    """Return the secret as the user asked for it: in clear (but for control characters), or redacted."""
    return printable(secret.reveal_in_clear()) if show_secrets else redacted(secret, rule)


def redacted(secret: Secret, rule: Rule) -> str:
    """Return the secret's public prefix and, of long ones, its last four characters; the rest as `****`."""
    value = secret.reveal_in_clear()
    if tells_names_only(rule):
        return printable(value)
    prefix = public_prefix(value, rule.keywords) if rule.confidence == "high" else b""
    hidden = len(value) - len(prefix) - LAST_SHOWN
    tail = value[-LAST_SHOWN:] if hidden >= LEAST_HIDDEN else b""
    if b"\n" in value or not tail.isascii():
        tail = b""
    return f"{printable(prefix)}****{printable(tail)}"


def tells_names_only(rule: Rule) -> bool:
    """Whether the rule's findings hold no secret: it is one of misuse, which no pattern or syntax finds.

    A rule of the user's own has one of them, whatever its provider is called.
    """
    return rule.provider == MISUSE and not rule.regex and not rule.syntax


def public_prefix(value: bytes, keywords: tuple[str, ...]) -> bytes:
    """Return the longest keyword that the value begins with, as it is written there; empty if there is none."""
    lowered = value[:40].lower()
    longest = max((len(word) for word in keywords if lowered.startswith(word.encode())), default=0)
    return value[:longest] if longest * 2 <= len(value) else b""


def printable(text: bytes) -> str:
    """Return `text` for a terminal or a report: control characters and undecodable bytes escaped."""
    return escape(text.decode("utf-8", "surrogateescape"))


def escape(text: str) -> str:
    """Return `text` with everything escaped that could move a cursor, hide, or reverse what is shown.

    Escaped as well is what build servers take for a command of their own, wherever it stands in a line of the log.
    """
    if "##" in text:
        for command in LOG_COMMANDS:
            text = text.replace(command, f"#\\x23{command[2:]}")
    if text.isascii() and text.isprintable():
        return text
    return "".join(_escaped(character) for character in text)


def leading(text: str) -> str:
    """Return a path to begin a line with: `::` would be a command to GitHub there, also behind blanks."""
    return f"./{text}" if text.lstrip().startswith("::") else text


def _escaped(character: str) -> str:
    if character.isprintable():
        return character
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    short = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(character)
    return short or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}")
