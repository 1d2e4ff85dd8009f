"""Files that hold samples: tests, examples, documentation. A password may be made up there; a token is one anywhere."""

from __future__ import annotations

from scanner.engine.filters.interface import Ruling, keep_low, lower
from scanner.engine.filters.strength import character_kinds
from scanner.text.entropy import shannon

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.engine.candidate import Candidate

TESTS = frozenset(
    b"test tests testing testdata test-data test_data __tests__ spec specs fixture fixtures __fixtures__ mock mocks "
    b"__mocks__ _mock_files vectors testsuite integration-tests e2e".split()
)
"""Directories of tests."""

PLACES = TESTS.union(b"example examples sample samples demo demos doc docs documentation playbooks molecule".split())
"""Directories of samples."""

ENDINGS = (b".md", b".rst", b".adoc", b".mdx")
INFIXES = (
    b".examples.",
    b"examples-1.json",
    b"_test.",
    b".test.",
    b"_spec.",
    b".spec.",
    b"-test.",
    b"test.java",
    b"tests.java",
    b"test.kt",
    b"tests.cs",
    b"test.php",
)
STRONG_LENGTH = 20
STRONG_KINDS = 3
STRONG_ENTROPY = 3.5


class SampleFile:
    """A place where most secrets are made up."""

    name = "sample"

    def judge(self, candidate: Candidate) -> Ruling | None:
        """Lower what a person may have typed as a sample; what only a machine makes stays."""
        if is_below_vectors(candidate.path):
            return lower("among test vectors")
        if not is_sample_path(candidate.path):
            return None
        value = candidate.value
        if len(value) >= STRONG_LENGTH and character_kinds(value) >= STRONG_KINDS and shannon(value) >= STRONG_ENTROPY:
            return None
        return lower("in a file of tests, examples or documentation")


def is_sample_path(path: bytes) -> bool:
    """Whether a directory or the file's name says test, example or documentation."""
    *directories, name = path.lower().split(b"/")
    if (
        name.endswith(ENDINGS)
        or (name.startswith(b"test_") and name.endswith(b".py"))
        or any(infix in name for infix in INFIXES)
    ):
        return True
    return not PLACES.isdisjoint(directories)


class TestKey:
    """A private key that tests bring with them."""

    name = "test key"

    def judge(self, candidate: Candidate) -> Ruling | None:
        """Lower a key below a directory of tests or of test vectors."""
        directories = candidate.path.lower().split(b"/")[:-1]
        if not TESTS.isdisjoint(directories) or is_below_vectors(candidate.path):
            return keep_low("in a directory of tests")
        return None


def is_below_vectors(path: bytes) -> bool:
    """Whether a directory of the path says test vectors."""
    return any(each.endswith((b"_vectors", b"-vectors", b"testvectors")) for each in path.lower().split(b"/")[:-1])
