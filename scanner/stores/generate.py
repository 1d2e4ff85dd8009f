"""New values for secrets, drawn from the system's source of randomness."""

from __future__ import annotations

import base64
import math
import secrets
import string
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from scanner.model import Secret
from scanner.stores.interface import LARGEST_VALUE, RefusedValueError

LEAST_BITS = 64
"""What a value must at least be worth, so that nobody guesses it."""

ALPHANUMERIC = string.ascii_letters + string.digits


@dataclass(frozen=True, slots=True)
class Generator:
    """How a value is drawn."""

    kind: str = "text"
    """A name in `KINDS`."""
    length: int = 32
    """`text`: characters; `hex` and `base64`: random bytes, before they are written; `uuid`: unused."""
    alphabet: str = ALPHANUMERIC
    """Of `text`."""

    def __call__(self) -> Secret:
        """Return a new value. Raises RefusedValueError if it would be too easy to guess, or too large."""
        if self.bits < LEAST_BITS:
            raise RefusedValueError(
                f"the value would be worth {self.bits:.0f} bits; {LEAST_BITS} are the least: make it longer"
            )
        if self.length > LARGEST_VALUE // 4:
            raise RefusedValueError(f"the value would be too large: {LARGEST_VALUE // 4} is the largest length")
        return Secret(KINDS[self.kind](self).encode())

    @property
    def bits(self) -> float:
        """What the value is worth."""
        if self.kind == "uuid":
            return 122.0
        if self.kind != "text":
            return 8.0 * self.length
        return self.length * math.log2(len(set(self.alphabet)) or 1)


def _text(generator: Generator) -> str:
    letters = sorted(set(generator.alphabet))
    return "".join(secrets.choice(letters) for _ in range(generator.length))


KINDS: dict[str, Callable[[Generator], str]] = {
    "base64": lambda generator: base64.b64encode(secrets.token_bytes(generator.length)).decode(),
    "hex": lambda generator: secrets.token_hex(generator.length),
    "text": _text,
    "uuid": lambda generator: str(uuid.UUID(bytes=secrets.token_bytes(16), version=4)),
}
