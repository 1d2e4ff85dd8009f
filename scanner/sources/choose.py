"""Which commits a scan looks at: those of a range, of a history, or those that a push brings to another repository."""

from __future__ import annotations

from scanner.git.clone import shallow_commits
from scanner.git.diff import SUBMODULE
from scanner.git.ids import DIGITS
from scanner.git.log import commits
from scanner.git.run import GitError, output
from scanner.git.salvage import salvaged_commits
from scanner.git.tags import tags_among
from scanner.git.tips import blobs_below, peeled
from scanner.git.trees import readable_files
from scanner.record import NamedTuple
from scanner.sources.commits import COMMIT_MESSAGE, TAG_MESSAGE, Chosen
from scanner.sources.interface import SourceError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from scanner.git.tips import Tip

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
    told = f"the range {text!r}"
    try:
        found = commits([text])
    except GitError as error:
        try:
            tips, bases = _ends(text)
        except GitError:
            tips = bases = []
        if not tips or any(tip.kind != "commit" for tip in (*tips, *bases)):
            lacking = (
                f"; this clone is shallow and may lack it: {DEEPEN}" if shallow else "; `git log` shows what there is"
            )
            raise SourceError(f"{told} cannot be listed: {error}{lacking}") from error
        chosen = complete(salvaged([tip.id for tip in tips], [tip.id for tip in bases], shallow, error), shallow, told)
        return with_messages(chosen, messages)
    if not found:
        for tip in _ends(text)[0]:
            if tip.kind != "commit":
                raise SourceError(f"{told} ends in a {tip.kind}, which has no commits; scan a branch or a tag")
    return with_messages(complete(Chosen(tuple(found)), shallow, told), messages)


def _ends(text: str) -> tuple[list[Tip], list[Tip]]:
    """Return where a range ends, and where it begins. Raises GitError if git fails."""
    names = output(["rev-parse", text, "--"]).decode().split()
    ends = [name for name in names if name.startswith(tuple(DIGITS))]
    begins = [name[1:] for name in names if name.startswith("^")]
    return peeled([(name, name) for name in ends]), peeled([(name, name) for name in begins])


def salvaged(
    tips: Sequence[str], excluded: Sequence[str], shallow: frozenset[str], error: GitError, lost: Sequence[str] = ()
) -> Chosen:
    """Return the commits that can be read, of those that git cannot list; `lost`: what is known to be unreadable."""
    found, unreadable = salvaged_commits(tips, excluded, shallow)
    return Chosen(tuple(found), unreadable=(*lost, *unreadable), damage=str(error))


def chosen_push(new: Sequence[str], old: Sequence[str], remote: str | None, messages: bool = False) -> Chosen:
    """Return the commits that a push of `new` brings: neither `old` nor what `remote` is known to have reaches them.

    `new`, `old`: ids. `messages`: the messages of these commits, and of the tags among `new`, are scanned too.
    Raises SourceError if a shallow clone lacks a part of them, GitError if git fails.
    """
    return _between(new, old, [f"--remotes={remote}"] if remote else [], messages, old)


def chosen_received(updates: Iterable[Update], messages: bool = False) -> Chosen:
    """Return the commits, and other objects, that the updates bring into this repository, which none of its refs reach.

    `messages`: the messages of commits and tags are scanned too.
    Raises SourceError if a shallow repository lacks a part of them, GitError if git fails.
    """
    wanted = [update for update in updates if update.new.strip("0")]
    old = [update.old for update in wanted if update.old.strip("0")]
    there = output(["for-each-ref", "--format=%(objectname)"]).decode().split() if messages else []
    return _between([update.new for update in wanted], old, ["--all"], messages, there, wanted)


def _between(
    new: Sequence[str],
    old: Sequence[str],
    there: Sequence[str],
    messages: bool,
    known: Collection[str],
    updates: Sequence[Update] = (),
) -> Chosen:
    """Return what `new` reaches, and neither `old` nor the references that `there`, an option of git, stands for.

    `known`: tags whose messages are not new.
    """
    names = {update.new: update.name for update in updates}
    tips = peeled([(name, names.get(name, name)) for name in new])
    unreadable = tuple(tip.named for tip in tips if not tip.kind)
    reachable = [tip.id for tip in tips if tip.kind == "commit"]
    excluded = [tip.id for tip in peeled([(name, name) for name in old]) if tip.kind == "commit"]
    shallow = shallow_commits()
    # The second `--not` takes the first one back for what follows on standard input.
    options = ["--not", *there, "--not"] if there else []
    try:
        found = commits([*reachable, *(f"^{name}" for name in excluded)], options) if reachable else []
        chosen = Chosen(tuple(found), unreadable=unreadable)
    except GitError as error:
        excluded += output(["rev-parse", *there]).decode().split() if there else []
        chosen = salvaged(reachable, excluded, shallow, error, unreadable)
    chosen = with_named_blobs(complete(chosen, shallow, "what is pushed"), tips)
    return with_messages(chosen, messages, [tag for tag in tags_among(tips) if tag not in known] if messages else ())


def complete(chosen: Chosen, shallow: frozenset[str], told: str) -> Chosen:
    """Return the choice, which holds no commit at which a shallow clone ends: everything in one would seem to be new.

    Raises SourceError if it does.
    """
    for commit in chosen.commits:
        if commit.id in shallow:
            raise SourceError(f"{told} reaches beyond this shallow clone, at commit {commit.id}; {DEEPEN}")
    return chosen


def with_named_blobs(chosen: Chosen, tips: Iterable[Tip]) -> Chosen:
    """Return the choice with the blobs that references name without a commit, and their paths."""
    found: list[tuple[bytes, str]] = []
    lost: list[str] = []
    for tip in tips:
        if tip.kind in ("blob", "tree"):
            try:
                found += blobs_below(tip)
            except GitError:
                files, unreadable = readable_files(tip.id)
                found += [(path, name) for path, held in files.items() for mode, name in held if mode != SUBMODULE]
                lost += unreadable or [tip.id]
    return chosen._replace(named_blobs=tuple(found), unreadable=(*chosen.unreadable, *lost))


def with_messages(chosen: Chosen, wanted: bool, tags: Sequence[str] = ()) -> Chosen:
    """Return the choice with the messages of its commits, oldest first, and of `tags`, if they are wanted."""
    if not wanted:
        return chosen
    of_commits = [(COMMIT_MESSAGE, commit.id) for commit in reversed(chosen.commits)]
    return chosen._replace(messages=(*of_commits, *((TAG_MESSAGE, tag) for tag in tags)))
