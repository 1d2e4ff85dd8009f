"""`uuid`, `semver` and `md5`."""

from __future__ import annotations

from scanner.envschema.types.interface import MisfitError, Options, plain
from scanner.text.lazy_pattern import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.envschema.types.interface import Raw

UUID = lazy(r"(?ai)[0-9a-f]{8}-[0-9a-f]{4}-[0-8][0-9a-f]{3}-[089ab][0-9a-f]{3}-[0-9a-f]{12}")
NUMBER = r"(?:0|[1-9]\d*)"
WORD = r"(?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*)"
SEMVER = lazy(rf"(?a){NUMBER}\.{NUMBER}\.{NUMBER}(?:-{WORD}(?:\.{WORD})*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?")
MD5 = lazy(r"[0-9a-f]{32}")


class UuidType:
    """A UUID of any version from 1 to 8, or the one of zeros."""

    mask = "00000000-0000-0000-0000-000000000000"

    def __init__(self, options: Options) -> None:
        options.end()

    def read(self, value: Raw) -> str:
        """Return the UUID as it is written."""
        text = plain(value)
        if not UUID.fullmatch(text):
            raise MisfitError("is no UUID")
        return text


class SemverType:
    """A semantic version, as 1.2.3-rc.1."""

    mask = "0.0.0"

    def __init__(self, options: Options) -> None:
        options.end()

    def read(self, value: Raw) -> str:
        """Return the version."""
        text = plain(value)
        if not SEMVER.fullmatch(text):
            raise MisfitError("is no semantic version, as 1.2.3")
        return text


class Md5Type:
    """An MD5 hash: 32 hex digits."""

    mask = "0" * 32

    def __init__(self, options: Options) -> None:
        options.end()

    def read(self, value: Raw) -> str:
        """Return the hash in lower case."""
        text = plain(value).lower()
        if not MD5.fullmatch(text):
            raise MisfitError("is no MD5 hash of 32 hex digits")
        return text
