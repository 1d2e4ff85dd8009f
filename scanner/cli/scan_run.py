"""A run of `keysieve scan`, whoever has understood its words."""

from __future__ import annotations

from scanner.cli.bulk import BulkOptions
from scanner.cli.emit import check_stdout, tolerate_encoding
from scanner.cli.finish import finish
from scanner.cli.scan_options import OutputOptions, ScanOptions
from scanner.cli.session import open_session
from scanner.cli.source import SourceOptions, check_source, scan_source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.cli.plain_scan import PlainScan


def run_scan_command(
    source: SourceOptions, bulk: BulkOptions, options: ScanOptions, output: OutputOptions, cached: bool
) -> int:
    """Scan and tell the result; return the exit code. Raises KeysieveError."""
    session = open_session(options, needs_repository=source.needs_repository)
    result, engine = scan_source(session, source, bulk, cached)
    return finish(result, session, output, engine, source.range_ or "")


def run_plain_scan(call: PlainScan) -> int:
    """Scan as a usual command line asks for. Raises KeysieveError."""
    tolerate_encoding()
    cached = "--no-cache" not in call.flags
    source = SourceOptions(
        call.paths,
        staged="--staged" in call.flags,
        range_=call.values.get("--range"),
        history="--history" in call.flags,
    )
    output = OutputOptions(
        call.values.get("--format", "text"), call.values.get("--output"), verbose="--verbose" in call.flags
    )
    check_source(source, not cached)
    if output.output is None:
        check_stdout()
    return run_scan_command(source, BulkOptions(), ScanOptions(), output, cached)
