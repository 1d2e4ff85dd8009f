"""`keysieve baseline import`: what other scanners pass over, carried into the baseline."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from scanner.baseline.kind import is_foreign
from scanner.baseline.model import Baseline
from scanner.baseline.read import read_baseline
from scanner.baseline.salt import salt_for
from scanner.baseline.write import add_merge_attribute, attribute_pattern, write_baseline
from scanner.cli.emit import emit
from scanner.errors import UsageError
from scanner.migration.carry import carried, scanner_of
from scanner.migration.interface import MigrationError
from scanner.migration.paths import from_root
from scanner.migration.table import reader, told_format
from scanner.text.redact import escape

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scanner.baseline.model import Label
    from scanner.cli.session import Session
    from scanner.migration.carry import Carried
    from scanner.migration.interface import Reading
    from scanner.model import Finding

UNAUDITED = "unaudited"


def imported(
    session: Session,
    target: str,
    source: str,
    format_: str,
    label: str | None,
    found: Callable[[Session], Sequence[Finding]],
) -> tuple[Baseline, Carried, Reading]:
    """Return the baseline that was there, and what becomes of it with what the file `source` says.

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
    old = read_baseline(target) if os.path.exists(target) else Baseline(salt_for(None, session.repository), ())
    if session.repository is None and any(claim.commit for claim in reading.claims):
        raise UsageError(f"{source}: names commits; run it in the repository")
    scan = scanner_of(session.pipeline, session.policy.silence)
    claims = [replace(claim, path=from_root(claim.path, session.root)) for claim in reading.claims]
    own = from_root(os.fsencode(os.path.abspath(source)), session.root)
    elsewhere = [finding for finding in found(session) if finding.path != own]  # the file may hold values in clear
    return old, carried(claims, elsewhere, scan, old, chosen), reading


def text_of(path: str) -> str:
    """Return the text of another scanner's file. Raises MigrationError if it cannot be read."""
    try:
        with open(path, "rb") as stream:
            data = stream.read()
    except OSError as error:
        raise MigrationError(f"{path}: cannot be read: {error.strerror}") from error
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"  # as a redirection on Windows writes it
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise MigrationError(f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8") from error


def write(session: Session, target: str, baseline: Baseline) -> bool:
    """Write the baseline, let git merge it by lines, and return whether it changed."""
    changed = write_baseline(target, baseline)
    inside = os.path.relpath(os.path.realpath(target), session.root).replace(os.sep, "/")
    if session.repository is not None and not inside.startswith("../") and add_merge_attribute(session.root, inside):
        click.echo(f"added `{escape(attribute_pattern(inside))} merge=union` to .gitattributes", err=True)
    return changed


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
