"""Whether the value of a sensitive item can be one: long enough, random enough, and no placeholder left in."""

from __future__ import annotations

from scanner.record import NamedTuple
from scanner.ruleset.words import read_words
from scanner.text.entropy import shannon
from scanner.text.lazy_pattern import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from typing import Literal

TOO_SHORT = 3
LONGEST = 200
"""Characters that are looked at for words."""

SHORT = 12
LEAST_ENTROPY = 2.0
"""Bits a character; random hex digits have 3 and more from a length of 12 on."""

PLACEHOLDER = lazy(
    r"(?i)<[^>]*>|\[[^\]]*\]|\{\{.*\}\}|__\w+__|x{4,}|\*{3,}|\.{3,}|(?:your|my|the|our)[-_ ].*|.*[-_ ]?here"
    r"|(?:replace|change|insert|enter|fill|set|put|add|generate)[-_ ]?(?:me|this|it|in|with|your|by|the|a)?(?:[-_ ].*)?"
    r"|(?:.*[^a-z])?(?:changeme|placeholder|example|dummy|todo|fixme|tbd)(?:[^a-z].*)?"
)
WORD = lazy(r"[a-z]+")
MOST_WORDS = 3
"""More of them may be a passphrase."""

URL = lazy(r"(?s)[A-Za-z][A-Za-z0-9+.-]*://(?:(?P<user>[^/?#@]*)@)?(?P<host>\[[^\]]*\]|[^/?#:]*)(?P<rest>.*)")
LOCAL = lazy(r"localhost|127(?:\.\d+){3}|\[?::1\]?|[^.\[]*|.*\.(?:local|localhost|internal|test|example)")
"""Hosts of one machine or one network: those of compose services have no dot."""

PARTING = lazy(r"[/?&=#:]")
LEAST_SECRET = 16
"""Characters of a part of a path or a query that may be a secret."""


class Weakness(NamedTuple):
    """What makes a value weak."""

    kind: Literal["placeholder", "length", "entropy"]
    grave: bool
    """Whether it can hardly be a secret at all."""
    message: str
    mend: str


UNFILLED = Weakness("placeholder", True, "still holds a placeholder", "set the real value")


class Strength:
    """Judges values; the list of placeholder words is read once, when it is needed."""

    def __init__(self) -> None:
        self._known: frozenset[str] | None = None

    @property
    def _words(self) -> frozenset[str]:
        if self._known is None:
            self._known = self._read()
        return self._known

    def _read(self) -> frozenset[str]:
        return frozenset(word.decode() for word in read_words("_stopwords.txt"))

    def judge(self, value: str, allow_short: bool) -> Weakness | None:
        """Return what makes the value weak; None: nothing. A value that is allowed to be short may be 3 characters."""
        parts = URL.fullmatch(value)
        if parts is not None:
            return self._judge_address(parts)
        if self.is_placeholder(value):
            return UNFILLED
        if len(value) < TOO_SHORT:
            message = f"has {len(value)} characters only, and is sensitive"
            return Weakness("length", True, message, "use a longer value, or mark it @sensitive=false")
        if len(value) >= 8 and shannon(value.encode("utf-8", "surrogatepass")) < LEAST_ENTROPY:
            message = "is made of hardly any different characters, and is sensitive"
            return Weakness("entropy", True, message, "use a random value, as `openssl rand -hex 32` makes")
        if len(value) < SHORT and not allow_short:
            mend = "use a longer value, or mark it @sensitive={allowShortValue=true}"
            return Weakness("length", False, f"has {len(value)} characters only, and is sensitive", mend)
        return None

    def is_placeholder(self, value: str) -> bool:
        """Whether the value stands for one that is to be filled in; of an address, whether no part can be a secret."""
        parts = URL.fullmatch(value)
        if parts is not None:
            return not self._is_filled_in(parts)
        lowered = value.strip().lower()[:LONGEST]
        if PLACEHOLDER.fullmatch(lowered) or lowered in self._words:
            return True
        letters = WORD.findall(lowered)
        covered = sum(len(word) for word in letters if word in self._words)
        all_known = covered == sum(len(word) for word in letters)
        return 0 < len(letters) <= MOST_WORDS and all_known and covered * 2 > len(lowered)

    def _judge_address(self, parts: re.Match[str]) -> Weakness | None:
        """Return whether a placeholder is left in an address; on the own machine or network, passwords may be words."""
        host = parts["host"].lower()
        if LOCAL.fullmatch(host) and not PLACEHOLDER.fullmatch(host):
            return None
        password = (parts["user"] or "").partition(":")[2]
        left_in = [each for each in (password, parts["host"]) if each and self.is_placeholder(each)]
        return UNFILLED if left_in else None

    def _is_filled_in(self, parts: re.Match[str]) -> bool:
        """Whether an address has a part that may be a secret: a password, or a long piece of its path or query."""
        password = (parts["user"] or "").partition(":")[2]
        pieces = [password] if password else []
        pieces += [piece for piece in PARTING.split(parts["rest"]) if len(piece) >= LEAST_SECRET]
        return any(not self.is_placeholder(piece) for piece in pieces)
