"""Writing a baseline: sorted lines, atomically, and only if something changed."""

from __future__ import annotations

import json
import os

from scanner.atomic import write_atomically
from scanner.baseline.model import FORMAT, Baseline, BaselineEntry
from scanner.baseline.read import BaselineError
from scanner.regular import regular

ATTRIBUTES = ".gitattributes"


def baseline_text(baseline: Baseline) -> str:
    """Return the file's text: the header, then one line a secret in the order of paths and hashes."""
    lines = [entry_line(entry) for entry in sorted(baseline.entries, key=lambda entry: entry.key)]
    return "\n".join([header_line(baseline.salt), *lines]) + "\n"


def header_line(salt: str) -> str:
    """Return the first line, without its end."""
    return json.dumps({"keysieve-baseline": FORMAT, "salt": salt})


def entry_line(entry: BaselineEntry) -> str:
    """Return the line of an entry, without its end."""
    return json.dumps({key: value for key, value in entry._asdict().items() if value})


def write_baseline(path: str, baseline: Baseline) -> bool:
    """Write the baseline and return whether the file changed; equal contents are left untouched.

    A reader sees the old file or the new one. Raises BaselineError if it cannot be written.
    """
    return write_text(path, baseline_text(baseline))


def write_text(path: str, contents: str) -> bool:
    """Write the file whole, in UTF-8, and return whether it changed. Raises BaselineError if it cannot be written."""
    text = contents.encode()
    target = os.path.realpath(path)
    try:
        if os.path.exists(target):
            with open(target, "rb", opener=regular) as stream:
                if stream.read() == text:
                    return False
        elif os.path.islink(path):  # a foreign repository may have one that leads to any place
            raise BaselineError(f"{path}: is a link to nothing; remove it")
        write_atomically(target, text)
    except OSError as error:
        raise BaselineError(f"{path}: cannot be written: {error.strerror}") from error
    return True


def add_merge_attribute(root: str, path: str) -> bool:
    """Add `<path> merge=union` to `.gitattributes` at `root` if it is not there, and return whether it was added.

    So two branches that add entries merge without a conflict. `path` is relative to the root. Nothing is added to a
    symbolic link, which git does not read, and which may lead out of the repository.
    """
    attributes = os.path.join(root, ATTRIBUTES)
    if os.path.islink(attributes):
        return False
    try:
        text = b""
        if os.path.exists(attributes):
            with open(attributes, "rb", opener=regular) as stream:
                text = stream.read()
        line = lacking_attribute(text, path)
        if not line:
            return False
        joint = b"" if not text or text.endswith(b"\n") else b"\n"
        with open(attributes, "ab", opener=regular) as stream:
            stream.write(joint + line + b"\n")
    except OSError as error:
        raise BaselineError(f"{attributes}: cannot be written: {error.strerror}") from error
    return True


def lacking_attribute(text: bytes, path: str) -> bytes:
    """Return the line `<path> merge=union` if the contents of `.gitattributes` lack it; else nothing."""
    line = os.fsencode(f"{attribute_pattern(path)} merge=union")
    return b"" if line in (known.strip() for known in text.splitlines()) else line


def attribute_pattern(path: str) -> str:
    """Return the pattern that matches exactly `path` in `.gitattributes`: its wildcards escaped, quoted if need be."""
    escaped = "".join("\\" + sign if sign in "*?[\\" else sign for sign in path)
    if escaped.startswith("!"):
        escaped = "\\" + escaped
    if escaped[:1] not in ("#", '"') and not any(sign.isspace() or sign < " " for sign in escaped):
        return escaped
    return '"' + "".join(_quoted(sign) for sign in escaped) + '"'


def _quoted(sign: str) -> str:
    return f"\\{ord(sign):03o}" if sign < " " else "\\" + sign if sign in '"\\' else sign
