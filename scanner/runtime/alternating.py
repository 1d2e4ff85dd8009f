"""`AlternatingUsers`: a database's password replaced without a moment in which a login fails."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from scanner.runtime.database import DatabaseCredentials
from scanner.runtime.structured import MalformedSecretError
from scanner.stores.aws_rotation import RotationChange
from scanner.stores.generate import Generator
from scanner.stores.interface import ConflictError, RefusedValueError
from scanner.stores.structured import fields_of, structured

if TYPE_CHECKING:
    from scanner.model import Secret
    from scanner.stores.interface import SecretStore, Version

USER_FIELDS = ("user", "username")


class AlternatingUsers:
    """Two users of a database with the same rights, of whom one is in use.

    A rotation gives the other one a new password, tries it, and only then names it in the store. Whoever still has the
    user before goes on working until the next rotation: rotate no more often than clients read the store anew.

    The secret is a JSON object with `user` or `username`, `password`, and whatever else it holds, which stays.
    """

    def __init__(
        self,
        users: tuple[str, str],
        set_password: Callable[[DatabaseCredentials], None],
        log_in: Callable[[DatabaseCredentials], None],
        generate: Callable[[], Secret] = Generator(),
    ) -> None:
        """`set_password`: as an administrator; called again, it does no harm. `log_in`: raises if it cannot.

        Errors of these two end a rotation, and come up: they must not hold a value.
        """
        if len(set(users)) != len(users):
            raise RefusedValueError("two different users are needed to alternate between")
        self._users = users
        self._set_password = set_password
        self._log_in = log_in
        self._generate = generate

    def rotate(self, store: SecretStore, name: str) -> Version:
        """Change over to the other user. Raises StoreError, and what the callables raise.

        Of several who rotate at once, one does, and the others get a ConflictError; what the store says holds then.
        """
        stored = store.get(name)
        new = self._next(name, stored.secret)
        credentials = DatabaseCredentials.from_secret(name, new)
        self._set_password(credentials)
        self._log_in(credentials)
        try:
            version = store.put(name, new, expect=stored.version.id)
        except ConflictError:
            self._settle(store, name)
            raise
        self._settle(store, name)
        return version

    def change(self, name: str = "secret") -> RotationChange:
        """Return the same for a `RotationHandler`, which AWS calls."""

        def credentials(secret: Secret) -> DatabaseCredentials:
            return DatabaseCredentials.from_secret(name, secret)

        return RotationChange(
            generate=lambda current: self._next(name, current),
            apply=lambda current, new: self._set_password(credentials(new)),
            test=lambda new: self._log_in(credentials(new)),
        )

    def _next(self, name: str, current: Secret) -> Secret:
        """Return the other user with a new password, and all else as it is."""
        fields = fields_of(current) or {}
        member = next((one for one in USER_FIELDS if one in fields), "")
        if not member or fields[member] not in self._users:
            raise MalformedSecretError(
                f"{name}: must be a JSON object whose user is one of {' and '.join(map(repr, self._users))}"
            )
        other = self._users[1 - self._users.index(fields[member])]
        return structured({**fields, member: other, "password": self._generate().reveal_in_clear().decode()})

    def _settle(self, store: SecretStore, name: str) -> None:
        """Have the password count that the store names: who rotated at the same time may have set another one last."""
        current = DatabaseCredentials.from_secret(name, store.get(name).secret)
        try:
            self._log_in(current)
        except Exception:  # noqa: BLE001 - what a driver raises is its own; the next try comes up
            self._set_password(current)
            self._log_in(current)
