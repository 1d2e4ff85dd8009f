"""Marks in the text that allow the secret beside them: ours, and those that other scanners have taught people.

keysieve: allow[rule-id] reason      that rule (several: comma), in this line
keysieve: allow reason               any rule, in this line
pragma: allowlist secret             detect-secrets
pragma: allowlist nextline secret    detect-secrets, in the line above; both may have hyphens
gitleaks:allow  betterleaks:allow  trufflehog:ignore
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.engine.candidate import Candidate

FOREIGN = (b"gitleaks:allow", b"betterleaks:allow", b"trufflehog:ignore")
BEGINS = (b"pragma: ", b"pragma:")
JOINTS = (b" ", b"-")
PRAGMAS = tuple(
    begin + word + joint + b"secret" for begin in BEGINS for word in (b"allowlist", b"whitelist") for joint in JOINTS
)
NEXT_LINE_PRAGMAS = tuple(
    begin + b"allowlist" + first + b"nextline" + second + b"secret"
    for begin in BEGINS
    for first in JOINTS
    for second in JOINTS
)
OURS = b"keysieve:"
LONGEST_LINE_ABOVE = 4096
"""Bytes of the line above that are looked at, from its end: lines may be megabytes long."""

LONGEST_REASON = 200


def allowance(candidate: Candidate) -> str | None:
    """Return why a mark allows the candidate (for the report), or None."""
    for text in _surroundings(candidate):
        lowered = text.lower()
        if b"allow" not in lowered and b"ignore" not in lowered and b"whitelist" not in lowered:
            continue
        for mark in (*FOREIGN, *PRAGMAS):
            if mark in lowered:
                return mark.decode()
        reason = _own_mark(text, lowered, candidate.match.rule.id)
        if reason is not None:
            return reason
    lowered = _line_above(candidate).lower()
    for mark in NEXT_LINE_PRAGMAS:
        if mark in lowered:
            return mark.decode()
    return None


def _surroundings(candidate: Candidate) -> tuple[bytes, bytes]:
    """The line on both sides of the secret, never the secret itself: a mark inside a value is not a mark."""
    return candidate.after, candidate.before


def _line_above(candidate: Candidate) -> bytes:
    end = candidate.line_begin - 1
    if end < 0 or candidate.content[end : end + 1] != b"\n":
        return b""
    floor = max(0, end - LONGEST_LINE_ABOVE)
    return candidate.content[max(floor, candidate.content.rfind(b"\n", floor, end) + 1) : end]


def _own_mark(text: bytes, lowered: bytes, rule_id: str) -> str | None:
    at = lowered.find(OURS)
    while at >= 0:
        rest = text[at + len(OURS) :].lstrip(b" \t")
        if rest[:5].lower() == b"allow":
            reason = _allowed_by(rest[5:], rule_id)
            if reason is not None:
                return reason
        at = lowered.find(OURS, at + 1)
    return None


def _allowed_by(rest: bytes, rule_id: str) -> str | None:
    """Return the reason if what follows `keysieve: allow` speaks of this rule, or of none in particular."""
    if rest.startswith(b"["):
        ids, closed, rest = rest[1:].partition(b"]")
        if not closed or rule_id.encode() not in [name.strip() for name in ids.split(b",")]:
            return None
    elif rest[:1].isalnum():
        return None
    reason = rest.strip(b" \t\r*/#->").decode("utf-8", "replace")[:LONGEST_REASON]
    return f"keysieve: allow {reason}".rstrip()
