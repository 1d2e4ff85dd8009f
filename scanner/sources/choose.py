"""Which commits a scan looks at: those of a range, of a history, or those that a push brings to another repository."""

from __future__ import annotations

from scanner.git.clone import shallow_commits
from scanner.git.log import commits
from scanner.git.refs import blobs_below, peeled, tags_among
from scanner.git.repo import DIGITS
from scanner.git.run import GitError, output
from scanner.record import NamedTuple
from scanner.sources.commits import COMMIT_MESSAGE, TAG_MESSAGE, Chosen
from scanner.sources.interface import SourceError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from scanner.git.log import Commit
    from scanner.git.refs import Tip

DEEPEN = "fetch it: `git fetch --unshallow`, or `git fetch --deepen=100` until it is there"


class Update(NamedTuple):
    """A reference that a push changes, as git tells its hooks."""

    old: str
    """The object that it named before; zeros: it is new."""
    new: str
    """Zeros: it is deleted."""
    name: str


def chosen_range(text: str, messages: bool = False) -> Chosen:
    """Return the commits of a range as git writes it: `A..B`, `A...B` (of either and not of both), `A^!`.

    Raises SourceError if it is none, or if a shallow clone lacks a part of it.
    """
    if text.startswith(("-", "^")) or not (".." in text or text.endswith("^!") or "^-" in text) or "\n" in text:
        raise SourceError(f"{text!r} is no range of commits; write A..B, or for one commit A^!")
    shallow = shallow_commits()
    try:
        found = commits([text])
    except GitError as error:
        lacking = f"; this clone is shallow and may lack it: {DEEPEN}" if shallow else "; `git log` shows what there is"
        raise SourceError(f"the range {text!r} cannot be listed: {error}{lacking}") from error
    if not found:
        _check_ends(text)
    return with_messages(complete(found, shallow, f"the range {text!r}"), messages)


def _check_ends(text: str) -> None:
    """Raise SourceError if the range is empty because it ends in what has no history. Raises GitError if git fails."""
    ends = [name for name in output(["rev-parse", text, "--"]).decode().split() if name.startswith(tuple(DIGITS))]
    for tip in peeled([(name, name) for name in ends]):
        if tip.kind != "commit":
            raise SourceError(f"the range {text!r} ends in a {tip.kind}, which has no commits; scan a branch or a tag")


def chosen_push(new: Sequence[str], old: Sequence[str], remote: str | None, messages: bool = False) -> Chosen:
    """Return the commits that a push of `new` brings: neither `old` nor what `remote` is known to have reaches them.

    `new`, `old`: ids. `messages`: the messages of these commits, and of the tags among `new`, are scanned too.
    Raises SourceError if a shallow clone lacks a part of them, GitError if git fails.
    """
    # The second `--not` takes the first one back for what follows on standard input.
    options = ["--not", f"--remotes={remote}", "--not"] if remote else []
    return _between(new, old, options, messages, old)


def chosen_received(updates: Iterable[Update], messages: bool = False) -> Chosen:
    """Return the commits, and other objects, that the updates bring into this repository, which none of its refs reach.

    `messages`: the messages of commits and tags are scanned too.
    Raises SourceError if a shallow repository lacks a part of them, GitError if git fails.
    """
    wanted = [update for update in updates if update.new.strip("0")]
    old = [update.old for update in wanted if update.old.strip("0")]
    there = output(["for-each-ref", "--format=%(objectname)"]).decode().split() if messages else []
    return _between([update.new for update in wanted], old, ["--not", "--all", "--not"], messages, there, wanted)


def _between(
    new: Sequence[str],
    old: Sequence[str],
    options: Sequence[str],
    messages: bool,
    known: Collection[str],
    updates: Sequence[Update] = (),
) -> Chosen:
    """Return what `new` reaches and `old` does not; `options`: of git, `known`: tags whose messages are not new."""
    names = {update.new: update.name for update in updates}
    tips = peeled([(name, names.get(name, name)) for name in new])
    unreadable = tuple(tip.named for tip in tips if not tip.kind)
    reachable = [tip.id for tip in tips if tip.kind == "commit"]
    excluded = [f"^{tip.id}" for tip in peeled([(name, name) for name in old]) if tip.kind == "commit"]
    found = commits([*reachable, *excluded], options) if reachable else []
    chosen = complete(found, shallow_commits(), "what is pushed")
    chosen = chosen._replace(loose=loose_below(tips), unreadable=unreadable)
    return with_messages(chosen, messages, [tag for tag in tags_among(tips) if tag not in known] if messages else ())


def complete(found: Sequence[Commit], shallow: frozenset[str], told: str) -> Chosen:
    """Return the commits as chosen.

    Raises SourceError if one of them is where a shallow clone ends: everything in it would seem to be new.
    """
    for commit in found:
        if commit.id in shallow:
            raise SourceError(f"{told} reaches beyond this shallow clone, at commit {commit.id}; {DEEPEN}")
    return Chosen(tuple(found))


def loose_below(tips: Iterable[Tip]) -> tuple[tuple[bytes, str], ...]:
    """Return the blobs that references name without a commit, with their paths."""
    return tuple(pair for tip in tips if tip.kind in ("blob", "tree") for pair in blobs_below(tip))


def with_messages(chosen: Chosen, wanted: bool, tags: Sequence[str] = ()) -> Chosen:
    """Return the choice with the messages of its commits, oldest first, and of `tags`, if they are wanted."""
    if not wanted:
        return chosen
    of_commits = [(COMMIT_MESSAGE, commit.id) for commit in reversed(chosen.commits)]
    return chosen._replace(messages=(*of_commits, *((TAG_MESSAGE, tag) for tag in tags)))
