"""The audit at a terminal: keys in, screens out."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from scanner.audit.choice import Choice
from scanner.audit.dates import expiry
from scanner.audit.groups import directory_of, same_rule, same_secret, same_shape
from scanner.audit.interface import AuditError
from scanner.audit.model import Decision
from scanner.audit.prompt import asked
from scanner.audit.terminal import DOWN, ENTER, ESCAPE, LEFT, RIGHT, UP
from scanner.audit.view import Page, screen
from scanner.audit.words import FILTER_HINTS, FILTERS, HELP, MENU_FILTER, MENU_GROUP
from scanner.errors import KeysieveError

if TYPE_CHECKING:
    from collections.abc import Callable

    from scanner.audit.details import Details
    from scanner.audit.groups import Group
    from scanner.audit.model import Item
    from scanner.audit.session import AuditSession
    from scanner.audit.style import Look
    from scanner.audit.terminal import Terminal
    from scanner.model import Secret

AHEAD = 2
"""Entries that are looked up before they are shown."""

WAIT = 0.25
"""Seconds after which the size of the terminal is looked at again."""

WAIT_LOOKING = 0.03
"""Seconds after which answers of lookups are looked at again."""

LEAST_QUOTED = 4
"""Characters of a secret that no reason may hold."""

MOST_ASKED = 200
"""Entries that are looked up in one go for a group or a filter."""


class Desk:
    """One auditor at one terminal."""

    def __init__(self, session: AuditSession, details: Details, terminal: Terminal, root: str, today: str) -> None:
        """`root`: where the paths of entries begin."""
        self._session = session
        self._details = details
        self._terminal = terminal
        self._root = root
        self._today = today
        self._message = ""
        self._group: Group | None = None
        self._collecting = ""
        """The shape of which entries are being looked for; empty: none."""
        self._is_revealed = False
        self._mode: Callable[[str], None] = self._usual
        self._actions: dict[str, Callable[[], None]] = {
            "r": lambda: self._answer("real"),
            "f": lambda: self._answer("false-positive"),
            "a": self._accept,
            "u": self._undo,
            "v": self._reveal,
            "e": self._edit,
            "=": self._ask_group,
            "/": self._ask_filter,
            "?": self._help,
            ESCAPE: self._drop_group,
            ENTER: self._again,
            **dict.fromkeys(("s", " ", RIGHT, DOWN), self._skip),
            **dict.fromkeys(("b", LEFT, UP), self._back),
        }

    def run(self) -> None:
        """Work until the auditor quits. Raises KeyboardInterrupt for Ctrl-C."""
        drawn: object = None
        while True:
            version = self._details.version
            if self._session.is_looking:
                self._session.seek()
            self._collect()
            item = self._session.item
            self._want(item)
            look = self._terminal.look()
            now = (version, look, item, self._message, self._is_revealed, self._session.choice)
            if now != drawn:
                self._terminal.draw(self._screen(look))
                drawn = now
            key = self._terminal.key(WAIT if self._is_settled(item) else WAIT_LOOKING)
            if not key:
                continue
            drawn = None
            if key == "q" and self._mode == self._usual:
                return
            self._message = ""
            try:
                self._mode(key)
            except KeysieveError as error:
                self._message = str(error)

    def _screen(self, look: Look) -> list[str]:
        session, item = self._session, self._session.item
        if self._mode == self._help_key:
            return [line for text in HELP for line in look.wrapped(text, 3)][: look.rows]
        evidence = self._details.evidence(item) if item is not None else None
        background = self._details.background(item) if item is not None else None
        others = () if item is None else self._elsewhere(item)
        return screen(
            Page(
                session.ledger.name,
                session.counts(),
                str(session.choice),
                item,
                evidence,
                background,
                others,
                self._is_revealed,
                self._message or self._standing(),
                session.is_looking,
            ),
            look,
        )

    def _standing(self) -> str:
        """Return what holds until the next answer."""
        if self._group is None:
            return ""
        others = len(self._group.items)
        return f"the next answer goes to {others + 1} entries: {self._group.told} (Esc: only to this one)"

    def _elsewhere(self, item: Item) -> tuple[str, ...]:
        if not item.is_telling:
            return ()
        items = self._session.ledger.items.values()
        return tuple(other.path for other in items if other.hash == item.hash and other.path != item.path)

    def _want(self, item: Item | None) -> None:
        """Have the shown entry looked up, then the next ones, and what a filter or a group asks for."""
        session, details = self._session, self._details
        shown = [] if item is None else [item]
        ahead = session.upcoming(AHEAD)
        if self._collecting:
            details.want(shown, self._uncollected()[:MOST_ASKED], [])
        elif session.choice.asks_for_facts:
            facts = [(each, details.facts(each.key)) for each in session.upcoming(MOST_ASKED)]
            files = [each for each, known in facts if session.choice.confidence and known.confidence is None]
            history = [each for each, known in facts if session.choice.age and known.day is None]
            details.want(shown, [*files, *ahead], history)
        else:
            details.want(shown, ahead, ahead)

    def _is_settled(self, item: Item | None) -> bool:
        """Whether nothing is being looked up that is to be shown."""
        if item is None:
            return True
        return not self._collecting and None not in (self._details.evidence(item), self._details.background(item))

    def _usual(self, key: str) -> None:
        action = self._actions.get(key)
        if action is None:
            self._message = f"no such key: {key!r}; ? for help" if len(key) == 1 and key.isprintable() else ""
        elif self._session.is_looking and key in "rfa=ev":
            self._message = "it is not known yet whether the filters let this entry through"
        else:
            action()

    def _answer(self, label: str, reason: str = "", expires: str = "") -> None:
        others = () if self._group is None else self._group.items
        shown = self._session.item
        self._message = self._session.answer(label, reason, expires, others)
        self._group = None
        self._is_revealed = self._is_revealed and self._session.item is shown

    def _accept(self) -> None:
        item = self._session.item
        if item is None:
            return
        refusal = self._session.ledger.refusal(Decision("accepted"))
        if refusal:
            self._message = refusal
            return
        reason = asked(self._terminal, self._screen, "why is it accepted?", self._reason_fault)
        until = None
        if reason is not None:
            until = asked(
                self._terminal, self._screen, "until when? (2027-01-31, 90d, empty: for good)", self._date_fault
            )
        if reason is None or until is None:
            self._message = "not answered"
            return
        self._answer("accepted", reason, expiry(until, self._today))

    def _reason_fault(self, text: str) -> str:
        item = self._session.item
        evidence = self._details.evidence(item) if item is not None else None
        if not text:
            return "a reason is needed"
        if evidence is not None and evidence.value is not None and is_quoted(evidence.value, text):
            return "the reason holds the secret itself, and it would stand in the baseline"
        return ""

    def _date_fault(self, text: str) -> str:
        try:
            expiry(text, self._today)
        except ValueError as error:
            return str(error)
        return ""

    def _skip(self) -> None:
        self._moved(self._session.forward)

    def _back(self) -> None:
        self._moved(self._session.back)

    def _moved(self, move: Callable[[], None]) -> None:
        self._group = None
        self._is_revealed = False
        self._session.ledger.refresh()
        move()

    def _again(self) -> None:
        if self._session.item is None:
            self._moved(self._session.restart)

    def _undo(self) -> None:
        self._group = None
        self._is_revealed = False
        self._message = self._session.undo()

    def _reveal(self) -> None:
        self._is_revealed = not self._is_revealed

    def _edit(self) -> None:
        item = self._session.item
        if item is None:
            return
        path = os.path.join(self._root, item.path)
        evidence = self._details.evidence(item)
        if evidence is None or evidence.state != "found":
            self._message = "there is no place of the secret to be opened"
            return
        assert evidence.place is not None  # it was found
        if os.path.islink(path) or not os.path.isfile(path):
            self._message = "no plain file" if os.path.lexists(path) else "the file is gone"
        else:
            self._message = self._terminal.edit(path, evidence.place.line)
        for other in self._session.ledger.items.values():
            if other.path == item.path:
                self._details.forget(other)

    def _ask_group(self) -> None:
        item = self._session.item
        if item is not None:
            same = len(same_secret(item, self._session.ledger.items.values()).items)
            self._message = MENU_GROUP.format(secret=same + 1)
            self._mode = self._group_key

    def _group_key(self, key: str) -> None:
        self._mode = self._usual
        item = self._session.item
        assert item is not None  # the menu is for an entry
        items = self._session.ledger.items.values()
        if key == "1":
            self._take_group(same_secret(item, items))
        elif key == "2":
            directory = asked(
                self._terminal, self._screen, f"{item.rule} below which directory?", lambda text: "", directory_of(item)
            )
            if directory is not None:
                self._take_group(same_rule(item, items, directory))
        elif key == "3":
            evidence = self._details.evidence(item)
            if evidence is None or not evidence.shape:
                self._message = "the shape of this value is not known"
            else:
                self._collecting = evidence.shape
                self._mode = self._collecting_key

    def _take_group(self, group: Group) -> None:
        self._group = group if group.items else None
        if not group.items:
            self._message = f"{group.told}: no other entry that nobody has answered"

    def _uncollected(self) -> list[Item]:
        """Return the entries of the shown one's rule that nobody has answered and of which the shape is not known."""
        item = self._session.item
        known = self._details.shapes
        return [
            other
            for other in self._session.ledger.items.values()
            if item is not None and other.rule == item.rule and not other.decision.label and other.key not in known
        ]

    def _collect(self) -> None:
        """Go on looking for values of the same shape; when all are known, take them."""
        item = self._session.item
        if not self._collecting or item is None:
            return
        left = len(self._uncollected())
        if left:
            self._message = f"looking for values of the same shape, {left} entries to go (Esc: give up)"
            return
        items = self._session.ledger.items.values()
        shape, self._collecting, self._message, self._mode = self._collecting, "", "", self._usual
        self._take_group(same_shape(item, items, self._details.shapes, shape))

    def _collecting_key(self, key: str) -> None:
        if key in (ESCAPE, "q"):
            self._collecting, self._mode = "", self._usual

    def _drop_group(self) -> None:
        self._group = None

    def _ask_filter(self) -> None:
        self._message, self._mode = MENU_FILTER, self._filter_key

    def _filter_key(self, key: str) -> None:
        self._mode = self._usual
        name = FILTERS.get(key)
        if key == "x":
            self._session.choose(Choice())
        elif name is not None:
            question, at_first = f"{name} ({FILTER_HINTS[name]}):", getattr(self._session.choice, name)
            text = asked(self._terminal, self._screen, question, lambda text: self._filter_fault(name, text), at_first)
            if text is not None:
                self._session.choose(self._session.choice.changed(name, text))
        self._group = None
        self._is_revealed = False

    def _filter_fault(self, name: str, text: str) -> str:
        try:
            self._session.choice.changed(name, text)
        except AuditError as error:
            return str(error)
        return ""

    def _help(self) -> None:
        self._mode = self._help_key

    def _help_key(self, key: str) -> None:
        self._mode = self._usual


def is_quoted(secret: Secret, text: str) -> bool:
    """Whether the text holds the secret."""
    value = secret.reveal_in_clear().decode("utf-8", "surrogateescape").strip()
    return len(value) >= LEAST_QUOTED and value in text
