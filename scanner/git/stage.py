"""One file against the index: whether it differs, and putting it there as it is, without filters."""

from __future__ import annotations

from scanner.git.inside import path_inside
from scanner.git.run import answer, lines, output


def differs_from_index(root: str, path: str) -> bool:
    """Whether the index holds the file with other contents; ends of lines do not count.

    `root`: the work tree's root; `path`: relative to the current directory. A file that git does not track, or that
    lies elsewhere, differs from nothing. Raises GitError if git fails, OSError if the file cannot be read.
    """
    entry = _entry(root, path)
    if entry is None:
        return False
    with open(path, "rb") as stream:
        here = stream.read()
    staged = output(["cat-file", "blob", entry[1]], root)
    return here.replace(b"\r\n", b"\n") != staged.replace(b"\r\n", b"\n")


def is_tracked(root: str, path: str) -> bool:
    """Whether the index has the file; `path`: from the work tree's root. Raises GitError if git fails."""
    return bool(lines(["--literal-pathspecs", "ls-files", "-z", "--", path], root))


def stage_contents(root: str, path: str) -> None:
    """Put the file's contents into the index, if git tracks it. Raises GitError, OSError."""
    entry = _entry(root, path)
    if entry is None:
        return
    with open(path, "rb") as stream:
        name = answer(["hash-object", "-w", "--no-filters", "--stdin"], stream.read()).decode().strip()
    output(["-C", root, "update-index", "--cacheinfo", f"{entry[0]},{name},{path_inside(path, root)}"])


def _entry(root: str, path: str) -> tuple[str, str] | None:
    """Return mode and id of the file in the index; None if it is not there."""
    inside = path_inside(path, root)
    if inside.startswith("../"):
        return None
    found = lines(["--literal-pathspecs", "ls-files", "-z", "--stage", "--", inside], root)
    if len(found) != 1:  # more: an unresolved merge
        return None
    mode, name, _ = found[0].partition(b"\t")[0].decode().split(" ")
    return mode, name
