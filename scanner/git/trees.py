"""Commits and trees read object by object, as far as they can be read, where git gives up the whole of them."""

from __future__ import annotations

from itertools import takewhile

from scanner.git.bulk import objects
from scanner.git.ids import is_id
from scanner.git.objects import MissingObjectError
from scanner.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Files = dict[bytes, list[tuple[str, str]]]
    """Path to the modes and ids of what is there: more than one in a tree that git would not write."""

KIND = 0o170000
DIRECTORY = 0o040000
FILE = 0o100644
NAMELESS = b"(no name)"


class Header(NamedTuple):
    """What a commit says that it holds and where it comes from."""

    tree: str
    """Empty if that cannot be told."""
    parents: tuple[str, ...]


def header_of(chunks: Iterable[bytes], width: int) -> Header:
    """Return what the object of a commit says; `width`: digits of an id. Raises MissingObjectError.

    Of one that git refuses, everything that could be meant is taken.
    """
    head = b""
    for chunk in chunks:
        head += chunk
        if b"\n\n" in head:
            break
    rows = head.partition(b"\n\n")[0].decode("latin-1").split("\n")
    tree = _named(rows[0], "tree", width)
    if not tree:
        tree = next(filter(None, (_named(row, "tree", width) for row in rows)), "")
        parents = [_named(row, "parent", width) for row in rows]
    else:  # git reads those parents alone that stand behind the tree
        parents = [_named(row, "parent", width) for row in takewhile(_is_parent, rows[1:])]
    return Header(tree, tuple(filter(None, parents)))


def readable_files(name: str) -> tuple[Files, list[str]]:
    """Return the files of a commit or a tree, and the objects of which they are no more than could be read."""
    lost: list[str] = []
    for answered in objects([name]):
        try:
            tree = header_of(answered.chunks, len(name)).tree if answered.kind == "commit" else name
        except MissingObjectError:
            tree = ""
        if not tree:
            return {}, [name]
    files: Files = {}
    waiting: list[tuple[bytes, tuple[str, ...]]] = [(b"", (tree,))]
    while waiting:
        further = []
        for (place, above), answered in zip(waiting, objects([above[-1] for _, above in waiting]), strict=True):
            entries, whole = _entries(answered.chunks, len(name) // 2) if answered.kind == "tree" else ([], False)
            if not whole:
                lost.append(above[-1])
            for mode, part, found in entries:
                path = place + part
                if mode & KIND != DIRECTORY:
                    files.setdefault(path, []).append((f"{mode:06o}", found))
                elif found in above:  # contents that were exchanged on disk may be their own directory
                    lost.append(found)
                else:
                    further.append((path + b"/", (*above, found)))
        waiting = further
    return files, list(dict.fromkeys(lost))


def raw_changes(old: Files, new: Files) -> Iterator[bytes]:
    """Yield the fields in which git would tell what differs."""
    for path, held in new.items():
        before = old.get(path, [])
        for mode, name in held:
            if (mode, name) not in before:
                old_mode, old_name = before[0] if before else ("000000", "0" * len(name))
                yield f":{old_mode} {mode} {old_name} {name} {'M' if before else 'A'}".encode()
                yield path
    for path, held in old.items():
        if path not in new:
            for mode, name in held:
                yield f":{mode} 000000 {name} {'0' * len(name)} D".encode()
                yield path


def _entries(chunks: Iterable[bytes], size: int) -> tuple[list[tuple[int, bytes, str]], bool]:
    """Return mode, name and id of each entry of a tree whose ids have `size` bytes, and whether git would take them."""
    found: list[tuple[int, bytes, str]] = []
    try:
        data = b"".join(chunks)
    except MissingObjectError:
        return found, False
    at, whole = 0, True
    while at < len(data):
        nul = data.find(b"\0", at)
        name = data[nul + 1 : nul + 1 + size]
        if nul < 0 or len(name) < size:
            return found, False
        octal, _, part = data[at:nul].partition(b" ")
        sound = bool(part) and octal.isdigit() and not octal.strip(b"01234567") and octal.strip(b"0") != b""
        whole = whole and sound
        found.append((int(octal, 8) if sound else FILE, part or NAMELESS, name.hex()))
        at = nul + 1 + size
    return found, whole


def _is_parent(row: str) -> bool:
    return row.startswith("parent ")


def _named(row: str, word: str, width: int) -> str:
    """Return the id in a row that begins with `word`; empty in another row, or if it is none."""
    name = row[len(word) + 1 :].strip().lower() if row.startswith(f"{word} ") else ""
    return name if len(name) == width and is_id(name) else ""
