"""The interactive part of `keysieve audit`, put together."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from scanner.audit.desk import Desk
from scanner.audit.details import Details
from scanner.audit.look import Scene
from scanner.audit.reasons import Reasons
from scanner.audit.session import AuditSession
from scanner.cli.audit_terminal import StandardTerminal
from scanner.cli.session import today
from scanner.config.load import KNOWN_FILE
from scanner.engine.prefilter.aho import AhoCorasickPrefilter
from scanner.known.rule import KNOWN_SECRET
from scanner.text.redact import MISUSE

if TYPE_CHECKING:
    from scanner.audit.choice import Choice
    from scanner.audit.interface import Ledger
    from scanner.cli.session import Session


def at_terminal(session: Session, ledger: Ledger, choice: Choice, who: str, labelled_too: bool) -> None:
    """Run the audit until it is quit. Raises AuditError if the terminal goes away, KeyboardInterrupt for Ctrl-C."""
    if any(item.rule.startswith(f"{MISUSE}-") for item in ledger.items.values()):
        session = session._replace(misuse="too")  # what is not looked for would seem gone

    def scene() -> Scene:
        pipeline = session.around(session.pipeline_with(AhoCorasickPrefilter(session.ruleset.keywords)))
        return Scene(session.root, session.repository, pipeline, session.policy, unsought(session))

    def reasons() -> Reasons:
        return Reasons(scene(), session.ruleset, AhoCorasickPrefilter(session.ruleset.keywords))

    details = Details(scene, ledger.recogniser(), reasons, lambda: {item.path for item in ledger.items.values()})
    walk = AuditSession(ledger, choice, who, today(), details.facts, labelled_too=labelled_too)
    terminal = StandardTerminal()
    hook, threading.excepthook = threading.excepthook, lambda arguments: None  # a trace might quote what was read
    try:
        with terminal.open():
            details.start()
            Desk(walk, details, terminal, session.root, today()).run()
    finally:
        details.end()
        threading.excepthook = hook


NO_FINGERPRINTS = (
    f"known values cannot be looked for: there is no file of fingerprints ({KNOWN_FILE}) here; "
    "`keysieve known build` makes it, and until then `baseline update` keeps the entry"
)


def unsought(session: Session) -> dict[str, str]:
    """Return by rule why the session cannot look for what the rule records; what it cannot see is not gone."""
    return {KNOWN_SECRET.id: NO_FINGERPRINTS} if session.known is None else {}
