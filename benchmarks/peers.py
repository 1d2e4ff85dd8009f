"""Other scanners on the same directories: running them and counting what they find in each file."""

from __future__ import annotations

import json
import shlex
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PATH_KEYS = ("file", "File", "path", "Path", "filename", "file_path")
"""Where scanners write the path of a finding."""


class PeerError(RuntimeError):
    """A peer ended with an error, or its report is not to be read."""


def run_peer(command: str, directory: str) -> tuple[Counter[str], float]:
    """Run a peer on a directory; return how many findings it has in each file, and the seconds it took.

    In the command `{dir}` stands for the directory and `{report}` for the file in which the report is expected;
    without `{report}` it is read from standard output. Raises PeerError if there is no report.
    """
    with tempfile.TemporaryDirectory() as place:
        report = Path(place) / "report.json"
        words = [word.format(dir=directory, report=report) for word in shlex.split(command)]
        began = time.perf_counter()
        run = subprocess.run(words, capture_output=True, check=False, cwd=place)
        seconds = time.perf_counter() - began
        text = report.read_bytes() if report.exists() else run.stdout
    try:
        documents = documents_in(text.decode("utf-8", "replace"))
    except ValueError as error:
        raise PeerError(f"{words[0]} ended with {run.returncode} and no JSON report: {run.stderr[-300:]!r}") from error
    return Counter(path for document in documents for path in paths_in(document)), seconds


def documents_in(text: str) -> list[Any]:
    """Return the JSON documents of a text that holds one, or several one after the other (JSON Lines)."""
    if not text.strip():
        return []
    decoder = json.JSONDecoder()
    documents = []
    at = 0
    while at < len(text.rstrip()):
        document, at = decoder.raw_decode(text, at + len(text[at:]) - len(text[at:].lstrip()))
        documents.append(document)
    return documents


def paths_in(document: Any) -> Iterator[str]:
    """Yield the path of each finding of a report, whichever scanner wrote it."""
    if isinstance(document, list):
        for part in document:
            yield from paths_in(part)
    elif isinstance(document, dict):
        results = document.get("results")
        if isinstance(results, dict):  # detect-secrets: path to findings
            for path, findings in results.items():
                yield from [path] * len(findings)
        elif "findings" in document and isinstance(document["findings"], list):
            yield from paths_in(document["findings"])
        else:
            path = _path_of(document)
            if path:
                yield path


def _path_of(finding: dict[str, Any]) -> str:
    for key in PATH_KEYS:
        if isinstance(finding.get(key), str):
            return str(finding[key])
    inner = (_path_of(part) for part in finding.values() if isinstance(part, dict))
    return next((path for path in inner if path), "")
