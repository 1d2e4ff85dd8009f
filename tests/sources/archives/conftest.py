"""Archives made in memory, of any kind and nested as one likes."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
from collections.abc import Callable, Mapping

import pytest

Pack = Callable[[str, Mapping[str, bytes]], bytes]


def packed(kind: str, members: Mapping[str, bytes]) -> bytes:
    """Return an archive of that kind: `zip`, `zip:stored`, `tar`, `tar:gz`, `tar:gnu`, …, or `gz`, `bz2`, `xz`."""
    kind, _, variant = kind.partition(":")
    buffer = io.BytesIO()
    if kind == "zip":
        methods = {"": zipfile.ZIP_DEFLATED, "stored": zipfile.ZIP_STORED, "bz2": zipfile.ZIP_BZIP2}
        methods["lzma"] = zipfile.ZIP_LZMA
        with zipfile.ZipFile(buffer, "w", methods[variant]) as archive:
            for name, data in members.items():
                archive.writestr(zipfile.ZipInfo(name), data, methods[variant])
        return buffer.getvalue()
    if kind == "tar":
        formats = {"gnu": tarfile.GNU_FORMAT, "ustar": tarfile.USTAR_FORMAT}
        compression = variant if variant in ("gz", "bz2", "xz") else ""
        with tarfile.open(
            fileobj=buffer, mode=f"w:{compression}", format=formats.get(variant, tarfile.PAX_FORMAT)
        ) as tar:
            for name, data in members.items():
                info = tarfile.TarInfo(name)
                info.size = len(data)
                tar.addfile(info, io.BytesIO(data))
        return buffer.getvalue()
    (data,) = members.values()
    return {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress}[kind](data)


def encrypted(data: bytes) -> bytes:
    """Set the mark of encryption on every member of a ZIP archive."""
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        begin = -1
        while (begin := data.find(signature, begin + 1)) >= 0:
            flags = struct.unpack_from("<H", data, begin + at)[0] | 1
            data = data[: begin + at] + struct.pack("<H", flags) + data[begin + at + 2 :]
    return data


@pytest.fixture
def pack() -> Pack:
    return packed
