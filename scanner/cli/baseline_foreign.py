"""`keysieve baseline` on a file of detect-secrets: create, update, check and convert."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from scanner.audit.lock import writing
from scanner.baseline.detect_secrets.convert import to_foreign, to_native
from scanner.baseline.detect_secrets.defaults import empty_foreign
from scanner.baseline.detect_secrets.model import DEFAULT_FOREIGN_NAME
from scanner.baseline.detect_secrets.read import read_foreign
from scanner.baseline.detect_secrets.update import foreign_updated, with_answers
from scanner.baseline.detect_secrets.write import write_foreign
from scanner.baseline.kind import is_foreign, is_native
from scanner.baseline.model import Baseline
from scanner.baseline.read import read_baseline
from scanner.baseline.salt import salt_for
from scanner.baseline.write import write_baseline
from scanner.cli.session import under_foreign
from scanner.errors import UsageError
from scanner.known.meant import meant_in
from scanner.scan.foreign import places
from scanner.sources.files import FilesSource

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scanner.baseline.detect_secrets.convert import Converted
    from scanner.baseline.detect_secrets.model import ForeignBaseline
    from scanner.cli.session import Session
    from scanner.model import Finding
    from scanner.scan.foreign import ForeignSetup

    Found = Callable[[Session], Sequence[Finding]]


def writes_foreign(path: str) -> bool:
    """Whether the file is of detect-secrets; one that is not there yet is told by its name."""
    return is_foreign(path) if os.path.exists(path) else os.path.basename(path) == DEFAULT_FOREIGN_NAME


def prepared(session: Session, path: str) -> tuple[Session, ForeignSetup]:
    """Return the session under the baseline at `path`, an empty one if it is not there. Raises BaselineError."""
    if session.foreign is not None:
        return session, session.foreign
    baseline = read_foreign(path) if os.path.exists(path) else empty_foreign()
    return under_foreign(session._replace(baseline_path=path), baseline, session.custom_plugins)


def brought_up_to_date(session: Session, setup: ForeignSetup, findings: Sequence[Finding]) -> ForeignBaseline:
    """Return the baseline for what the whole work tree holds."""
    source = FilesSource([], session.repository)
    there = places(FilesSource([], session.repository), setup.baseline, meant_in)
    return foreign_updated(
        setup.baseline, findings, setup.sightings, there, lambda path: not source.still_has(os.fsencode(path))
    )


def rewrite_foreign(session: Session, path: str, found: Found) -> tuple[bool, ForeignBaseline, ForeignBaseline]:
    """Scan, write the baseline anew, and return whether it changed, with the old and the new one."""
    session, setup = prepared(session, path)
    new = brought_up_to_date(session, setup, found(session))
    with writing(path):
        before = read_foreign(path) if os.path.exists(path) else None
        if before is not None:  # with what an audit has written during the scan
            new = with_answers(new, setup.baseline, before)
        return write_foreign(path, new, before), setup.baseline, new


def foreign_complaints(session: Session, path: str, unaudited: bool, vanished: bool, found: Found) -> list[str]:
    """Return what is to be said against the entries: nobody judged them, or their secret is gone."""
    session, setup = prepared(session, path)
    said = [f"{entry.path}:{entry.line}: {entry.type}" for entry in setup.baseline.entries if entry.is_secret is None]
    complaints = [f"{place}: unaudited" for place in said] if unaudited else []
    if vanished:
        there = {entry.key for entry in brought_up_to_date(session, setup, found(session)).entries}
        gone = [entry for entry in setup.baseline.entries if entry.key not in there]
        complaints += [f"{entry.path}:{entry.line}: {entry.type}: vanished" for entry in gone]
    return complaints


def check_target(target: str, source: str, to_ours: bool) -> None:
    """Raise UsageError if what is there at `target` is no baseline of the format to be written."""
    if not os.path.lexists(target):
        return
    if os.path.isdir(target):
        raise UsageError(f"{target}: is a directory; name a file")
    if is_foreign(target):
        kind, fits = "a baseline of detect-secrets", not to_ours
    elif is_native(target):
        kind, fits = "a native baseline", to_ours
    else:
        raise UsageError(f"{target}: is no baseline, and would be overwritten; name another target")
    if not fits:
        raise UsageError(f"{target}: is {kind} like {source}; name another target")


def converted(session: Session, source: str, target: str, found: Found) -> tuple[bool, Converted]:
    """Write the baseline at `source` to `target` in the other format; return whether the target changed, and how.

    Raises UsageError if the target is of the same format or no baseline at all, BaselineError if a file is broken.
    """
    to_ours = is_foreign(source)
    if not to_ours:
        native = read_baseline(source)  # says what is wrong with it
    check_target(target, source, to_ours)
    if to_ours:
        session, setup = prepared(session, source)
        findings = found(session)
        with writing(target):
            old = read_baseline(target) if os.path.exists(target) else Baseline(salt_for(None, session.repository), ())
            outcome = to_native(setup.baseline, old.salt, findings, setup.sightings, old)
            assert isinstance(outcome.baseline, Baseline)
            return write_baseline(target, outcome.baseline), outcome
    session, setup = prepared(session, target)
    findings = found(session)
    with writing(target):
        before = read_foreign(target) if os.path.exists(target) else None
        outcome = to_foreign(native, before or setup.baseline, findings, setup.sightings)
        assert not isinstance(outcome.baseline, Baseline)
        return write_foreign(target, outcome.baseline, before), outcome
