"""What the scanning commands share: opening the repository, the rules, the policy and the baseline, and the ending."""

from __future__ import annotations

import os
import sys
import time

from scanner import exitcodes
from scanner.baseline.lookup import BaselineLookup
from scanner.baseline.model import DEFAULT_NAME
from scanner.config.load import load_config
from scanner.engine.pipeline import Pipeline
from scanner.engine.prefilter.aho import AhoCorasickPrefilter
from scanner.git.repo import open_repository
from scanner.git.run import GitError
from scanner.record import NamedTuple
from scanner.ruleset.locate import load_ruleset
from scanner.scan.policy import Policy
from scanner.scan.run import run_scan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Literal

    from scanner.engine.prefilter.interface import Prefilter
    from scanner.git.repo import Repository
    from scanner.model import Confidence, Finding, ScanResult
    from scanner.report.earlier import EarlierReport
    from scanner.ruleset.load import Ruleset
    from scanner.sources.interface import Source

    Misuse = Literal["", "too", "only"]


class ScanOptions(NamedTuple):
    """The options that all scanning commands have."""

    baseline: str | None = None
    config: str | None = None
    rules: tuple[str, ...] = ()
    min_confidence: Confidence | None = None
    misuse: Misuse = ""


class OutputOptions(NamedTuple):
    """How the result is told."""

    format: str = "text"
    output: str | None = None
    """File to write the report to; None: standard output."""
    show_secrets: bool = False
    exit_code: int = exitcodes.FOUND
    """The exit code when there are new findings."""
    hints: str = "scan"
    verbose: bool = False
    earlier: tuple[EarlierReport, ...] = ()
    """Reports of earlier scans, for the page that shows the course."""


class Session(NamedTuple):
    """Everything but the source."""

    repository: Repository | None
    root: str
    """The work tree's root, or the current directory outside a repository."""
    policy: Policy
    pipeline: Pipeline
    baseline: BaselineLookup
    baseline_path: str | None
    ruleset: Ruleset
    misuse: Misuse = ""
    """Whether the misuse of secrets is looked for, too, or alone; empty: it is not."""

    def pipeline_with(self, prefilter: Prefilter) -> Pipeline:
        """Return the pipeline for what is looked for."""
        return make_pipeline(self.ruleset, prefilter, self.misuse)

    def scan(self, source: Source) -> ScanResult:
        """Scan the source."""
        return run_scan(source, self.pipeline, self.policy, self.baseline)


def today() -> str:
    """Return the ISO date of this day."""
    return time.strftime("%Y-%m-%d")


def repository_here(required: bool) -> Repository | None:
    """Return the repository around the current directory; None if there is none and none is required.

    Raises GitError if git refuses the repository, or if one is required and there is none.
    """
    try:
        return open_repository()
    except GitError:
        if required or has_git_directory(os.getcwd()):
            raise
        return None


def has_git_directory(directory: str) -> bool:
    """Whether `directory` or one above it has a `.git`: then git's refusal is not to be passed over."""
    while True:
        if os.path.lexists(os.path.join(directory, ".git")):
            return True
        parent = os.path.dirname(directory)
        if parent == directory:
            return False
        directory = parent


def open_session(
    options: ScanOptions, needs_repository: bool, read_baseline: bool = True, sure: Confidence | None = None
) -> Session:
    """Open what a scan needs; rules take part that can be `sure` to this degree, or as the lowest floor asks.

    Raises KeysieveError if any of it is wrong or missing.
    """
    repository = repository_here(needs_repository)
    root = repository.root if repository is not None else os.getcwd()
    config = load_config(root, options.config)
    policy = Policy(config, options.min_confidence, today())
    ruleset = load_ruleset((*config.rule_paths, *options.rules), sure or policy.lowest_floor())
    path = baseline_path(options.baseline, config.baseline, root)
    lookup = BaselineLookup(path if read_baseline else None, today())
    if options.misuse:
        from scanner.misuse.table import javascript_is_read  # no parser of languages on the hook's path

        if not javascript_is_read():
            sys.stderr.write(f"keysieve: {NO_JAVASCRIPT}\n")
    pipeline = make_pipeline(ruleset, AhoCorasickPrefilter(ruleset.keywords), options.misuse)
    return Session(repository, root, policy, pipeline, lookup, path, ruleset, options.misuse)


NO_JAVASCRIPT = "misuse in JavaScript and TypeScript is not looked for; install the extra: keysieve[javascript]"


def make_pipeline(ruleset: Ruleset, prefilter: Prefilter, misuse: Misuse) -> Pipeline:
    """Return the pipeline that looks for secrets, for their misuse, or for both."""
    if not misuse:
        return Pipeline(ruleset, prefilter)
    from scanner.scan.misuse import MisusePipeline  # parsers of languages: not for the hook

    return MisusePipeline(ruleset, prefilter, misuse == "only")


def baseline_path(given: str | None, configured: str, root: str) -> str | None:
    """Return the baseline to use: the given one, the configured one, or the one at the root; None if there is none."""
    if given or configured:
        return given or configured
    default = os.path.join(root, DEFAULT_NAME)
    return default if os.path.lexists(default) else None


def finish(result: ScanResult, session: Session, options: OutputOptions, engine: str = "") -> int:
    """Tell the result and return the exit code; `engine`: in words, how it was found."""
    from scanner.cli.emit import emit
    from scanner.report.interface import ReportStyle, ScanContext
    from scanner.report.table import reporter

    render = reporter(options.format)
    color = options.output is None and options.format == "text" and wants_color()
    config = session.policy.config
    context = ScanContext(
        len(session.ruleset), session.ruleset.digest, config.origin, config.digest, session.baseline_path or "", engine
    )
    style = ReportStyle(
        options.show_secrets,
        color,
        fingerprint_of(session),
        options.hints,
        context,
        options.verbose,
        time.time(),
        options.earlier,
    )
    emit(render(result, style), options.output)
    if not result.complete:
        return exitcodes.FAILED
    return options.exit_code if result.count("new") else exitcodes.CLEAN


def wants_color() -> bool:
    """Whether standard output is to be coloured (https://no-color.org, https://force-color.org)."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (sys.stdout.isatty() and os.environ.get("TERM") != "dumb")


def fingerprint_of(session: Session) -> Callable[[Finding], str]:
    """Return the function that hashes a finding's secret with the baseline's salt, or the one that it would have."""
    salt = ""

    def fingerprint(finding: Finding) -> str:
        nonlocal salt
        from scanner.baseline.model import secret_hash
        from scanner.baseline.salt import report_salt

        try:
            salt = salt or report_salt(session.baseline_path, session.repository)
        except GitError:  # a broken history, of which the report tells already
            salt = report_salt(None, None)
        return secret_hash(finding.secret, salt)

    return fingerprint
