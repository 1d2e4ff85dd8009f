"""Telling archives by how they begin, whatever they are called."""

from __future__ import annotations

from scanner.sources.archives.tar import BLOCK, is_header

BEGINNINGS = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\x1f\x8b\x08", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"\x28\xb5\x2f\xfd", "Zstandard"),
    (b"\x04\x22\x4d\x18", "LZ4"),
    (b"MSCF\x00\x00\x00\x00", "cabinet"),
)
"""First bytes, and what begins with them."""

OPENED = frozenset(("zip", "gzip", "bzip2", "xz", "tar"))
"""The kinds that can be opened."""

BZIP2_LEVELS = b"123456789"
BZIP2_BLOCKS = (b"1AY&SY", b"\x17\x72\x45\x38\x50\x90")
"""What follows the level: a block, or the end of an empty file."""

ZIP_NAMES = (b".zip", b".jar", b".war", b".ear", b".whl", b".egg", b".pyz", b".pex", b".apk", b".nupkg", b".vsix")
"""Ends of names of files that may be a ZIP archive with something before it."""

ENOUGH = BLOCK
"""Bytes of a beginning that are enough to tell by."""


def kind_of(head: bytes, path: bytes) -> str:
    """Return what the contents that begin with `head` are; empty for what is no archive.

    `zip?` is what may be one, by its name, with something before it.
    """
    for beginning, kind in BEGINNINGS:
        if head.startswith(beginning):
            if kind == "bzip2" and not (head[3:4] in BZIP2_LEVELS and head[4:10] in BZIP2_BLOCKS):
                return ""
            return kind
    if is_header(head[:BLOCK]):
        return "tar"
    return "zip?" if path.lower().endswith(ZIP_NAMES) else ""
