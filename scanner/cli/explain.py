"""`keysieve explain`: why something in a line is a finding, or is none."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

import click

from scanner.cli.emit import emit
from scanner.cli.options import scan_options, taken_scan_options
from scanner.cli.session import open_session
from scanner.engine.prefilter.aho import AhoCorasickPrefilter
from scanner.errors import UsageError
from scanner.scan.explain import explain_line
from scanner.sources.files import FilesSource
from scanner.sources.interface import around
from scanner.text.redact import printable

if TYPE_CHECKING:
    from scanner.cli.session import Session
    from scanner.sources.interface import Entry

PLACE = re.compile(r"(?P<path>.+?):(?P<line>[0-9]{1,18})(?::[0-9]{1,18})?", re.DOTALL)


@click.command()
@click.argument("place", metavar="PATH:LINE")
@scan_options
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--output", type=click.Path(), help="Write the explanation to this file, in UTF-8.")
@click.option("--show-secrets", is_flag=True, help="Show secrets in clear. Mind who reads the output.")
def explain(place: str, format_: str, output: str | None, show_secrets: bool, **values: Any) -> None:
    """Tell what every stage decides on a line of a file: keywords, patterns, claims, filters, checks, marks, policy.

    PATH:LINE is a place as reports print it, with or without the column. Everything counts as new.
    """
    path, line = parsed_place(place)
    session = open_session(taken_scan_options(values), needs_repository=False, sure="low")
    entry = entry_at(os.fsencode(path), session)
    prefilter = AhoCorasickPrefilter(session.ruleset.keywords)
    explanation = explain_line(entry, line, session.ruleset, prefilter, session.policy, session.baseline)
    if format_ == "json":
        from scanner.cli.explain_json import render
    else:
        from scanner.cli.explain_text import render
    emit(render(explanation, show_secrets), output)


def entry_at(path: bytes, session: Session) -> Entry:
    """Return the entry of a file, or of a member of an archive, as reports name it.

    Raises UsageError if there is no such member, KeysieveError or OSError if the archive cannot be read.
    """
    file = next(filter(os.path.lexists, around(path)))
    [entry] = FilesSource([file], session.repository).entries()
    if file == path:
        return entry
    from scanner.cli.archives import opener_for  # most files are in none

    wanted = entry.path + path[len(file) :]
    for member in opener_for(session)(entry):
        if member.path == wanted:
            return member._replace(fragments=tuple(member.fragments))  # it can only be read right here
    raise UsageError(f"{printable(path)}: no such member; archives are opened as `keysieve scan --archives` does")


def parsed_place(place: str) -> tuple[str, int]:
    """Return the path and the line of `PATH:LINE` or `PATH:LINE:COLUMN`.

    Raises UsageError if it is none, or if there is no such file.
    """
    found = PLACE.fullmatch(place)
    path, _, number = place.rpartition(":")
    if os.path.lexists(path) and number.isascii() and number.isdigit():  # a name may end in `:7`
        line = int(number[:18])
    elif found:
        path, line = found["path"], int(found["line"])
    else:
        raise UsageError(f"{place}: is no place; write PATH:LINE, as src/a.py:3")
    if line < 1:
        raise UsageError(f"{place}: lines are counted from 1")
    if not any(map(os.path.lexists, around(os.fsencode(path)))):
        raise UsageError(f"{path}: no such file; paths are relative to the current directory")
    if os.path.isdir(path) and not os.path.islink(path):
        raise UsageError(f"{path}: is a directory; name a file in it")
    return path, line
