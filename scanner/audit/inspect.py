"""Looking for an entry's secret in the work tree."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from scanner.audit.context import AROUND, HIDDEN, MOST_LINES, Span, context, line_begin, span_of
from scanner.audit.evidence import Evidence
from scanner.audit.shape import shape
from scanner.model import Secret
from scanner.text.redact import redacted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scanner.audit.context import ContextLine
    from scanner.audit.look import FileLook, Scene
    from scanner.audit.model import Item
    from scanner.audit.recognise import Recogniser, Spotted
    from scanner.model import Finding, Fragment, Location

MOST_LOOKS = 3
"""Files that are kept: the one that is shown, and its neighbours."""

MOST_VALUES = 200
"""Other secrets of the file that are hidden wherever they stand in the lines around."""

LEAST_VALUE = 6
"""Characters of a secret that is hidden wherever it stands; shorter ones would hide words."""

DROPPED = "`baseline update` drops the entry"

FOLLOWED = f"{DROPPED}, or follows it to another file"


class Inspector:
    """Finds entries in their files; a file with many entries is scanned once as long as it is asked for."""

    def __init__(self, scene: Scene, recogniser: Recogniser) -> None:
        self._scene = scene
        self._recogniser = recogniser
        self._looks: OrderedDict[str, FileLook] = OrderedDict()

    def forget(self, path: str) -> None:
        """Forget a file that may have been changed."""
        self._looks.pop(path, None)

    def look(self, path: str) -> FileLook:
        """Return what the file holds."""
        look = self._looks.pop(path, None) or self._scene.look(path)
        self._looks[path] = look
        while len(self._looks) > MOST_LOOKS:
            self._looks.popitem(last=False)
        return look

    def evidence(self, item: Item) -> Evidence:
        """Return what the work tree says about the entry."""
        look = self.look(item.path)
        if look.state != "found":
            gone = f"its file is gone; {kept(item) or FOLLOWED}"
            return Evidence(look.state, gone if look.state == "no file" else look.note)
        places = self._recogniser.spotted(item, look)
        if not places and item.rule in self._scene.unsought:
            return Evidence("not looked at", self._scene.unsought[item.rule])
        if not places:
            note = f"its secret is no longer in the file; {kept(item) or FOLLOWED}"
            return Evidence("vanished", "; ".join(filter(None, (note, look.note))))
        return self._found(item, places, look)

    def _found(self, item: Item, places: Sequence[Spotted], look: FileLook) -> Evidence:
        first = max(places, key=lambda each: each.finding is not None and not self._unrecorded(each.finding))
        lines = sorted({place.location.line for place in places} - {first.location.line})
        finding, value = first.finding, first.value
        fragment = look.fragment_at(first.location.line)
        around = self._context(first, fragment, look) if fragment is not None else []
        needle = written(first.location, fragment) if fragment is not None else None
        notes = [look.note]
        if item.moved:
            notes.append(f"it is back: it was moved to {item.moved}, and the entry covers what history holds only")
        if finding is not None:
            why = self._unrecorded(finding)
            notes.append(why and f"{why}; {kept(item) or DROPPED}")
        if value is None:
            notes.append("which part of the line its plugin means is not known: all of it is hidden")
        return Evidence(
            "found",
            "; ".join(filter(None, notes)),
            first.location,
            tuple(lines),
            "" if finding is None else finding.rule.description,
            HIDDEN if finding is None else shown(finding),
            None if finding is None else finding.confidence,
            ("no rule of ours finds it",)
            if finding is None
            else (f"{finding.rule.id} says {finding.rule.confidence}",),
            () if finding is None else finding.checks,
            "" if finding is None else finding.rule.revoke,
            tuple(around),
            "" if value is None else shape(value),
            needle,
            value,
        )

    def _context(self, first: Spotted, fragment: Fragment, look: FileLook) -> list[ContextLine]:
        place, value = first.location, first.value
        near = [one for one in look.findings if is_near(one.location, place)]
        spans = [Span(place, HIDDEN if first.finding is None else shown(first.finding), True)]
        spans += [span_of(one) for one in near if one is not first.finding]
        last = min(place.end_line, place.line + MOST_LINES - 1)
        spans += [
            span for span in self._recogniser.spans(look, place.line - AROUND, last + AROUND) if span.location != place
        ]
        secrets = dict.fromkeys([*([value] if value else []), *(one.secret for one in (*near, *look.findings))])
        texts = [as_text(secret) for secret in list(secrets)[:MOST_VALUES]]
        return context(fragment, place, spans, [text for text in texts if len(text) >= LEAST_VALUE])

    def _unrecorded(self, finding: Finding) -> str:
        """Return why no update would record the finding; empty if one would."""
        policy = self._scene.policy
        excluded = policy.exclusion(finding.path)
        if excluded:
            return f"the file is {excluded}"
        silence = policy.silence(finding)
        if silence:
            return silence
        allowed = finding.allowed or policy.allowance(finding)
        return f"allowed: {allowed}" if allowed else ""


def kept(item: Item) -> str:
    """Return why `baseline update` keeps the entry although its secret is gone; empty if it does not."""
    if not item.moved:
        return ""
    return f"it was moved to {item.moved}: revoke it, then delete the entry's line; `baseline update` keeps it"


def shown(finding: Finding) -> str:
    """Return the finding's secret as it may be seen."""
    return redacted(finding.secret, finding.rule)


def as_text(secret: Secret) -> str:
    """Return the secret as the lines around it are read, to be looked for in them."""
    return secret.reveal_in_clear().decode("utf-8", "surrogateescape")


def is_near(location: Location, place: Location) -> bool:
    """Whether something at `location` reaches into the lines that are shown around `place`."""
    last = min(place.end_line, place.line + MOST_LINES - 1)
    return location.line <= last + AROUND and location.end_line >= place.line - AROUND


def written(place: Location, fragment: Fragment) -> Secret | None:
    """Return what stands at the place in the file, which for an encoded secret is its code."""
    begin = max(0, line_begin(fragment, place.line))
    lines = fragment.content[begin:].split(b"\n", place.end_line - place.line + 1)[: place.end_line - place.line + 1]
    texts = [line.decode("utf-8", "surrogateescape") for line in lines]
    if not texts:
        return None
    shift = fragment.column - 1 if place.line == fragment.line else 0
    texts[-1] = texts[-1][: place.end_column - 1 - (shift if len(texts) == 1 else 0)]
    texts[0] = texts[0][place.column - 1 - shift :]
    text = "\n".join(texts)
    return Secret(text.encode("utf-8", "surrogateescape")) if text else None
