"""Git's own verdicts: which pattern of which file decides whether a path is ignored.

Asked with `--no-index`: else a tracked path looks as if nothing ignored it.
"""

from __future__ import annotations

import os

from scanner.git.run import failure, split_nul, start
from scanner.hygiene.model import HygieneError, Verdict

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

QUESTION = ("check-ignore", "--no-index", "-z", "-v", "-n", "--stdin")
FIELDS = 4
NOTHING_IGNORED = 1
"""The exit code of a git that ignores none of the paths, which is no failure."""


def verdicts(root: str, paths: Sequence[bytes]) -> dict[bytes, Verdict]:
    """Return what git says of each path (from the root, files that need not be there).

    A path behind a symbolic link is in no repository, and has no verdict. Raises GitError if git fails.
    """
    top = os.fsencode(root)
    askable = [path for path in paths if not is_behind_link(top, path)]
    if not askable:
        return {}
    question = b"".join(os.path.join(top, path) + b"\0" for path in askable)
    process = start(QUESTION, data=question)
    answer = split_nul(process.read_all())
    code, complaint = process.finish()
    if code not in (0, NOTHING_IGNORED):
        raise failure(QUESTION, code, complaint)
    if len(answer) != FIELDS * len(askable):
        raise HygieneError("git's verdicts on ignored files have an unknown form; please report your git version")
    said = zip(answer[0::FIELDS], answer[1::FIELDS], answer[2::FIELDS], strict=True)
    return {
        path: Verdict(path, source, int(line or 0), pattern)
        for path, (source, line, pattern) in zip(askable, said, strict=True)
    }


def is_behind_link(root: bytes, path: bytes) -> bool:
    """Whether a directory on the way to the path is a symbolic link, beyond which git does not look."""
    return any(os.path.islink(os.path.join(root, parent)) for parent in parents(path))


def parents(path: bytes) -> Iterable[bytes]:
    """Yield the directories that hold the path, from the outermost on; the root is not among them."""
    at = path.find(b"/")
    while at > 0:
        yield path[:at]
        at = path.find(b"/", at + 1)


def is_shared(verdict: Verdict) -> bool:
    """Whether the pattern stands in a `.gitignore` of the work tree, which other clones have, too."""
    return os.path.basename(verdict.source) == b".gitignore" and not os.path.isabs(verdict.source)
