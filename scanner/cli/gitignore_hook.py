"""The hook `keysieve-gitignore`, without click: tracked and staged names alone."""

from __future__ import annotations

import sys

from scanner import exitcodes
from scanner.config.load import load_config
from scanner.errors import UsageError
from scanner.git.repo import open_repository
from scanner.hygiene.conventions import load_conventions
from scanner.hygiene.run import hooked
from scanner.hygiene.survey import survey
from scanner.text.redact import escape, leading, printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from scanner.hygiene.model import Remark
    from scanner.hygiene.survey import Survey


def run_gitignore_hook() -> int:
    """Name the secret files that are tracked or taken out of what is ignored, and return the exit code.

    Raises KeysieveError.
    """
    survey = surveyed(None)
    remarks = hooked(survey)
    if remarks:
        from scanner.cli.emit import emit

        emit("".join(map(text_line, remarks)), None)
    sys.stderr.write(f"keysieve: {summary(remarks, len(survey.tracked))}\n")
    return exitcodes.FOUND if remarks else exitcodes.CLEAN


def surveyed(config_path: str | None) -> Survey:
    """Return the survey of the repository here. Raises KeysieveError if there is none, or it has no work tree."""
    repository = open_repository()
    if repository.bare:
        raise UsageError("a bare repository has no work tree, where files could be ignored; run it in a clone")
    config = load_config(repository.root, config_path)
    spared = (*config.exclude, *config.not_secret_files)
    return survey(
        repository, load_conventions(config.secret_files), lambda path: any(glob.matches(path) for glob in spared)
    )


def text_line(remark: Remark) -> str:
    """Return the remark as a line for people."""
    return f"{leading(printable(remark.path))}: {remark.level}: {escape(remark.message)}; {escape(remark.mend)}\n"


def summary(remarks: Sequence[Remark], tracked: int) -> str:
    """Return the count of the remarks."""
    if not remarks:
        return f"nothing to remark, {tracked} tracked files looked at"
    errors = sum(remark.level == "error" for remark in remarks)
    suggestions = len(remarks) - errors
    counts = [f"{n} {word}{'' if n == 1 else 's'}" for n, word in ((errors, "error"), (suggestions, "suggestion")) if n]
    return f"{', '.join(counts)}, {tracked} tracked files looked at"
