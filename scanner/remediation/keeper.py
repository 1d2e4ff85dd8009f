"""Where the values go: a secret store, or the file `.env`."""

from __future__ import annotations

import os
import re
import shlex
from typing import TYPE_CHECKING, Protocol

from scanner.atomic import write_atomically
from scanner.known.gather import readings
from scanner.model import Secret
from scanner.regular import regular
from scanner.remediation.model import FixError
from scanner.stores.interface import ABSENT, NotFoundError
from scanner.text.dotenv import Entry, EnvText

if TYPE_CHECKING:
    from scanner.stores.interface import SecretStore

ENV_FILE = ".env"
BARE = re.compile(r"[A-Za-z0-9_./:@%+,=-]+")


class Keeper(Protocol):
    """Keeps values by the names of variables. Every method raises KeysieveError."""

    @property
    def kind(self) -> str:
        """The store's kind, or `env`."""

    def held(self, name: str) -> Secret | None:
        """Return what is kept under the name now; None: nothing."""

    def check(self, name: str, secret: Secret) -> None:
        """Raise if the value is one that cannot be kept; all are checked before the first is kept."""

    def keep(self, name: str, secret: Secret) -> str:
        """Keep the value and return its version."""

    def value(self, place: str, version: str) -> Secret:
        """Return the value that a record names."""

    def place(self, name: str) -> str:
        """Return the name under which the store has the variable."""

    def reading(self, name: str) -> str:
        """Return the command that sets the variable, for people."""


class StoreKeeper:
    """A secret store; names stand below the repository's."""

    def __init__(self, store: SecretStore, prefix: str) -> None:
        """`prefix`: what stands before each name, so that two repositories do not share one."""
        self._store = store
        self._prefix = re.sub(r"[^A-Za-z0-9_.-]+", "-", prefix).strip(".-") or "repository"

    @property
    def kind(self) -> str:
        """The store's kind."""
        return self._store.kind

    def held(self, name: str) -> Secret | None:
        """Return the current version's value."""
        try:
            return self._store.get(self.place(name)).secret
        except NotFoundError:
            return None

    def check(self, name: str, secret: Secret) -> None:
        """Raise FixError if the store has another value under the name, which is never replaced."""
        held = self.held(name)
        if held is not None and held != secret:
            raise FixError(f"{self.place(name)}: the store got another value meanwhile; start again")

    def keep(self, name: str, secret: Secret) -> str:
        """Write the value unless it is there; another one is never replaced."""
        place = self.place(name)
        try:
            stored = self._store.get(place)
        except NotFoundError:
            return self._store.put(place, secret, ABSENT).id
        if stored.secret != secret:
            raise FixError(f"{place}: the store got another value meanwhile; start again")
        return stored.version.id

    def value(self, place: str, version: str) -> Secret:
        """Return the value of that version."""
        return self._store.get(place, version).secret

    def place(self, name: str) -> str:
        """Return the name behind the repository's; Kubernetes takes small letters and hyphens only."""
        if self.kind == "kubernetes":
            return re.sub(r"[^a-z0-9.-]+", "-", f"{self._prefix}-{name}".lower())
        return f"{self._prefix}/{name}"

    def reading(self, name: str) -> str:
        """Return the shell's assignment."""
        option = "" if self.kind == "file" else f" --store {self.kind}"
        return f'export {name}="$(keysieve store get {shlex.quote(self.place(name))}{option})"'


class EnvFileKeeper:
    """The file `.env` at the root, which git must ignore."""

    kind = "env"

    def __init__(self, root: str) -> None:
        self._path = os.path.join(root, ENV_FILE)

    def held(self, name: str) -> Secret | None:
        """Return the value that the file sets."""
        return next((value for key, value in reversed(self._entries()) if key == name), None)

    def check(self, name: str, secret: Secret) -> None:
        """Raise FixError if no quotes make all loaders read the value alike, or the file cannot be read."""
        self._text()
        quoted(name, secret)

    def keep(self, name: str, secret: Secret) -> str:
        """Add a line to the file, which only the user may read if it is new."""
        if self.held(name) == secret:
            return ""
        line = f"{name}={quoted(name, secret)}"
        text = self._text()
        end = "\r\n" if "\r\n" in text else "\n"
        gap = "" if not text or text.endswith("\n") else end
        mode = None if os.path.exists(self._path) else 0o600
        try:
            write_atomically(self._path, f"{text}{gap}{line}{end}".encode("utf-8", "surrogateescape"), mode)
        except OSError as error:
            raise FixError(f"{ENV_FILE}: cannot be written: {error.strerror}") from error
        return ""

    def value(self, place: str, version: str) -> Secret:
        """Return the value that the file sets. Raises FixError if it does no more."""
        found = self.held(place)
        if found is None:
            raise FixError(f"{ENV_FILE}: does not set {place} any more, so nothing was undone")
        return found

    def place(self, name: str) -> str:
        """Return the name."""
        return name

    def reading(self, name: str) -> str:
        """Return what loads the file."""
        return f"load {ENV_FILE}, which sets {name}"

    def _text(self) -> str:
        if os.path.islink(self._path):
            raise FixError(f"{ENV_FILE}: is a symbolic link; nothing is written through it")
        try:
            with open(self._path, encoding="utf-8", errors="surrogateescape", newline="", opener=regular) as stream:
                return stream.read()
        except FileNotFoundError:
            return ""
        except OSError as error:
            raise FixError(f"{ENV_FILE}: cannot be read: {error.strerror}") from error

    def _entries(self) -> list[tuple[str, Secret]]:
        found = []
        for entry in EnvText(self._text().removeprefix("\ufeff")).statements():
            if isinstance(entry, Entry):
                *_, value = readings(entry)  # the last one is that of loaders which take escapes for what they mean
                as_it_is = value.decode("utf-8", "surrogatepass").encode("utf-8", "surrogateescape")
                found.append((entry.key, Secret(as_it_is)))
        return found


def quoted(name: str, secret: Secret) -> str:
    """Return the value as every loader of such files reads it. Raises FixError if there is no such way."""
    value = secret.reveal_in_clear().decode("utf-8", "surrogateescape")
    if BARE.fullmatch(value):
        return value
    if "'" not in value and "\n" not in value and "\r" not in value and not value.endswith("\\"):
        return f"'{value}'"
    if not set(value) & set('\\"$`\r'):
        return '"' + value.replace("\n", "\\n") + '"'
    raise FixError(f"{name}: not all programs would read this value alike from {ENV_FILE}; use --store file")
