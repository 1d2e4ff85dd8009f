"""`Secrets`: an application's secrets by their names, from wherever they are."""

from __future__ import annotations

import os
from _thread import allocate_lock  # `threading` is 2 ms more

from scanner.errors import KeysieveError
from scanner.model import Secret
from scanner.runtime.places import FILE_SUFFIX, given, variable_of
from scanner.runtime.seen import SEEN, SeenSecrets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any, TypeVar, overload

    from scanner.stores.interface import SecretStore

    T = TypeVar("T")


class RequirementError(KeysieveError):
    """Secrets that the application cannot do without are missing or malformed; `faults` has a line for each."""

    def __init__(self, faults: Iterable[str], asked: int) -> None:
        self.faults = tuple(faults)
        lines = "".join(f"\n  {fault}" for fault in self.faults)
        super().__init__(f"{len(self.faults)} of {asked} secrets cannot be used:{lines}")


class Secrets:
    """Reads secrets: from a variable, else from a file, else from a store. Safe for threads.

    Of `app/db` these are `APP_DB`, the file that `APP_DB_FILE` names, and a file `app-db` in the `directory` where
    Kubernetes or Docker mounts secrets. Whatever is read is known to the masking of logs from then on.
    """

    def __init__(
        self,
        store: SecretStore | Callable[[], SecretStore] | None = None,
        *,
        variables: Mapping[str, str] | None = None,
        directory: str = "",
        seen: SeenSecrets = SEEN,
    ) -> None:
        """`store`: one, or what opens it when it is first needed. `variables`: None: those of the process."""
        self._given_store = store
        self._store: SecretStore | None = None
        self._others: dict[str, SecretStore] = {}
        self._lock = allocate_lock()
        self._variables = os.environ if variables is None else variables
        self._directory = directory
        self._seen = seen

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Secrets:
        """Return what `KEYSIEVE_STORE`, `KEYSIEVE_SECRETS_DIR` and their like say; nothing is opened yet."""
        variables = os.environ if environment is None else environment

        def opened() -> SecretStore:
            from scanner.runtime.configured import open_store

            return open_store(environment=variables)

        return cls(opened, variables=variables, directory=variables.get("KEYSIEVE_SECRETS_DIR", ""))

    if TYPE_CHECKING:

        @overload
        def get(self, name: str, *, field: str | None = None, version: str | None = None) -> Secret: ...
        @overload
        def get(self, name: str, *, as_: type[T], version: str | None = None) -> T: ...
        @overload
        def get(self, name: str, *, as_: type[T] | None, version: str | None = None) -> T | Secret: ...

    def get(self, name: str, *, as_: Any = None, field: str | None = None, version: str | None = None) -> Any:
        """Return a secret; with `field` one member of a JSON object, with `as_` an instance of that class.

        `version`: a version that only a store can have, as `previous`. Raises NotFoundError if the secret is nowhere,
        MalformedSecretError if it is not what was asked for, and other kinds of StoreError.
        """
        return self._typed(name, self._local(name, version) or self._stored(name, version), as_, field)

    def resolve(self, template: str | Secret) -> Secret:
        """Return a text with its references `${STORE:NAME#FIELD}` replaced by secrets, percent-encoded inside of a URL.

        STORE is `vault`, `aws`, `kubernetes` or `file`, as `open_store` opens it, or the store that was given if it is
        of that kind. Without `#FIELD` it is the whole value. Raises StoreError.
        """
        from scanner.runtime.template import resolved

        return resolved(template, self._referred)

    def require(self, names: str | Iterable[str] | Mapping[str, type | None]) -> None:
        """Raise RequirementError, with all that is wrong, unless every secret is there and of the class given for it.

        A mapping has for each name the class that `get` is asked for as `as_`, or None. A store that is down is asked
        once, not once a name.
        """
        from collections import abc

        from scanner.runtime.structured import MalformedSecretError
        from scanner.stores.interface import StoreError, UnavailableError

        wanted = (
            names if isinstance(names, abc.Mapping) else dict.fromkeys([names] if isinstance(names, str) else names)
        )
        faults, is_down = [], False
        for name, class_ in wanted.items():
            try:
                secret = self._local(name, None)
                if secret is None and is_down:
                    faults.append(f"{name}: was not looked for, since the store gives no answer")
                    continue
                try:
                    secret = secret or self._stored(name, None)
                except UnavailableError:
                    is_down = True
                    raise
                self._typed(name, secret, class_, None)
            except (StoreError, MalformedSecretError) as error:
                faults.append(_line(name, error))
        if faults:
            raise RequirementError(faults, len(wanted))

    @property
    def store(self) -> SecretStore:
        """The store, as for a `RotatingSecret`. Raises NotFoundError if there is none, and StoreError."""
        with self._lock:
            if self._store is None:
                if self._given_store is None:
                    from scanner.stores.interface import NotFoundError

                    raise NotFoundError("no store was given to read secrets from")
                self._store = self._given_store() if callable(self._given_store) else self._given_store
            return self._store

    def _referred(self, kind: str, name: str) -> Secret:
        secret = self._store_of(kind).get(name).secret
        self._seen.add(secret, name)
        return secret

    def _store_of(self, kind: str) -> SecretStore:
        if self._given_store is not None and self.store.kind == kind:
            return self.store
        from scanner.runtime.configured import open_store

        with self._lock:
            if kind not in self._others:
                self._others[kind] = open_store(kind, self._variables)
            return self._others[kind]

    def _local(self, name: str, version: str | None) -> Secret | None:
        return given(name, self._variables, self._directory) if version is None else None

    def _stored(self, name: str, version: str | None) -> Secret:
        from scanner.stores.interface import NotFoundError

        try:
            return self.store.get(name, version).secret
        except NotFoundError as error:
            variable = variable_of(name)
            unset = f"; neither {variable} nor {variable}{FILE_SUFFIX} is set" if version is None else ""
            raise NotFoundError(f"{_line(name, error)}{unset}") from error

    def _typed(self, name: str, secret: Secret, class_: Any, field: str | None) -> Any:
        self._seen.add(secret, name)
        if field is not None:
            from scanner.stores.structured import field_of

            part = field_of(name, secret, field)
            self._seen.add(part, f"{name}, field {field}")
            return part
        if class_ is None:
            return secret
        from scanner.runtime.structured import converted
        from scanner.runtime.within import secrets_within

        found = converted(name, secret, class_)
        for place, part in secrets_within(found, name):
            self._seen.add(part, place)
        return found


def _line(name: str, error: KeysieveError) -> str:
    """Return the error's message, with the secret's name in front if it lacks it."""
    message = str(error)
    return message if message.startswith(f"{name}:") else f"{name}: {message}"
