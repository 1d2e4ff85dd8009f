"""What `--archives` means to the commands that have it."""

from __future__ import annotations

from scanner.scan.commits import Reading
from scanner.sources.archives.opener import Opener
from scanner.sources.archives.source import with_archives

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.cli.session import Session
    from scanner.sources.interface import Source


def opener_for(session: Session, largest: int | None = None) -> Opener:
    """Return what opens the archives that the configuration does not exclude; `largest`: most bytes of a member."""
    return Opener(lambda path: not session.policy.exclusion(path), largest)


def reading_archives(session: Session) -> Reading:
    """Return the way to look at commits with such archives opened."""
    return Reading(opener=opener_for(session))


def opened_archives(source: Source, session: Session, largest: int | None = None) -> Source:
    """Return the source with such archives opened."""
    return with_archives(source, opener_for(session, largest))
