"""The report for people: where, what, how sure, and what to do next."""

from __future__ import annotations

from scanner.model import INSIDE
from scanner.text.redact import escape, leading, printable, redacted, tells_names_only

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from scanner.model import Fault, Finding, Provenance, ReportedFinding, Rule, ScanResult, Skipped
    from scanner.report.interface import ReportStyle, ScanContext

BOLD, DIM, RED, YELLOW, GREEN, RESET = "\033[1m", "\033[2m", "\033[31m", "\033[33m", "\033[32m", "\033[0m"
SEVERITY_COLORS = {"critical": RED, "high": RED, "medium": YELLOW, "low": YELLOW}
MOST_FAULTS = 20
"""Entries that could not be scanned and are named; the others are counted."""

MOST_SKIPPED = 10
"""Reasons for skipping that are told, and members of archives that are named; the others are counted."""
MOST_IGNORES = 50
"""New entries of baseline and configuration that are named; the others are counted."""


def render(result: ScanResult, style: ReportStyle) -> str:
    """Return the report: new findings with the next steps, what could not be scanned, and the summary."""
    lines: list[str] = []
    new = [reported for reported in result.findings if reported.status == "new"]
    for reported in new:
        lines += _finding_lines(reported, style)
    lines += _fault_lines(result.faults, style)
    lines += _skipped_lines(result.skipped, style)
    if new:
        lines += _next_steps(new, style)
    lines += ignore_lines(style)
    if style.verbose:
        lines += _context_lines(style.context)
    lines.append(summary(result, style))
    return "\n".join(lines) + "\n"


def _finding_lines(reported: ReportedFinding, style: ReportStyle) -> list[str]:
    finding = reported.finding
    rule, location = finding.rule, finding.location
    place = f"{leading(printable(finding.path))}:{location.line}:{location.column}"
    shown = printable(finding.secret.reveal_in_clear()) if style.show_secrets else redacted(finding.secret, rule)
    commit = _commit(finding.provenance)
    severity = _paint(rule.severity, SEVERITY_COLORS[rule.severity], style)
    return [
        f"{_paint(place, BOLD, style)}  {severity}  {rule.id}{commit}",
        f"    {escape(rule.description)}: {shown}  {_paint(_sureness(finding), DIM, style)}",
        *([f"    {escape(reported.reason)}: revoke it, or change `expires`"] if reported.reason else []),
    ]


def _fault_lines(faults: Sequence[Fault], style: ReportStyle) -> list[str]:
    """Name what could not be scanned: all of it on request, else the first few."""
    word = _paint("not scanned", RED, style)
    named = faults if style.verbose else faults[:MOST_FAULTS]
    more = [f"{word} and {len(faults) - len(named)} more, which `-v` names"] if len(faults) > len(named) else []
    return [*(f"{word} {printable(fault.path)}: {escape(fault.message)}" for fault in named), *more]


def _skipped_lines(skipped: Sequence[Skipped], style: ReportStyle) -> list[str]:
    """Name what was skipped: all of it on request, else some of the members of archives."""
    named = skipped if style.verbose else [entry for entry in skipped if INSIDE in entry.path][:MOST_SKIPPED]
    word = _paint("skipped", YELLOW, style)
    return [f"{word} {printable(entry.path)}: {escape(entry.reason)}" for entry in named]


def _commit(provenance: Provenance) -> str:
    """Return which commit brought the finding in, by whom and when, and whether the secret is still there."""
    if not provenance.commit:
        return ""
    signed = ", ".join(escape(text) for text in (provenance.author, provenance.date) if text)
    head = {True: ", still at HEAD", False: ", gone from HEAD", None: ""}[provenance.at_head]
    return f"  in commit {provenance.commit[:12]}{f' ({signed})' if signed else ''}{head}"


def _sureness(finding: Finding) -> str:
    checks = "".join(f", {escape(check.name)} {escape(check.outcome)}" for check in finding.checks)
    return f"({finding.confidence} confidence{checks})"


def _context_lines(context: ScanContext) -> list[str]:
    config = f"{escape(context.config)} ({context.config_digest})" if context.config else "none"
    return [
        f"rules          {context.rules} ({context.rules_digest})",
        f"configuration  {config}",
        f"baseline       {escape(context.baseline) or 'none'}",
        *([f"engine         {context.engine}"] if context.engine else []),
    ]


def ignore_lines(style: ReportStyle) -> list[str]:
    """Name what the work tree lets pass and the trusted commit does not: all of it on request, else some."""
    ignores = style.context.new_ignores or ()
    named = ignores if style.verbose else ignores[:MOST_IGNORES]
    word = _paint("passed over", YELLOW, style)
    lines = [f"{word} new in {escape(file)}: {escape(entry)}" for file, entry in named]
    if len(named) < len(ignores):
        lines.append(f"{word} {len(ignores) - len(named)} more; `-v` and `--format json` name them all")
    return lines


def _next_steps(new: list[ReportedFinding], style: ReportStyle) -> list[str]:
    rules = {reported.finding.rule.id: reported.finding.rule for reported in new}
    mark = next(iter(rules)) if len(rules) == 1 else "RULE"
    remove = (
        "take the value out of the file, stage the file again, and read it from the environment or a secret store"
        if style.hints == "hook"
        else "revoke the credential, then read it from the environment or a secret store"
    )
    has_secrets = not all(map(tells_names_only, rules.values()))
    return [
        "",
        _paint("What to do", BOLD, style),
        *([f"  fix       {remove}"] if has_secrets else []),
        *(f"  {_step(rule):8}  {rule.id}: {escape(rule.revoke)}" for rule in rules.values() if rule.revoke),
        f"  allow     no secret? end the line with a comment: keysieve: allow[{mark}] why",
        f"  baseline  known and dealt with later? keysieve baseline {'update' if style.context.baseline else 'create'}",
        "",
    ]


def _step(rule: Rule) -> str:
    """Return what is to be done by the rule's own advice."""
    return "mend" if tells_names_only(rule) else "revoke"


def summary(result: ScanResult, style: ReportStyle) -> str:
    """Return the last line: what was looked at, what was not, and what was found."""
    within = f" in {escape(style.context.range)}" if style.context.range else ""
    commits = "" if result.commits is None else f"{_count(result.commits, 'commit')}{within}, "
    parts = [f"{commits}{_count(result.scanned, 'file')} scanned ({size(result.scanned_bytes)})"]
    if result.resumed:
        parts.append("the rest known from an earlier scan")
    if result.shallow:
        parts.append("what came before is not in this shallow clone (`git fetch --unshallow` brings it)")
    if result.skipped:
        reasons: dict[str, int] = {}
        for skipped in result.skipped:
            reasons[skipped.reason] = reasons.get(skipped.reason, 0) + 1
        listed = "; ".join(f"{count} {escape(reason)}" for reason, count in list(reasons.items())[:MOST_SKIPPED])
        parts.append(f"{len(result.skipped)} skipped ({listed})")
    if result.faults:
        parts.append(_paint(f"{len(result.faults)} could not be scanned", RED, style))
    new = result.count("new")
    found = _paint(_count(new, "new finding"), RED, style) if new else _paint("nothing new found", GREEN, style)
    parts.append(found)
    for status in ("known", "allowed"):
        count = result.count(status)
        if count:
            parts.append(f"{count} {status}")
    if style.context.config:
        parts.append(f"configuration {escape(style.context.config)}")
    return "keysieve: " + ", ".join(parts)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def size(count: int) -> str:
    """Return a number of bytes for people."""
    if count < 1000:
        return f"{count} B"
    return f"{count / 1000:.1f} kB" if count < 1_000_000 else f"{count / 1_000_000:.1f} MB"


def _paint(text: str, color: str, style: ReportStyle) -> str:
    return f"{color}{text}{RESET}" if style.color else text
