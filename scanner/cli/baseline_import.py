"""`keysieve baseline import`: what other scanners pass over, carried into the baseline."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import click

from scanner.audit.lock import writing
from scanner.baseline.kind import is_foreign
from scanner.baseline.model import Baseline
from scanner.baseline.read import decoded, read_baseline
from scanner.baseline.salt import salt_for
from scanner.baseline.write import add_merge_attribute, attribute_pattern, write_baseline
from scanner.cli.emit import emit
from scanner.errors import UsageError
from scanner.git.inside import path_inside
from scanner.migration.carry import carried, committed, scanner_of
from scanner.migration.interface import MigrationError
from scanner.migration.paths import from_root
from scanner.migration.table import reader, told_format
from scanner.text.redact import escape

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scanner.baseline.model import Label
    from scanner.cli.session import Session
    from scanner.migration.carry import Carried, Versions
    from scanner.migration.interface import Claim, Reading
    from scanner.model import Finding

UNAUDITED = "unaudited"


@dataclass(frozen=True, slots=True)
class Import:
    """What another scanner's file says, and what a scan found of it."""

    session: Session
    target: str
    reading: Reading
    claims: tuple[Claim, ...]
    label: Label
    findings: tuple[Finding, ...]
    """Of the work tree."""
    versions: Versions
    """What the commits hold that the claims name."""

    def outcome(self) -> tuple[Baseline, Carried]:
        """Return the baseline that is there, and what becomes of it."""
        is_there = os.path.exists(self.target)
        old = read_baseline(self.target) if is_there else Baseline(salt_for(None, self.session.repository), ())
        return old, carried(self.claims, self.findings, self.versions, old, self.label)

    def written(self) -> tuple[Baseline, Carried, bool]:
        """Return the same, written, and whether the file changed; git is told to merge it by lines."""
        with writing(self.target):
            old, outcome = self.outcome()
            changed = write_baseline(self.target, outcome.baseline)
        root = self.session.root
        inside = path_inside(self.target, root)
        if self.session.repository is not None and not inside.startswith("../") and add_merge_attribute(root, inside):
            click.echo(f"added `{escape(attribute_pattern(inside))} merge=union` to .gitattributes", err=True)
        return old, outcome, changed


def imported(
    session: Session,
    target: str,
    source: str,
    format_: str,
    label: str | None,
    found: Callable[[Session], Sequence[Finding]],
) -> Import:
    """Return what the file `source` says, and what is found of it.

    Raises MigrationError if the file cannot be read, UsageError if the target is of another format.
    """
    if is_foreign(target):
        raise UsageError(f"{target}: is a baseline of detect-secrets; make a native one of it: `baseline convert`")
    text = text_of(source)
    kind = told_format(source, text) if format_ == "auto" else format_
    reading = reader(kind)(text, os.path.basename(source))
    chosen: Label = reading.label
    if label is not None:
        chosen = "" if label == UNAUDITED else label  # type: ignore[assignment]  # click lets no other pass
    if os.path.exists(target):
        read_baseline(target)  # says what is wrong with it, before the scan
    if session.repository is None and any(claim.commit for claim in reading.claims):
        raise UsageError(f"{source}: names commits; run it in the repository")
    scan = scanner_of(session.pipeline, session.policy.silence)
    claims = [replace(claim, path=from_root(claim.path, session.root)) for claim in reading.claims]
    own = from_root(os.fsencode(os.path.abspath(source)), session.root)
    elsewhere = [finding for finding in found(session) if finding.path != own]  # the file may hold values in clear
    versions = committed(claims, scan)
    return Import(session, target, reading, tuple(claims), chosen, tuple(elsewhere), versions)


def text_of(path: str) -> str:
    """Return the text of another scanner's file. Raises MigrationError if it cannot be read."""
    try:
        with open(path, "rb") as stream:
            data = stream.read()
    except OSError as error:
        raise MigrationError(f"{path}: cannot be read: {error.strerror}") from error
    try:
        return decoded(data)  # a redirection on Windows writes UTF-16
    except UnicodeDecodeError as error:
        raise MigrationError(f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8") from error


def tell(outcome: Carried, reading: Reading) -> None:
    """Say what was not carried over, and suggest the configuration for what a baseline cannot say."""
    for place in (*reading.refused, *outcome.lost):
        click.echo(f"not carried over: {escape(place)}", err=True)
    if outcome.only_in_history:
        click.echo(
            f"{outcome.only_in_history} of them are in the history only: `scan --history` knows them by these entries, "
            "and `baseline update` drops them",
            err=True,
        )
    if reading.exclude:
        globs = "".join(f"    {toml_string(glob)},\n" for glob in reading.exclude)
        emit(f"# For .keysieve.toml, if these paths are not to be scanned at all:\nexclude = [\n{globs}]\n", None)


def toml_string(text: str) -> str:
    """Return the text as TOML has it, with nothing in it that a terminal would act on."""
    if "'" not in text and text.isprintable():
        return f"'{text}'"
    return '"' + "".join(map(toml_sign, text)) + '"'


def toml_sign(sign: str) -> str:
    """Return a character as it stands between double quotes."""
    if sign in '"\\':
        return f"\\{sign}"
    return sign if sign.isprintable() else f"\\U{ord(sign):08x}"
