"""Gathering the values that are looked for, from `.env` files, stores, and plain lines; weak ones are refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.envschema.expression import unescape
from scanner.known.interface import KnownValue, Refusal
from scanner.known.tokens import LEAST
from scanner.known.worth import weakness
from scanner.model import Secret
from scanner.stores.structured import fields_of
from scanner.text.address import password_in
from scanner.text.dotenv import Broken, Entry, EnvText
from scanner.text.encodings import normalise
from scanner.text.members import members
from scanner.text.percent import percent_decoded
from scanner.text.redact import escape, printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import Any

    from scanner.stores.interface import SecretStore

ENCRYPTED = ("encrypted:", "ENC[AES256_GCM,")
"""How dotenvx and sops begin a value that is to be decrypted first."""


class Gathering:
    """The values so far, and those that were refused."""

    def __init__(self, is_wanted: Callable[[str], bool] = lambda name: True) -> None:
        """`is_wanted`: whether the value of that name is looked for."""
        self._is_wanted = is_wanted
        self._labels: dict[Secret, dict[str, None]] = {}
        self.refused: list[Refusal] = []

    def values(self) -> tuple[KnownValue, ...]:
        """Return the values, each once, with all of its labels, in the order in which they came."""
        return tuple(KnownValue(", ".join(labels), secret) for secret, labels in self._labels.items())

    def add_environment(self, origin: str, text: str) -> None:
        """Take the values of a `.env` file; `origin`: how labels name it."""
        for statement in EnvText(text).statements():
            if isinstance(statement, Broken) and statement.key:
                self._refuse(self._label(name_of(statement), origin), f"cannot be read: {statement.message}")
            elif isinstance(statement, Entry) and self._is_wanted(statement.key):
                label = self._label(name_of(statement), origin)
                if statement.raw.startswith(ENCRYPTED):
                    self._refuse(label, "is encrypted; decrypt it and pass it with `--values -`")
                elif statement.raw:
                    self._add(label, readings(statement))

    def add_lines(self, origin: str, data: bytes) -> None:
        """Take a value from each line of a text, in UTF-8 or, as PowerShell writes it, UTF-16; it may have a mark."""
        for number, line in enumerate(b"".join(normalise([data])).split(b"\n"), 1):
            value = line.removesuffix(b"\r")
            if value:
                self._add(f"line {number} of {escape(origin)}", [value])

    def add_store(self, store: SecretStore, names: Iterable[str] = (), earlier: bool = False) -> None:
        """Take the values of a store: those of `names`, or all; `earlier`: those of their versions before, too.

        Raises StoreError if one cannot be read.
        """
        for name in names or store.list():
            if not self._is_wanted(name):
                continue
            label = self._label(name, f"the {store.kind} store")
            self._add(label, [store.get(name).secret.reveal_in_clear()])
            for version in store.versions(name)[1:] if earlier else ():
                value = store.get(name, version.id).secret.reveal_in_clear()
                self._add(f"{label}, version {escape(version.id)}", [value])

    @staticmethod
    def _label(name: str, origin: str) -> str:
        return f"{escape(name)} from {escape(origin)}"

    def _refuse(self, label: str, reason: str) -> None:
        self.refused.append(Refusal(label, reason))

    def _add(self, label: str, values: Iterable[bytes]) -> None:
        """Take a value of which loaders have these readings; of a structured one, each field."""
        for value in dict.fromkeys(values):
            fields = fields_of(Secret(value)) if value[:1] == b"{" else None
            parts = [(label, value)] if fields is None else [*_texts(label, fields)]
            if not parts:
                self._refuse(label, "is a JSON object without a text inside")
            for part_label, part in parts:
                self._add_text(part_label, part)

    def _add_text(self, label: str, value: bytes) -> None:
        needles, reason = needles_of(value)
        for needle in needles:
            self._labels.setdefault(Secret(needle), {})[label] = None
        if not needles:
            self._refuse(label, reason)


def name_of(statement: Entry | Broken) -> str:
    """Return how a statement is called: by its name, or by its line if what looks like one may be part of a secret.

    A line of a key that nobody put into quotes looks like `NAME=`, where it ends with the padding of base64.
    """
    key = statement.key
    is_name = "_" in key and (key.isupper() or key.islower())
    return key if is_name or weakness(_bytes(key)) else f"line {statement.line}"


def readings(entry: Entry) -> Iterator[bytes]:
    """Yield the values that loaders read in an entry: some take escapes in quotes for what they stand for."""
    yield _bytes(entry.raw)
    if entry.quote:
        yield _bytes(unescape(entry.raw, entry.quote))


def needles_of(value: bytes) -> tuple[list[bytes], str]:
    """Return what is looked for in the place of a value, or why nothing is.

    Of an address, its password, as it is written and as it is; of several lines, the longest in the middle.
    """
    text = value.strip()
    if b"\n" in text:
        line = telling_line(text)
        return ([line], "") if line else ([], "has several lines, none of which is worth looking for")
    reason = weakness(text)
    if reason:
        return [], reason
    password = password_in(text)
    if len(password) >= LEAST and not weakness(password):
        return list(dict.fromkeys((percent_decoded(password), password))), ""
    return [text], ""


def telling_line(text: bytes) -> bytes:
    """Return the line that stands for a text of several: of the longest that are worth it, the one in the middle.

    The first line of a private key is the same in many.
    """
    lines = [line for line in map(bytes.strip, text.split(b"\n")) if not weakness(line)]
    longest = max(map(len, lines), default=0)
    full = [line for line in lines if len(line) == longest]
    return full[len(full) // 2] if full else b""


def _texts(label: str, fields: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
    """Yield the texts in fields, also deep inside, and the numbers that are long enough for a secret."""
    for path, value in members(fields):
        text = value if isinstance(value, str) else str(value) if type(value) is int else ""
        if text and (text is value or not weakness(text.encode())):
            yield label + "".join(map(_step, path)), _bytes(text)


def _step(step: str | int) -> str:
    return f"[{step}]" if isinstance(step, int) else f", field {printable(_bytes(step))}"


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
