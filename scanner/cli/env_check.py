"""`keysieve env check` without options, as the hook calls it, without click; and how every check is told."""

from __future__ import annotations

import gc
import sys

from scanner import exitcodes
from scanner.cli.emit import emit
from scanner.envschema.complaint import EnvFileError
from scanner.envschema.formats.table import renderer
from scanner.envschema.run import check_files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from scanner.envschema.run import CheckResult


def run_env_check(files: Sequence[str]) -> int:
    """Check these files, or all of this directory, tell it in lines, and return the exit code. Raises KeysieveError."""
    gc.disable()  # thousands of small values, none in a circle, in a process that ends soon: a fifth of the time
    return tell(check_files(files), strict=False, format_="text", output=None)


def tell(result: CheckResult, strict: bool, format_: str, output: str | None) -> int:
    """Write the report and return the exit code. Raises EnvFileError for files that could not be checked."""
    result = result.strict() if strict else result
    emit(renderer(format_)(result), output)
    if result.failures:
        raise EnvFileError(" | ".join(result.failures))
    if format_ == "text":
        counts = [(result.count("error"), "error"), (result.count("warning"), "warning")]
        told = ", ".join(f"{count} {what}{'' if count == 1 else 's'}" for count, what in counts)
        sys.stderr.write(f"{len(result.files)} file{'' if len(result.files) == 1 else 's'} checked: {told}\n")
    return exitcodes.FOUND if result.count("error") else exitcodes.CLEAN
