"""The keys of a terminal, out of what it sends."""

from __future__ import annotations

from scanner.audit.terminal import BACKSPACE, DOWN, ENTER, ESCAPE, LEFT, RIGHT, UP

SEQUENCES = {
    "\033[A": UP,
    "\033[B": DOWN,
    "\033[C": RIGHT,
    "\033[D": LEFT,
    "\033OA": UP,
    "\033OB": DOWN,
    "\033OC": RIGHT,
    "\033OD": LEFT,
}
NAMED = {"\r": ENTER, "\n": ENTER, "\x7f": BACKSPACE, "\x08": BACKSPACE}
PASTE_BEGIN, PASTE_END = "\033[200~", "\033[201~"


class Keys:
    """Turns what a terminal sends, in whatever pieces, into keys. Pasted text is dropped: it would answer entries."""

    def __init__(self) -> None:
        self._text = ""
        self._is_pasting = False

    @property
    def is_waiting(self) -> bool:
        """Whether what was sent may be the beginning of a longer sequence."""
        return bool(self._text) and not self._is_pasting

    def feed(self, text: str) -> None:
        """Take what was sent."""
        self._text += text

    def next(self) -> str:
        """Return the next key; empty if there is none yet."""
        while self._text:
            if self._is_pasting:
                _, ended, rest = self._text.partition(PASTE_END)
                if not ended:
                    self._text = self._text[1 - len(PASTE_END) :]  # the mark may have come in part
                    return ""
                self._text, self._is_pasting = rest, False
            elif not self._text.startswith("\033"):
                character, self._text = self._text[0], self._text[1:]
                return NAMED.get(character, character)
            else:
                sequence = self._sequence()
                if not sequence:
                    return ""
                self._text = self._text[len(sequence) :]
                if sequence == "\033":
                    return ESCAPE
                self._is_pasting = sequence == PASTE_BEGIN
                if sequence in SEQUENCES:
                    return SEQUENCES[sequence]
        return ""

    def settle(self) -> str:
        """Return the key that was sent if nothing follows: what looked like a beginning was a lone escape."""
        if not self.is_waiting:
            return ""
        self._text = ""
        return ESCAPE

    def _sequence(self) -> str:
        """Return the escape sequence that the text begins with; empty if more of it is to come."""
        if len(self._text) < 2:
            return ""
        if self._text[1] not in "[O":
            return "\033"
        if self._text[1] == "O":
            return self._text[:3] if len(self._text) > 2 else ""
        for end in range(2, len(self._text)):
            if "@" <= self._text[end] <= "~":
                return self._text[: end + 1]
        return ""
