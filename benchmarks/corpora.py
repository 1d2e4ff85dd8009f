"""Package sources to scan for false alarms: fetching them, and what kind of file each is."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

PYPI = (
    *("ansible==12.3.0", "babel==2.18.0", "cryptography-vectors==50.0.2", "django==5.2.19", "faker==40.63.0"),
    *("jupyterlab==4.6.6", "kubernetes==37.0.2", "moto==5.2.5", "notebook==7.6.5", "paramiko==5.1.0"),
    *("sphinx==9.0.4", "sqlalchemy==2.1.9", "stripe==16.1.0", "twilio==9.13.0", "twisted==26.10.0", "wagtail==8.0.1"),
)
"""What `--fetch` takes from PyPI."""

NPM = (
    *("aws-sdk@2.1693.0", "antd@6.6.8", "bootstrap@5.3.9", "core-js@3.51.0", "firebase@13.2.0", "lodash@4.18.1"),
    *("moment@2.31.0", "monaco-editor@0.57.0", "next@16.4.6", "react-dom@19.3.1", "swagger-ui-dist@5.35.0"),
    *("tinymce@8.9.2", "webpack@5.112.2"),
)
"""What `--fetch` takes from npm."""

KINDS: dict[str, str] = {
    "test vectors": r"(^|/)(cryptography_vectors|test[-_]?vectors|wycheproof)/",
    ".env.example": r"(^|/)\.env[^/]*\.(example|sample|template|dist)$|(^|/)\.env-example$",
    "locale": r"(^|/)(locales?|i18n|l10n|langs?|languages?|translations?|nls|messages|intl|locale-data)/"
    r"|\.(po|pot|xlf|xliff|arb|resx|strings)$|(^|/)messages[^/]*\.properties$",
    "lock": r"(^|/)(package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|bun\.lockb?|go\.sum|[^/]+\.lock)$",
    "checksum list": r"(^|/)(RECORD|[^/]*SUMS(\.txt)?|checksums?(\.txt)?)$|\.(sha1|sha256|sha512|md5)$",
    "svg": r"\.svg$",
    "notebook": r"\.ipynb$",
    "csv": r"\.(csv|tsv)$",
    "sql": r"\.sql$",
    "source map": r"\.map$",
    "minified": r"[.-]min\.(js|mjs|cjs|css|html)$",
    "document": r"\.(md|rst|txt|html?|adoc|1)$|(^|/)(README|CHANGELOG|LICENSE)[^/]*$",
}
"""Kind of file: the pattern of its path; the first one that matches counts."""

OTHER = "other"
BUNDLE_LINE = 500
"""Bytes to a line, on average, from which a script or a style sheet is taken for minified."""

HEAD = 65536


def kind_of(path: str, head: bytes) -> str:
    """Return the kind of the file with that path, whose contents begin with `head`."""
    for kind, pattern in KINDS.items():
        if re.search(pattern, path, re.IGNORECASE if kind != "checksum list" else 0):
            return kind
    bundled = path.endswith((".js", ".mjs", ".cjs", ".css")) and len(head) > BUNDLE_LINE * (head.count(b"\n") + 1)
    return "minified" if bundled else OTHER


def files_below(directory: str) -> Iterator[tuple[str, int, str]]:
    """Yield path, size in bytes and kind of every regular file below a directory."""
    for folder, folders, names in os.walk(directory):
        folders.sort()
        for name in sorted(names):
            path = os.path.join(folder, name)
            if os.path.isfile(path) and not os.path.islink(path):
                with open(path, "rb") as stream:
                    head = stream.read(HEAD)
                yield path, os.path.getsize(path), kind_of(os.path.relpath(path, directory), head)


def fetch(directory: Path, pypi: Sequence[str] = PYPI, npm: Sequence[str] = NPM) -> dict[str, str]:
    """Download packages with pip and npm, unpack them, and return the corpora: name to directory.

    What is unpacked already stays as it is. Nothing is installed, and no code of a package is run.
    """
    downloads = directory / "downloads"
    downloads.mkdir(parents=True, exist_ok=True)
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--dest"]
    for package in pypi:
        place = directory / "pypi" / package.replace("==", "-")
        if not place.exists():
            subprocess.run([*pip, str(downloads / place.name), package], check=True)
            (archive,) = (downloads / place.name).iterdir()
            shutil.unpack_archive(archive, place, "zip")
    for package in npm:
        place = directory / "npm" / package.replace("@", "-").replace("/", "-")
        if not place.exists():
            (downloads / place.name).mkdir(exist_ok=True)
            pack = ["npm", "pack", package, "--silent", "--pack-destination", str(downloads / place.name)]
            subprocess.run(pack, check=True, stdout=subprocess.DEVNULL)
            (archive,) = (downloads / place.name).iterdir()
            shutil.unpack_archive(archive, place, "gztar", filter="data")
    return {name: str(directory / name) for name in ("pypi", "npm") if (directory / name).is_dir()}
