"""Why git refuses a repository, told so that it can be mended: git's own words name neither the place nor the mend."""

from __future__ import annotations

import os

from scanner.git.ids import is_id

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

PIECES = ("HEAD", "objects", "refs")
"""Without which a directory is no repository to git."""

LONGEST_HEAD = 4096


def refusal(said: str) -> str:
    """Return what is wrong and how to mend it, for a complaint of git; empty if it is about something else."""
    for words, tell in TOLD:
        if words in said.lower():
            return tell(said)
    return ""


def _foreign_owner(said: str) -> str:
    owner, _, command = said.partition("repository at '")[2].partition("'\n")
    command = command.partition("\tgit ")[2].partition("\n")[0]  # quoted as a shell wants it
    command = command or f"config --global --add safe.directory {owner or 'DIRECTORY'}"
    return f"git refuses {owner or 'the repository'}: it belongs to another user; if you trust it, run `git {command}`"


def _no_repository(said: str) -> str:
    for variable, of_what in (("GIT_DIR", "repository"), ("GIT_OBJECT_DIRECTORY", "directory of objects")):
        named = os.environ.get(variable)
        if named is not None and (variable == "GIT_DIR" or not os.path.isdir(named)):
            return f"{variable} is set to {named!r}, which is no {of_what}; unset it, or let it name one"
    place = git_above(os.path.abspath(os.curdir))
    if place is None:
        return "not a Git repository; run keysieve inside one, or scan paths: `keysieve scan PATH`"
    directory = _pointed_to(place)
    if not os.path.isdir(directory):
        return (
            f"{place} leads to {directory}, which is not there: one of them was moved or removed; "
            "run `git worktree repair` in the main work tree, or clone anew"
        )
    head = os.path.join(directory, "HEAD")
    missing = [piece for piece in PIECES if not os.path.lexists(os.path.join(_common(directory, piece), piece))]
    if missing not in ([], ["HEAD"]):
        return (
            f"{directory} is no Git repository: it lacks {' and '.join(missing)}; "
            "put that back, or clone anew, or remove the directory"
        )
    if not _names_something(head):
        return f"{head} is {'missing' if missing else 'damaged'}; write the branch into it: `ref: refs/heads/BRANCH`"
    return f"{directory} is no repository to git; `git -C {os.path.dirname(place)} status` says more"


def git_above(directory: str) -> str | None:
    """Return the `.git` in the directory or above it, whatever it is; None if there is none."""
    while not os.path.lexists(os.path.join(directory, ".git")):
        parent = os.path.dirname(directory)
        if parent == directory:
            return None
        directory = parent
    return os.path.join(directory, ".git")


def _pointed_to(place: str) -> str:
    """Return the git directory that a `.git` stands for: a file of a linked work tree or a submodule names another."""
    try:
        with open(place, encoding="utf-8", errors="surrogateescape") as stream:
            named = stream.read(LONGEST_HEAD)
    except OSError:
        return os.path.realpath(place)
    return os.path.join(os.path.dirname(place), named.removeprefix("gitdir:").strip())


def _common(directory: str, piece: str) -> str:
    """Return where a piece is, which linked work trees may share."""
    is_linked = piece != "HEAD" and os.path.exists(os.path.join(directory, "commondir"))
    return os.path.dirname(os.path.dirname(directory)) if is_linked else directory


def _names_something(head: str) -> bool:
    try:
        with open(head, encoding="latin-1") as stream:
            text = stream.read(LONGEST_HEAD).strip()
    except OSError:
        return False
    return is_id(text) or text.startswith("ref: refs/")


def _no_gitfile(said: str) -> str:
    place = said.rpartition("format: ")[2].splitlines()[0]
    return f"{place} is neither a repository nor the way to one; put it back (`gitdir: PATH`), or remove it"


def _unknown_extension(said: str) -> str:
    names = [row.strip() for row in said.partition(":\n")[2].splitlines() if row.startswith("\t")]
    return (
        f"this repository is in a form that the installed git does not know ({', '.join(names) or 'an extension'}); "
        "update git (2.45 is the first that knows reftable)"
    )


def _reason(said: str) -> str:
    rows = said.splitlines()
    row = next((row for row in rows if row.startswith("fatal: ")), rows[0])
    return row.removeprefix("fatal: ").removeprefix("error: ")


def _with_reason(text: str) -> Callable[[str], str]:
    """Return what puts git's own words into the text, at its `%s`."""
    return lambda said: text % _reason(said)


_INDEX = _with_reason("the index of git is damaged (%s); `git read-tree HEAD` makes it anew")
_NEWER = _with_reason("this repository is in a newer form than the installed git knows (%s); update git")
_WORK_TREE = _with_reason(
    "the work tree is not there (%s); GIT_WORK_TREE or `git config core.worktree` names another: make it, or unset that"
)
_SHALLOW = _with_reason("the file `shallow` in the git directory is damaged (%s); put it back, or clone anew")
_PACKED_REFS = _with_reason("the references of git are damaged (%s); mend that file, or put it back")
_CONFIGURATION = _with_reason("the configuration of git is damaged (%s); mend that line")

TOLD: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("dubious ownership", _foreign_owner),
    ("invalid gitfile format", _no_gitfile),
    ("unknown repository extension", _unknown_extension),
    ("expected git repo version", _NEWER),
    ("invalid path '", _WORK_TREE),
    ("bad shallow line", _SHALLOW),
    ("packed-refs", _PACKED_REFS),
    ("bad config ", _CONFIGURATION),
    ("index file corrupt", _INDEX),
    ("index file smaller than expected", _INDEX),
    ("unable to map index file", _INDEX),
    ("index file open failed", _INDEX),
    ("not a git repository", _no_repository),
)
"""What git says, in lower case, and who tells it better; the first that fits does."""
