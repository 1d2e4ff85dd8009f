"""`keysieve audit --decisions`: answers from a file, or from standard input."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from scanner.audit.answers import read_answers
from scanner.audit.interface import AuditError
from scanner.audit.session import counted
from scanner.baseline.read import decoded
from scanner.cli.session import today

if TYPE_CHECKING:
    from scanner.audit.interface import Ledger


def decided(path: str, ledger: Ledger, who: str) -> str:
    """Write the answers of a file into the baseline and return what is to be said about it.

    Raises AuditError, and writes nothing, if a line makes no sense.
    """
    name = "stdin" if path == "-" else path
    answers = read_answers(text_of(path, name).split("\n"), name, ledger, who, today())
    applied = ledger.apply(answers.changes)
    left = len(applied.conflicts) + len(applied.gone)
    if left:
        raise AuditError(f"{ledger.name}: somebody else has just changed {counted(left)}; run it again")
    silent = f", {answers.silent} with a null label left as they are" if answers.silent else ""
    return f"{ledger.name}: {counted(len(answers.changes))} changed, {answers.same} said so already{silent}"


def text_of(path: str, name: str) -> str:
    """Return the text of a file of answers, or of standard input. Raises AuditError if it cannot be read."""
    try:
        if path == "-":
            data = sys.stdin.buffer.read()
        else:
            with open(path, "rb") as stream:
                data = stream.read()
        return decoded(data)
    except OSError as error:
        raise AuditError(f"{name}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise AuditError(f"{name}: is not UTF-8 (byte {error.start}); write it in UTF-8") from None
