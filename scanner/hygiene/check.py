"""What is wrong with the secret files of a repository: one remark a file, with the mend."""

from __future__ import annotations

import os

from scanner.git.diff import staged_changes
from scanner.git.run import lines
from scanner.hygiene.model import Remark
from scanner.hygiene.verdicts import is_shared, parents, verdicts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from scanner.hygiene.model import Convention, Verdict
    from scanner.hygiene.survey import SecretFile, Survey

FIX = "run `keysieve gitignore fix`"
REVOKE = "then revoke what is in it: the history still has it"

ENCRYPTING = {"ansible-vault": "ansible-vault encrypt", "sops": "sops encrypt --in-place"}
"""How each tool encrypts a file where it stands."""


def tracked_remarks(survey: Survey, hook: bool = False) -> list[Remark]:
    """Return a remark for each secret file that git tracks.

    `hook`: a file that git was told to take as unchanged counts only if this very commit changes it.
    Raises GitError if git fails.
    """
    secrets = survey.tracked_secrets()
    if hook and any(secret.left_alone for secret in secrets):
        staged = {change.path for change in staged_changes(survey.repository.head or survey.repository.empty_tree())}
        secrets = [secret for secret in secrets if not secret.left_alone or secret.path in staged]
    if not secrets:
        return []
    said = verdicts(survey.repository.root, [secret.path for secret in secrets])
    committed = in_last_commit(survey, [secret.path for secret in secrets])
    return [_tracked(secret, said.get(secret.path), secret.path in committed) for secret in secrets]


def _tracked(secret: SecretFile, verdict: Verdict | None, committed: bool) -> Remark:
    state = "tracked by git" if committed else "about to be committed"
    if verdict is not None and verdict.ignored:
        state += f", although {place(verdict)} ignores it: what is tracked is not ignored"
    elif verdict is not None and verdict.reincluded:
        state += f", and {place(verdict)} takes it out of what is ignored"
    if secret.convention.encrypt:
        mend = f"run `{ENCRYPTING[secret.convention.encrypt]} {shown(secret.path)}` and `git add` it again"
        message = f"plain, although its name says that it is encrypted, and {state}"
        mend += f", {REVOKE}" if committed else ""
        return Remark("unencrypted", "error", secret.path, message, mend, secret.convention, verdict)
    mend = f"run `git rm --cached -- {shown(secret.path)}`"
    if committed:
        mend += f", {REVOKE}"
    return Remark("tracked", "error", secret.path, state, mend, secret.convention, verdict)


def in_last_commit(survey: Survey, paths: Sequence[bytes]) -> Collection[bytes]:
    """Return which of the paths HEAD holds. Raises GitError if git fails."""
    if survey.repository.head is None:
        return ()
    listing = ["ls-tree", "-r", "-z", "--full-tree", "--name-only", survey.repository.head]
    few = [os.fsdecode(path) for path in paths] if len(paths) <= 200 else []
    return frozenset(lines(["--literal-pathspecs", *listing, "--", *few]))


def untracked_remarks(survey: Survey) -> list[Remark]:
    """Return a remark for each untracked secret file that git does not ignore, or ignores on this machine only.

    Raises GitError if git fails.
    """
    loose = survey.untracked_secrets(ignored=False)
    ignored = survey.untracked_secrets(ignored=True)
    asked = [secret.path for secret in (*loose, *ignored)]
    directories = {path.rpartition(b"/")[0] for path in asked} - {b""}
    said = verdicts(survey.repository.root, [*asked, *sorted(directories)])
    remarks = [_not_ignored(secret.path, secret.convention, said.get(secret.path)) for secret in loose]
    for secret in ignored:
        verdict = said.get(secret.path)
        above = said.get(secret.path.rpartition(b"/")[0])
        if verdict is not None and not is_shared(verdict) and not (above is not None and above.ignored):
            remarks.append(_only_here(secret.path, secret.convention, verdict))
    return remarks


def probe_remarks(survey: Survey, only_reincluded: bool = False) -> list[Remark]:
    """Return a remark for each conventional secret file that is not there but would not be ignored.

    Raises GitError if git fails.
    """
    there = frozenset(survey.tracked)
    listing = b"\0".join((b"", *survey.tracked, b""))
    probes: dict[bytes, Convention] = {}
    for convention in survey.conventions.files:
        if convention.probes and (not convention.beside or _is_beside(listing, convention)):
            for probe in map(os.fsencode, convention.probes):
                absent = probe not in there and not os.path.lexists(os.path.join(survey.root, probe))
                if absent and not survey.spared(probe):
                    probes.setdefault(probe, convention)
    said = verdicts(survey.repository.root, list(probes))
    remarks = []
    for path, convention in probes.items():
        verdict = said.get(path)
        if verdict is None or (only_reincluded and not verdict.reincluded):
            continue
        if not verdict.ignored:
            remark = _not_ignored(path, convention, verdict)
            would = f"{place(verdict)} takes it out again" if verdict.reincluded else "would not be ignored"
            remarks.append(remark._replace(message=f"not there, but {would}"))
        elif not is_shared(verdict):
            remarks.append(_only_here(path, convention, verdict))
    return remarks


def _is_beside(listing: bytes, convention: Convention) -> bool:
    """Whether the NUL-separated listing has a file that the convention is to be expected beside: by end or name."""
    for beside in map(os.fsencode, convention.beside):
        wanted = (beside[1:] + b"\0",) if beside.startswith(b"*") else (b"/" + beside + b"\0", b"\0" + beside + b"\0")
        if any(name in listing for name in wanted):
            return True
    return False


def template_remarks(survey: Survey) -> Iterator[Remark]:
    """Yield a remark for each file that is meant to be committed, such as `.env.example`, but is ignored.

    A pattern that ignores a whole directory, or everything, is not about the file. Raises GitError if git fails.
    """
    names = lines(["ls-files", "-z", "--full-name", "--others", "--ignored", "--exclude-standard", "--", ":/"])
    templates = [path for path in names if survey.conventions.exception_of(path)]
    directories = {directory for path in templates for directory in parents(path)}
    said = verdicts(survey.repository.root, [*templates, *sorted(directories)])
    for path in templates:
        above = said.get(path.rpartition(b"/")[0])
        verdict = said.get(path)
        if verdict is None or not verdict.pattern.strip(b"*/.") or (above is not None and above.ignored):
            continue
        message = f"meant to be committed, but {place(verdict)} ignores it"
        yield Remark("template-ignored", "suggestion", path, message, FIX, None, verdict)


def _not_ignored(path: bytes, convention: Convention, verdict: Verdict | None) -> Remark:
    if verdict is not None and verdict.reincluded:
        message = f"ignored, but {place(verdict)} takes it out again"
        return Remark("re-included", "error", path, message, f"remove that line, or {FIX}", convention, verdict)
    return Remark("not-ignored", "suggestion", path, "not ignored", FIX, convention, verdict)


def _only_here(path: bytes, convention: Convention, verdict: Verdict) -> Remark:
    message = f"ignored on this machine only, by {place(verdict)}"
    return Remark("only-here", "suggestion", path, message, FIX, convention, verdict)


def place(verdict: Verdict) -> str:
    """Return where the pattern of a verdict stands, and the pattern."""
    source, pattern = (text.decode("utf-8", "surrogateescape") for text in (verdict.source, verdict.pattern))
    return f"{source}:{verdict.line} (`{pattern}`)"


def shown(path: bytes) -> str:
    """Return the path as a word of a shell's command line."""
    from shlex import quote  # most hook calls have nothing to tell

    return quote(os.fsdecode(path))
