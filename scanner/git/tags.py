"""Tag objects: those that references name and those below them, and what damaged ones are of."""

from __future__ import annotations

from contextlib import suppress

from scanner.git.bulk import objects
from scanner.git.ids import is_id
from scanner.git.objects import MissingObjectError
from scanner.git.tips import Tip, peeled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def tags_among(tips: Iterable[Tip]) -> list[str]:
    """Return the ids of the tag objects among what the references name, and of the tags that those are tags of."""
    found = dict.fromkeys(tip.named for tip in tips if tip.kind and tip.named != tip.id)
    further = list(found)
    while further:
        headers = [_header(answered.chunks) for answered in objects(further)]
        inner = [rows[0].removeprefix("object ") for rows in headers if rows[1:2] == ["type tag"]]
        further = [name for name in dict.fromkeys(inner) if name not in found]
        found.update(dict.fromkeys(further))
    return list(found)


def below_broken_tags(tips: Iterable[Tip]) -> list[Tip]:
    """Return what tags are of that git refuses. Raises GitError if git fails."""
    names = {tip.named: tip.name for tip in tips if not tip.kind}
    found = [
        (row.removeprefix("object "), names[answered.name])
        for answered in objects([name for name in names if is_id(name)])
        if answered.kind == "tag"
        for row in _header(answered.chunks)
        if row.startswith("object ") and is_id(row.removeprefix("object "))
    ]
    return [tip for tip in peeled(found) if tip.kind] if found else []


def _header(chunks: Iterator[bytes]) -> list[str]:
    """Return the lines of a tag's header; none of one that cannot be read, which is told with its message."""
    with suppress(MissingObjectError):
        return b"".join(chunks).partition(b"\n\n")[0].decode("latin-1").split("\n")
    return []
