"""What a loose object holds: scanned like any other, and told if it is not what its id stands for."""

from __future__ import annotations

from scanner.text.fragments import Content

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.git.loose import Verified
    from scanner.model import Fragment, Provenance


class LooseContent(Content):
    """Fails at its end, when everything in it was given, if it is of another id."""

    def __init__(self, path: bytes, provenance: Provenance, chunks: Verified) -> None:
        super().__init__(path, provenance, chunks)
        self._verified = chunks

    def __iter__(self) -> Iterator[Fragment]:
        """Yield the fragments; that may raise KeysieveError."""
        yield from super().__iter__()
        self._verified.check()

    def chunks(self) -> Iterator[bytes]:
        """Yield the bytes; that may raise KeysieveError."""
        yield from self._verified
        self._verified.check()
