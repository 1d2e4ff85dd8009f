"""How a Vault client gets its token, and keeps it: renewed in time, or asked for anew."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import hvac.exceptions

from scanner.model import Secret
from scanner.regular import regular
from scanner.stores.interface import DeniedError

if TYPE_CHECKING:
    from collections.abc import Mapping

RENEWED_AFTER = 2 / 3
"""Part of a token's life after which it is renewed."""

SERVICE_ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount/token"


@dataclass(frozen=True, slots=True)
class Lease:
    """A token, and how long it lives."""

    token: Secret
    seconds: int
    """0: for ever, or nobody knows."""
    renewable: bool


class Login(Protocol):
    """One way to a token."""

    @property
    def repeatable(self) -> bool:
        """Whether another login gives another token."""

    def __call__(self, client: hvac.Client) -> Lease:
        """Return a token. Raises what hvac raises."""


@dataclass(frozen=True, slots=True)
class TokenLogin:
    """A token that is given."""

    token: Secret
    repeatable = False

    def __call__(self, client: hvac.Client) -> Lease:
        """Return the token, with what the server says of it."""
        client.token = self.token.reveal_in_clear().decode()
        found = client.auth.token.lookup_self()["data"]
        return Lease(self.token, int(found.get("ttl") or 0), bool(found.get("renewable")))


@dataclass(frozen=True, slots=True)
class AppRoleLogin:
    """An AppRole, with its secret id."""

    role_id: str
    secret_id: Secret
    mount: str
    repeatable = True

    def __call__(self, client: hvac.Client) -> Lease:
        """Log in."""
        secret_id = self.secret_id.reveal_in_clear().decode() if len(self.secret_id) else None
        return _lease(client.auth.approle.login(self.role_id, secret_id, use_token=False, mount_point=self.mount))


@dataclass(frozen=True, slots=True)
class KubernetesLogin:
    """The token of a pod's service account, which is read at each login since it changes."""

    role: str
    token_path: str
    mount: str
    repeatable = True

    def __call__(self, client: hvac.Client) -> Lease:
        """Log in. Raises DeniedError if there is no service account here."""
        try:
            with open(self.token_path, encoding="ascii", opener=regular) as stream:
                token = stream.read().strip()
        except (OSError, UnicodeDecodeError):
            raise DeniedError(f"{self.token_path}: the service account's token cannot be read") from None
        return _lease(client.auth.kubernetes.login(self.role, token, use_token=False, mount_point=self.mount))


def login_from(environment: Mapping[str, str]) -> Login:
    """Return the login that the variables ask for. Raises DeniedError if there is none."""
    token = environment.get("VAULT_TOKEN", "")
    if token:
        return TokenLogin(Secret(token.strip().encode("ascii", "replace")))
    if environment.get("VAULT_ROLE_ID"):
        secret_id = Secret(environment.get("VAULT_SECRET_ID", "").encode("ascii", "replace"))
        return AppRoleLogin(environment["VAULT_ROLE_ID"], secret_id, environment.get("VAULT_APPROLE_MOUNT", "approle"))
    if environment.get("VAULT_KUBERNETES_ROLE"):
        path = environment.get("VAULT_KUBERNETES_TOKEN_PATH", SERVICE_ACCOUNT)
        mount = environment.get("VAULT_KUBERNETES_MOUNT", "kubernetes")
        return KubernetesLogin(environment["VAULT_KUBERNETES_ROLE"], path, mount)
    file = os.path.join(environment.get("HOME") or os.path.expanduser("~"), ".vault-token")
    try:
        with open(file, "rb", opener=regular) as stream:
            return TokenLogin(Secret(stream.read(4096).strip()))
    except OSError:
        raise DeniedError(
            "Vault: there is no login; set VAULT_TOKEN, VAULT_ROLE_ID and VAULT_SECRET_ID, or VAULT_KUBERNETES_ROLE, "
            "or log in with `vault login`"
        ) from None


class TokenKeeper:
    """Sees to it that the client has a token that lives."""

    def __init__(self, client: hvac.Client, login: Login, clock: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._login = login
        self._clock = clock
        self._renew_at: float | None = None
        self._held = False

    def prepare(self) -> None:
        """Log in or renew, if it is time. Raises what hvac raises."""
        if not self._held:
            self._take(self._login(self._client))
        elif self._renew_at is not None and self._clock() >= self._renew_at:
            try:
                self._take(_lease(self._client.auth.token.renew_self()))
            except (hvac.exceptions.Forbidden, hvac.exceptions.InvalidRequest):
                self.again()

    def again(self) -> bool:
        """Log in anew if that can help; return whether it was done."""
        if not self._login.repeatable:
            self._renew_at = None
            return False
        self._client.token = None
        self._take(self._login(self._client))
        return True

    def _take(self, lease: Lease) -> None:
        self._client.token = lease.token.reveal_in_clear().decode()
        renews = lease.renewable and lease.seconds > 0
        self._renew_at = self._clock() + lease.seconds * RENEWED_AFTER if renews else None
        self._held = True


def _lease(answer: Any) -> Lease:
    found = answer["auth"]
    return Lease(Secret(found["client_token"].encode()), int(found["lease_duration"]), bool(found["renewable"]))
