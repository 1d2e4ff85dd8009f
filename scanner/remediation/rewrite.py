"""One file rewritten: every wanted secret replaced where that is certain, and the outcome proved by parser and scan."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scanner.remediation.contents import contents_of, place_before, spliced
from scanner.remediation.languages.interface import NotCertainError, OwnVariables, Spot
from scanner.remediation.languages.literals import line_of
from scanner.remediation.languages.table import language_of, place_of
from scanner.remediation.model import Left
from scanner.remediation.naming import allowed, as_variable, own_name, wanted_name

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from scanner.model import Finding, Secret
    from scanner.remediation.contents import Contents
    from scanner.remediation.languages.interface import Language, Splice
    from scanner.remediation.naming import Names
    from scanner.remediation.rescan import Rescan

MOST_STEPS = 20
"""Secrets in one literal that are replaced one after the other."""

TOLD_LENGTH = 8
"""Characters from which a value that no rule finds is told all the same where it stands once more."""

ELSE_BY_HAND = "take it out, and let the program read NAME"


@dataclass(frozen=True, slots=True, repr=False)
class Rewritten:
    """A file's new contents."""

    before: Contents | None
    """None: the file cannot be rewritten at all."""
    after: Contents | None
    steps: tuple[tuple[Splice, ...], ...]
    moved: tuple[tuple[Finding, str], ...]
    """Each replaced secret with its variable."""
    left: tuple[Left, ...]
    remaining: frozenset[Secret] = frozenset()
    """The secrets that stand in the file still."""
    own: tuple[tuple[str, str], ...] = ()
    """Variables of the language's own, each behind the one of the environment that is to set it."""

    def gone(self) -> tuple[tuple[Finding, str], ...]:
        """Return what was moved and stands nowhere in the file any more."""
        return tuple(one for one in self.moved if one[0].secret not in self.remaining)


@dataclass(frozen=True, slots=True, repr=False)
class Replaced:
    """One secret with what replaces it."""

    finding: Finding
    name: str
    splices: tuple[Splice, ...]
    own: str = ""
    """The variable of the language's own, if it has such."""


class FileRewriter:
    """Rewrites one file in memory."""

    def __init__(
        self,
        path: str,
        file: str,
        data: bytes,
        scan: Rescan,
        names: Names,
        others: Mapping[str, tuple[str, str]],
    ) -> None:
        """`others`: the files on disk that this run rewrites besides, with their texts before and after."""
        self._path = path
        self._others = others
        self._file = file
        self._data = data
        self._scan = scan
        self._names = names
        self._left: list[Left] = []
        self._told: set[tuple[Secret, int, int]] = set()
        self._steps: list[tuple[Splice, ...]] = []
        self._text = ""
        self._own: dict[tuple[str, str], None] = {}

    def rewritten(self, wanted: Collection[Secret]) -> Rewritten:
        """Return the file with all places of the wanted secrets replaced where it can be."""
        first = self._data.partition(b"\n")[0]
        language = language_of(self._path, first)
        try:
            before = contents_of(self._data)
        except NotCertainError as error:
            return self._all_left(wanted, language, error.why)
        if language is None:
            return self._all_left(wanted, language, "how a file of this kind reads variables is not known")
        fault = language.fault(before.text, self._path)
        if fault:
            return self._all_left(wanted, language, fault)
        self._text = before.text
        moved, text = self._replaced(language, before, wanted)
        if self._steps:
            why = self._unproved(before.with_text(text), moved)
            if why:
                return self._all_left(wanted, language, why)
            self._tell_remains(text, [finding for finding, _ in moved])
        return Rewritten(
            before,
            before.with_text(text),
            tuple(self._steps),
            moved,
            tuple(self._left),
            frozenset(secret for secret, *_ in self._told),
            tuple(self._own),
        )

    def _replaced(
        self, language: Language, before: Contents, wanted: Collection[Secret]
    ) -> tuple[tuple[tuple[Finding, str], ...], str]:
        """Return what was replaced, and the text without it; take down each step."""
        text, moved = before.text, []
        for _ in range(MOST_STEPS):
            replaced, overlapping = self._one_step(language, text, before, wanted)
            if not replaced:
                break
            splices = merged(replaced)
            if language.fault(spliced(text, splices), self._path):
                replaced = self._parsing(language, text, replaced)
                splices = merged(replaced)
            if splices:
                text = spliced(text, splices)
                self._steps.append(splices)
                moved += [(each.finding, each.name) for each in replaced]
                self._own.update({(each.name, each.own): None for each in replaced if each.own})
            wanted = overlapping
            if not wanted:
                break
        return tuple(moved), text

    def _one_step(
        self, language: Language, text: str, before: Contents, wanted: Collection[Secret]
    ) -> tuple[list[Replaced], set[Secret]]:
        """Return what can be replaced at once, and the secrets of which a place overlaps with that."""
        replaced: list[Replaced] = []
        overlapping: set[Secret] = set()
        for finding in self._scan.everything(self._path, before.with_text(text).data()):
            if finding.secret not in wanted or not self._scan.counts(finding):
                continue
            name = "NAME"
            try:
                begin, end = place_in(text, finding)
                own = own_name(text, begin, place_of(self._path) or "")
                spot = Spot(self._path, text, begin, end, "", self._file, self._others)
                wanted_here = own or declared_name(language, spot) or wanted_name(finding.rule, text, begin, end)
                name = self._names.name_for(finding.secret, wanted_here, bool(own))
                spot = replace(spot, name=name)
                splices = language.rewrite(spot)
            except NotCertainError as error:
                self._leave(finding, name, language, error, text)
                continue
            own_variable = language.variable(spot) if isinstance(language, OwnVariables) else ""
            one = Replaced(finding, name, splices, own_variable)
            if merged([*replaced, one]):
                replaced.append(one)
            else:
                overlapping.add(finding.secret)
        return replaced, overlapping

    def _parsing(self, language: Language, text: str, replaced: Sequence[Replaced]) -> list[Replaced]:
        """Return those after which the text still parses; the others are left alone."""
        good: list[Replaced] = []
        for each in replaced:
            fault = language.fault(spliced(text, merged([*good, each])), self._path)
            if fault:
                error = NotCertainError("the file would not parse any more")
                self._leave(each.finding, each.name, language, error, text)
            else:
                good.append(each)
        return good

    def _unproved(self, after: Contents, moved: Sequence[tuple[Finding, str]]) -> str:
        """Return why the new contents are not what they should be; empty: they are."""
        known = {finding.secret for finding in self._scan.everything(self._path, self._data)}
        for finding in self._scan.everything(self._path, after.data()):
            if self._scan.counts(finding) and finding.secret not in known:
                return f"the rewritten file would have another finding, of {finding.rule.id}"
        remaining = [
            finding.secret
            for finding in self._scan.everything(self._path, after.data())
            if self._scan.counts(finding) and finding.secret in {one.secret for one, _ in moved}
        ]
        if any(remaining.count(secret) > sum(told == secret for told, *_ in self._told) for secret in remaining):
            return "a scan would find the secret in the rewritten file"
        return ""

    def _tell_remains(self, text: str, moved: Sequence[Finding]) -> None:
        """Tell where a moved value stands still although no rule finds it there."""
        for secret in dict.fromkeys(finding.secret for finding in moved):
            value = secret.reveal_in_clear().decode("utf-8", "surrogateescape")
            at = (
                text.find(value)
                if len(value) >= TOLD_LENGTH and not any(told == secret for told, *_ in self._told)
                else -1
            )
            if at >= 0:
                why = "the value stands here once more, where no rule finds it"
                line = line_of(self._text, place_before(at, self._steps))
                self._left.append(Left(self._path, line, why, "take it out"))

    def _leave(
        self, finding: Finding, name: str, language: Language | None, error: NotCertainError, text: str = ""
    ) -> None:
        """Tell that a place stays, by its line in the file as it is; `text`: what the steps so far have made of it."""
        line, column = finding.location.line, finding.location.column
        if self._steps:
            at = place_before(line_starts(text)[line - 1] + column - 1, self._steps)
            line = line_of(self._text, at)
            column = at - line_starts(self._text)[line - 1] + 1
        is_line_told = any((secret, told) == (finding.secret, line) for secret, told, _ in self._told)
        self._told.add((finding.secret, line, column))
        if not is_line_told:
            by_hand = error.by_hand or (language.by_hand if language is not None else ELSE_BY_HAND)
            self._left.append(Left(self._path, line, error.why, by_hand.replace("NAME", name)))

    def _all_left(self, wanted: Collection[Secret], language: Language | None, why: str) -> Rewritten:
        """Return the file as it is, with all its places left alone."""
        self._left.clear()
        self._told.clear()
        self._steps.clear()
        for finding in self._scan.everything(self._path, self._data):
            if finding.secret in wanted and self._scan.counts(finding):
                self._leave(finding, "NAME", language, NotCertainError(why))
        return Rewritten(None, None, (), (), tuple(self._left))


def place_in(text: str, finding: Finding) -> tuple[int, int]:
    """Return where the secret stands. Raises NotCertainError if it does not stand there as it is."""
    starts = line_starts(text)
    place = finding.location
    if place.end_line > len(starts):
        raise NotCertainError("the file is no plain text")
    begin = starts[place.line - 1] + place.column - 1
    end = starts[place.end_line - 1] + place.end_column - 1
    if text[begin:end].encode("utf-8", "surrogateescape") != finding.secret.reveal_in_clear():
        raise NotCertainError("it is encoded, or joined of several pieces", "decode it, and move what it holds")
    return begin, end


def declared_name(language: Language, spot: Spot) -> str:
    """Return what the variable that the language has there already is called in the environment; empty: it has none."""
    declared = language.variable(spot) if isinstance(language, OwnVariables) else ""
    return allowed(as_variable(declared)) if declared else ""


def line_starts(text: str) -> list[int]:
    """Return the offset of each line."""
    starts = [0]
    while (at := text.find("\n", starts[-1])) >= 0:
        starts.append(at + 1)
    return starts


def merged(replaced: Sequence[Replaced]) -> tuple[Splice, ...]:
    """Return all splices in order, equal ones once; none if some overlap."""
    splices = sorted(
        dict.fromkeys(splice for each in replaced for splice in each.splices), key=lambda one: (one.begin, one.end)
    )
    for before, after in zip(splices, splices[1:], strict=False):
        if after.begin < before.end or (after.begin == before.begin and after.end == before.end):
            return ()
    return tuple(splices)
