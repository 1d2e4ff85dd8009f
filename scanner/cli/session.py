"""What a scan rests on: the repository, the rules, the policy and the baseline, opened as the options ask."""

from __future__ import annotations

import os
import sys
import time

from scanner.baseline.kind import is_foreign
from scanner.baseline.lookup import BaselineLookup
from scanner.baseline.model import DEFAULT_NAME, secret_hash
from scanner.config.load import KNOWN_FILE, LOCAL_KNOWN_FILE, load_config
from scanner.engine.pipeline import Pipeline
from scanner.engine.prefilter.little import LittlePrefilter
from scanner.git.repo import open_damaged_repository, open_repository
from scanner.git.run import GitError
from scanner.record import NamedTuple
from scanner.ruleset.locate import load_ruleset
from scanner.scan.policy import Policy
from scanner.scan.run import run_scan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from scanner.baseline.detect_secrets.model import ForeignBaseline
    from scanner.baseline.lookup import Lookup, Scanner
    from scanner.cli.policy_ref import PolicyFiles
    from scanner.cli.scan_options import Misuse, ScanOptions
    from scanner.engine.prefilter.interface import Prefilter
    from scanner.git.repo import Repository
    from scanner.known.token_finder import TokenFinder
    from scanner.model import Confidence, Finding, ScanResult
    from scanner.ruleset.load import Ruleset
    from scanner.scan.foreign import ForeignSetup
    from scanner.sources.interface import Source


class Session(NamedTuple):
    """Everything but the source."""

    repository: Repository | None
    root: str
    """The work tree's root, or the current directory outside a repository."""
    policy: Policy
    pipeline: Scanner
    baseline: Lookup
    baseline_path: str | None
    ruleset: Ruleset
    misuse: Misuse = ""
    """Whether the misuse of secrets is looked for, too, or alone; empty: it is not."""
    foreign: ForeignSetup | None = None
    """The baseline of detect-secrets, if the baseline is one."""
    custom_plugins: bool = False
    """Whether the plugins that such a baseline names are run."""
    trusted: PolicyFiles | None = None
    """Where configuration and baseline are from, if not from the work tree."""
    instead: Scanner | None = None
    """What scans in the place of the rules; None: the rules do."""

    known: TokenFinder | None = None
    """Finds values of which there are fingerprints, beside the rules; None: there are none, or misuse alone counts."""

    @property
    def is_memorable(self) -> bool:
        """Whether a content without a finding stays one without, as long as the digest is the same."""
        others = (self.foreign, self.trusted, self.instead)
        return not self.misuse and all(other is None for other in others)

    @property
    def required_repository(self) -> Repository:
        """The repository. Raises GitError outside of one, or if git cannot tell what HEAD names."""
        found = self.repository
        return open_repository() if found is None or found.damage else found

    @property
    def digest(self) -> str:
        """Names the rules that take part, and the known values if there are fingerprints of any."""
        return digest_of(self.ruleset, self.known)

    def scanning_instead(self, pipeline: Scanner) -> Session:
        """Return the session in which `pipeline` scans in the place of the rules."""
        session = self._replace(instead=pipeline)
        return session._replace(pipeline=session.around(pipeline))

    def pipeline_with(self, prefilter: Prefilter) -> Pipeline:
        """Return the pipeline for what is looked for."""
        return make_pipeline(self.ruleset, prefilter, self.misuse)

    def around(self, pipeline: Scanner) -> Scanner:
        """Return the pipeline as fingerprints, the session's baseline, and the commit that it trusts, have it."""
        if self.known is not None and self.instead is None:
            from scanner.known.pipeline import KnownPipeline

            pipeline = KnownPipeline(pipeline, self.known)
        if self.trusted is not None:
            pipeline = self.trusted.around(pipeline)
        return pipeline if self.foreign is None else self.foreign.around(pipeline)

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
        return open_damaged_repository()
    except GitError:
        from scanner.git.refusal import git_above  # only a refusal needs it

        if required or git_above(os.getcwd()) is not None:
            raise
        return None


def open_session(
    options: ScanOptions,
    needs_repository: bool,
    read_baseline: bool = True,
    sure: Confidence | None = None,
    foreign: bool = True,
) -> Session:
    """Open what a scan needs; rules take part that can be `sure` to this degree, or as the lowest floor asks.

    `foreign`: whether a baseline of detect-secrets is read; if not, the caller puts the session under it.

    Raises KeysieveError if any of it is wrong or missing.
    """
    repository = repository_here(needs_repository or options.policy_ref is not None)
    root = repository.root if repository is not None else os.getcwd()
    trusted = None
    if repository is not None and options.policy_ref is not None:
        from scanner.cli.policy_ref import PolicyFiles  # few scans ask for it

        trusted = PolicyFiles(repository, options.policy_ref)
        options = trusted.options(options)
    config = load_config(trusted.root if trusted is not None else root, options.config)
    if trusted is not None:
        trusted.lay_out_named_by(config)
    policy = Policy(config, options.min_confidence, today())
    ruleset = load_ruleset((*config.rule_paths, *options.rules), sure or policy.lowest_floor())
    path = baseline_path(options.baseline, config.baseline, trusted.root if trusted is not None else root)
    if options.misuse:
        from scanner.misuse.table import javascript_is_read  # no parser of languages on the hook's path

        if not javascript_is_read():
            sys.stderr.write(f"keysieve: {NO_JAVASCRIPT}\n")
    known = None
    if options.misuse != "only":
        known = known_here(repository, trusted.root if trusted is not None else root)
    pipeline: Scanner = make_pipeline(ruleset, LittlePrefilter(ruleset.keywords), options.misuse)
    is_other = path is not None and is_foreign(path)
    lookup = BaselineLookup(path if read_baseline and not is_other else None, today())
    session = Session(
        repository,
        root,
        policy,
        pipeline,
        lookup,
        path,
        ruleset,
        options.misuse,
        custom_plugins=options.custom_plugins,
        trusted=trusted,
        known=known,
    )
    session = session._replace(pipeline=session.around(pipeline))
    if path is None or not is_other or not foreign:
        return session
    from scanner.baseline.detect_secrets.read import read_foreign  # few repositories have such a baseline

    return under_foreign(session, read_foreign(path), options.custom_plugins)[0]


def digest_of(ruleset: Ruleset, known: TokenFinder | None) -> str:
    """Name what the rules, as far as they take part, and the known values find."""
    rules = f"{ruleset.digest} from {ruleset.floor}"
    return rules if known is None else f"{rules} with {known.digest}"


def known_here(repository: Repository | None, root: str) -> TokenFinder | None:
    """Return what finds the values whose fingerprints lie at `root` or in the git directory; None: there are none.

    Raises FingerprintError if a file is damaged.
    """
    paths = [os.path.join(root, KNOWN_FILE)]
    if repository is not None:
        paths.append(os.path.join(repository.common_directory, *LOCAL_KNOWN_FILE))
    paths = [path for path in paths if os.path.lexists(path)]
    if not paths:
        return None
    from scanner.known.fingerprints import read_fingerprints  # most repositories have none
    from scanner.known.token_finder import TokenFinder

    return TokenFinder([read_fingerprints(path) for path in paths])


def under_foreign(
    session: Session, baseline: ForeignBaseline, run_plugins: bool | frozenset[str], name: str = ""
) -> tuple[Session, ForeignSetup]:
    """Return the session under a baseline of detect-secrets, which is set up, and say what of it does not apply.

    `run_plugins`: whether custom plugins are run, or which, by their `path`. The baseline's path is the session's;
    `name`: what it is called, instead of that. Raises BaselineError, PluginError.
    """
    from scanner.scan.foreign import ForeignSetup
    from scanner.text.redact import escape

    if session.trusted is not None:
        session.trusted.lay_out_word_lists(baseline)
    policy_root = session.root if session.trusted is None else session.trusted.root
    setup = ForeignSetup(baseline, session.baseline_path or "", policy_root, run_plugins, name)
    for note in setup.notes:
        sys.stderr.write(f"keysieve: {escape(note)}\n")
    policy = session.policy._replace(also_excluded=setup.exclusion)
    pipeline = setup.around(session.pipeline)
    return session._replace(policy=policy, pipeline=pipeline, baseline=setup.lookup, foreign=setup), setup


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


def fingerprint_of(session: Session) -> Callable[[Finding], str]:
    """Return the function that hashes a finding's secret with the baseline's salt, or the one that it would have."""
    salt = ""

    def fingerprint(finding: Finding) -> str:
        nonlocal salt
        from scanner.baseline.salt import report_salt

        try:
            salt = salt or report_salt(session.baseline_path, session.repository)
        except GitError:  # a broken history, of which the report tells already
            salt = report_salt(None, None)
        return secret_hash(finding.secret, salt)

    return fingerprint
