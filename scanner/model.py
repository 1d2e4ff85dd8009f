"""The values that pass between the stages. All are immutable; none knows how it was made or will be shown."""

from __future__ import annotations

from scanner.errors import KeysieveError
from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Literal

    Severity = Literal["low", "medium", "high", "critical"]
    Confidence = Literal["low", "medium", "high"]
    Status = Literal["new", "known", "allowed"]
    Origin = Literal["work tree", "index", "commit", "stdin", "patch"]

CONFIDENCE_RANK: dict[str, int] = {"low": 0, "medium": 1, "high": 2}
"""Order of the confidences, for comparing and sorting."""

NO_FINDING = "none"
"""What rule files write in the place of a confidence where a match without its context is no finding."""

ANYWHERE = -1
"""A companion's distance where it may stand anywhere in the same document."""

INSIDE = b"!/"
"""What stands between the path of an archive and the name of a member."""

SEVERITIES = ("low", "medium", "high", "critical")


class Secret:
    """A secret value (bytes). It cannot print itself; `reveal_in_clear` is the one way to the value."""

    __slots__ = ("_value",)

    def __init__(self, value: bytes) -> None:
        self._value = value

    def reveal_in_clear(self) -> bytes:
        """The value itself. Call it only to hash, to compare, or because the user asked for `--show-secrets`."""
        return self._value

    def __repr__(self) -> str:
        return "Secret('****')"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __len__(self) -> int:
        return len(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._value == other._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> str:
        raise TypeError("a Secret is not to be serialised")


class Provenance(NamedTuple):
    """Where the bytes of a fragment were read."""

    origin: Origin
    commit: str | None = None
    author: str | None = None
    date: str | None = None
    """ISO 8601, as the author's clock had it."""
    blob: str | None = None
    """The object that was read."""
    at_head: bool | None = None
    """Whether HEAD still holds the secret, in any path; None: not asked."""
    inner: int = 0
    """Bytes at the end of the path that name a member of an archive, `INSIDE` included; 0: it is no member."""


class Fragment(NamedTuple):
    """A run of bytes to scan.

    Contents of up to some megabytes are one fragment; larger ones are cut into fragments that overlap. A match belongs
    to the fragment in which it begins at an offset in `begin <= offset < end`, so that none is reported twice.
    """

    path: bytes
    """Relative to the work tree's root, `/` between parts; any bytes but NUL."""
    content: bytes
    provenance: Provenance
    begin: int
    """Byte offset in `content`."""
    end: int
    """Byte offset in `content`; `len(content)` in the last fragment of the contents."""
    line: int
    """1-based number of the line that `content` starts in."""
    column: int
    """1-based column, in characters, at which `content` starts in that line."""


class Companion(NamedTuple):
    """What must stand near a secret for its rule to be sure, such as the key id beside the key. It is no finding."""

    name: str
    """What it is, for people."""
    regex: str
    """Pattern over bytes; every match is at most `width` bytes long and contains one of `keywords`."""
    width: int
    lead: int
    """Most bytes from the beginning of a match to the end of its first keyword."""
    within: int
    """Most line ends between it and the secret; `ANYWHERE`: it counts wherever it stands in the document."""
    without: Confidence | None
    """How sure a match is where it is missing; None: it is no finding."""
    keywords: tuple[str, ...]
    """Lower case."""

    @property
    def where(self) -> str:
        """How near it must stand, in words."""
        if self.within == ANYWHERE:
            return "in the same document"
        if self.within == 0:
            return "in the same line"
        return f"within {self.within} line{'' if self.within == 1 else 's'}"


class Rule(NamedTuple):
    """What the engine runs: one kind of credential."""

    id: str
    provider: str
    description: str
    severity: Severity
    confidence: Confidence
    keywords: tuple[str, ...]
    """Lower case; every match contains one of them, whatever its case."""
    regex: str
    """Pattern over bytes with a group `secret`; every match is at most `width` bytes long."""
    width: int
    entropy: float
    """Least Shannon entropy of the secret, in bits a byte; 0: not asked."""
    checksum: str
    """Name of the offline check, or empty."""
    filters: str
    """Name of the filter list in `engine/filters/table.py` that judges the matches."""
    revoke: str
    """Where to revoke such a credential: an address or a sentence."""
    source: str
    """The public document that states the format."""
    lead: int = 0
    """Most bytes from the beginning of a match to the end of its first keyword; 0: as many as `width`."""
    syntax: str = ""
    """Name of the syntax in `engine/syntax/table.py` that finds the matches, in the place of a pattern; or empty."""
    requires: Companion | None = None
    paths: tuple[str, ...] = ()
    """Globs of the paths in which the rule is as sure as it says; empty: everywhere."""
    elsewhere: Confidence | None = "low"
    """How sure a match is in other paths; None: it is no finding."""


class Announcement(NamedTuple):
    """What a keyword says: this rule may match here, if a run of `length` bytes of `follows` stands behind it."""

    number: int
    """The rule's number in its ruleset."""
    follows: bytes = b""
    """The bytes themselves where `reach` is 0; else a table for `translate` that makes them `A` and all others a space.

    A run is looked for with one translation and one search.
    """
    length: int = 0
    """0: nothing is known of what follows."""
    reach: int = 0
    """Bytes behind the keyword within which the run begins; 0: right behind it."""


class Check(NamedTuple):
    """The outcome of one offline check, such as `checksum: valid`."""

    name: str
    outcome: str
    """`valid`, `invalid`, or what the check learnt (an account number, an expiry date)."""


class Location(NamedTuple):
    """Where a secret stands: 1-based lines, 1-based columns in characters, the end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class Match(NamedTuple):
    """What the exact pattern of a rule matched: byte offsets in the fragment's content."""

    rule: Rule
    begin: int
    end: int
    secret_begin: int
    secret_end: int
    name: bytes = b""
    """The name that the secret is assigned to; empty where the rule has a pattern."""
    form: str = ""
    """How it is assigned (see `engine/syntax/forms.py`); empty where the rule has a pattern."""
    value: bytes = b""
    """The secret, where it is not the text between its offsets but joined of pieces, or decoded; empty: it is."""


class Finding(NamedTuple):
    """A secret at a place, judged."""

    rule: Rule
    path: bytes
    location: Location
    secret: Secret
    confidence: Confidence
    checks: tuple[Check, ...]
    provenance: Provenance
    allowed: str | None
    """Why it is allowed by a mark in the text itself; None: it is not."""
    line_hash: int
    """In-process hash of the line's bytes: tells an untouched line from a copy; means nothing outside the process."""


class PartialScanError(KeysieveError):
    """A fragment was scanned in part only."""

    def __init__(self, message: str, findings: list[Finding]) -> None:
        """`findings`: what was found in the other parts."""
        super().__init__(message)
        self.findings = findings


class ReportedFinding(NamedTuple):
    """A finding with the decision on it."""

    finding: Finding
    status: Status
    reason: str
    """Why it is known or allowed, or new again; empty for one that is new for the first time."""


class Skipped(NamedTuple):
    """An entry that was listed and not scanned, with the reason."""

    path: bytes
    reason: str


class Fault(NamedTuple):
    """An entry that should have been scanned and could not be; any fault makes the scan incomplete."""

    path: bytes
    message: str


class ScanResult(NamedTuple):
    """What a scan found, and the proof that it looked at everything: listed = scanned + skipped + faults."""

    findings: tuple[ReportedFinding, ...]
    faults: tuple[Fault, ...]
    skipped: tuple[Skipped, ...]
    listed: int
    """Entries that the source named: files, index entries, stdin."""
    scanned: int
    scanned_bytes: int
    seconds: float
    commits: int | None = None
    """Commits that were looked at; None: it was no scan of commits."""
    resumed: bool = False
    """Whether what an earlier scan had seen was not read again."""
    shallow: bool = False
    """Whether the clone leaves out commits that came before those that were scanned."""

    @property
    def complete(self) -> bool:
        """Whether everything that was listed was scanned or skipped for a stated reason."""
        return not self.faults and self.listed == self.scanned + len(self.skipped)

    def count(self, status: Status) -> int:
        """How many findings have this status."""
        return sum(1 for reported in self.findings if reported.status == status)

    def new(self) -> Iterator[Finding]:
        """The findings that decide the exit code."""
        return (reported.finding for reported in self.findings if reported.status == "new")
