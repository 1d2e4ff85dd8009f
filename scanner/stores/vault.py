"""`VaultStore`: HashiCorp Vault or OpenBao, with the KV engine in version 2."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

import hvac
import hvac.exceptions
import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from scanner.model import Secret
from scanner.stores.attempts import check_expected, written
from scanner.stores.deadline import patience, within
from scanner.stores.interface import (
    ABSENT,
    CURRENT,
    PREVIOUS,
    DeniedError,
    NotFoundError,
    RefusedValueError,
    Stored,
    StoreError,
    Version,
    check_name,
    check_value,
    chosen,
)
from scanner.stores.structured import ALONE, native_fields, structured
from scanner.stores.vault_errors import translated
from scanner.stores.vault_login import Login, TokenKeeper, login_from

if TYPE_CHECKING:
    from scanner.stores.opening import Opening

T = TypeVar("T")

ENCODING = "encoding"
"""Field that says how the value is written, where it is no text."""

READING = ("GET", "LIST", "HEAD")
"""Methods that are tried again; a write may have been done although its answer was lost."""

OVERLOADED = (429, 500, 502, 503, 504)
MISREAD = (ValueError, LookupError, TypeError, AttributeError, RecursionError)
"""What comes up, here and in the library, where an answer is not Vault's."""


@dataclass(frozen=True, slots=True)
class VaultSettings:
    """Where the server is and how it is spoken to."""

    address: str
    login: Login
    mount: str = "secret"
    namespace: str = ""
    verify: str | bool = True
    """File or directory of the authorities that are trusted; True: the system's."""
    certificate: tuple[str, str] | None = None
    """Files of our own certificate and its key."""
    connect_seconds: float = 5.0
    answer_seconds: float = 10.0
    retries: int = 3
    pause_seconds: float = 0.2
    """Before the second retry; doubled before each that follows."""


def settings_from(opening: Opening) -> VaultSettings:
    """Return the settings that Vault's own variables make. Raises StoreError."""
    environment = opening.environment
    address = environment.get("VAULT_ADDR") or environment.get("BAO_ADDR") or ""
    if not address.startswith(("http://", "https://")):
        raise RefusedValueError("Vault: set VAULT_ADDR to the server's address, as https://vault.example.com:8200")
    if environment.get("VAULT_SKIP_VERIFY", "").lower() in ("1", "t", "true"):
        raise RefusedValueError("Vault: VAULT_SKIP_VERIFY is not honoured; set VAULT_CACERT to the server's authority")
    certificate = environment.get("VAULT_CLIENT_CERT", ""), environment.get("VAULT_CLIENT_KEY", "")
    return VaultSettings(
        address=address.rstrip("/"),
        login=login_from(environment),
        mount=(opening.mount or "secret").strip("/"),
        namespace=opening.namespace or environment.get("VAULT_NAMESPACE", ""),
        verify=environment.get("VAULT_CACERT") or environment.get("VAULT_CAPATH") or True,
        certificate=certificate if all(certificate) else None,
    )


def open_store(opening: Opening) -> VaultStore:
    """Return the store; the server is not asked yet. Raises StoreError."""
    return VaultStore(settings_from(opening))


class VaultStore:
    """Secrets in Vault's KV engine, version 2.

    A value with text fields is kept as Vault's own fields; any other is the field `value`, in base64 if it is no text.
    """

    kind = "vault"
    recoverable = True

    def __init__(self, settings: VaultSettings) -> None:
        retry = Retry(
            total=settings.retries,
            status_forcelist=OVERLOADED,
            allowed_methods=READING,
            backoff_factor=settings.pause_seconds,
            respect_retry_after_header=False,  # a server may ask for hours
            raise_on_status=False,
        )
        session = requests.Session()
        for scheme in ("http://", "https://"):
            session.mount(scheme, HTTPAdapter(max_retries=retry))
        session.verify = settings.verify
        session.cert = settings.certificate
        self._mount = settings.mount
        self._client = hvac.Client(
            url=settings.address,
            timeout=(settings.connect_seconds, settings.answer_seconds),
            namespace=settings.namespace or None,
            session=session,
        )
        self._client.token = None
        self._keeper = TokenKeeper(self._client, settings.login)
        self._kv = self._client.secrets.kv.v2
        self._patience = patience(settings.retries + 1, settings.connect_seconds, settings.answer_seconds)

    def get(self, name: str, version: str | None = None) -> Stored:
        """Return the value of the version."""
        check_name(name)
        found = None
        if version not in (None, "", CURRENT):
            found = chosen(name, self._known(name), version)

        def read(answer: Any) -> Stored:
            metadata = answer["data"]["metadata"]
            newest = Version(str(metadata["version"]), _time(metadata["created_time"]), (CURRENT,))
            return Stored(name, _value(answer["data"]["data"]), found or newest)

        return self._call(
            name,
            lambda: self._kv.read_secret_version(
                name,
                version=int(found.id) if found else None,
                mount_point=self._mount,
                raise_on_deleted_version=True,
            ),
            read,
        )

    def put(self, name: str, secret: Secret, expect: str | None = None) -> Version:
        """Write a new version. Each write says which version it follows, so that none is lost or done twice."""
        check_name(name)
        check_value(name, secret)

        def write() -> Version:
            number, readable = self._newest(name, expect)
            check_expected(name, expect, str(number) if readable else ABSENT)
            return self._write(name, secret, number)

        return written(write, expect)

    def versions(self, name: str) -> tuple[Version, ...]:
        """Return the versions that are not deleted."""
        check_name(name)
        found = self._known(name)
        if not found:
            raise NotFoundError(f"{name}: there is no such secret")
        return found

    def delete(self, name: str) -> None:
        """Delete the secret, its versions and what is known of them."""
        self.versions(name)
        self._call(name, lambda: self._kv.delete_metadata_and_all_versions(name, mount_point=self._mount), _done)

    def withdraw(self, name: str) -> None:
        """Delete all versions, so that they can be brought back."""
        numbers = [int(version.id) for version in self.versions(name)]
        self._call(name, lambda: self._kv.delete_secret_versions(name, numbers, mount_point=self._mount), _done)

    def restore(self, name: str) -> None:
        """Bring back all versions that were deleted and not destroyed."""
        check_name(name)
        numbers = [row.number for row in self._metadata(name).rows if row.deleted]
        if not numbers:
            raise NotFoundError(f"{name}: has no deleted version that could be brought back")
        self._call(name, lambda: self._kv.undelete_secret_versions(name, numbers, mount_point=self._mount), _done)

    def forget(self, name: str, version: str) -> None:
        """Destroy one version."""
        check_name(name)
        found = chosen(name, self._known(name), version)
        if CURRENT in found.stages:
            raise RefusedValueError(f"{name}: version {found.id} is the current one; delete the secret instead")
        numbers = [int(found.id)]
        self._call(name, lambda: self._kv.destroy_secret_versions(name, numbers, mount_point=self._mount), _done)

    def list(self) -> tuple[str, ...]:
        """Return the names in all folders that we may list."""
        names: list[str] = []
        folders = [""]
        while folders:
            folder = folders.pop()
            for key in self._listed(folder):
                (folders if key.endswith("/") else names).append(folder + key)
        return tuple(sorted(set(names)))

    def _listed(self, folder: str) -> tuple[str, ...]:
        try:
            return self._call(
                folder,
                lambda: self._kv.list_secrets(folder, mount_point=self._mount),
                lambda answer: tuple(str(key) for key in answer["data"]["keys"]),
            )
        except NotFoundError:
            return ()

    def _write(self, name: str, secret: Secret, follows: int | None) -> Version:
        return self._call(
            name,
            lambda: self._kv.create_or_update_secret(name, _fields(secret), cas=follows, mount_point=self._mount),
            lambda answer: Version(str(answer["data"]["version"]), _time(answer["data"]["created_time"]), (CURRENT,)),
        )

    def _newest(self, name: str, expect: str | None) -> tuple[int | None, bool]:
        """Return the newest version's number (0: there is none), and whether it can be read.

        Whoever may write and not look is not told: then the number is None, if no version is expected.
        """
        try:
            metadata = self._metadata(name)
        except NotFoundError:
            return 0, False
        except DeniedError:
            if expect is not None:
                raise
            return None, True
        return metadata.newest, any(row.readable for row in metadata.rows if row.number == metadata.newest)

    def _metadata(self, name: str) -> Metadata:
        return self._call(name, lambda: self._kv.read_secret_metadata(name, mount_point=self._mount), _metadata_in)

    def _known(self, name: str) -> tuple[Version, ...]:
        """Return the versions that can be read, the newest first; none if there is no such secret."""
        try:
            metadata = self._metadata(name)
        except NotFoundError:
            return ()
        found: list[Version] = []
        for row in metadata.rows:
            if not row.readable:
                continue
            older = any(PREVIOUS in version.stages for version in found)
            stage = CURRENT if row.number == metadata.newest else "" if older else PREVIOUS
            found.append(Version(str(row.number), row.created, (stage,) if stage else ()))
        return tuple(found)

    def _call(self, name: str, call: Callable[[], Any], read: Callable[[Any], T]) -> T:
        """Return what `read` takes out of the server's answer.

        A refusal may mean that the token has expired: then we log in once more. Raises StoreError; the library's own
        error is let go before, for it holds the request, and with it the value.
        """
        failure: StoreError
        where = f"Vault: {name or 'the list of secrets'}"

        def asked() -> T:
            self._keeper.prepare()
            try:
                return read(call())
            except hvac.exceptions.Forbidden:
                if not self._keeper.again():
                    raise
                return read(call())

        try:
            return within(self._patience, asked, where)
        except (hvac.exceptions.VaultError, requests.RequestException, *MISREAD) as error:
            failure = translated(error, where)
        raise failure


@dataclass(frozen=True, slots=True)
class Row:
    """What the server says of one version."""

    number: int
    created: datetime
    readable: bool
    deleted: bool
    """Whether it could be brought back."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the server says of a secret."""

    newest: int
    """Number of the version written last; 0: none is there."""
    rows: tuple[Row, ...]
    """The newest first."""


def _metadata_in(answer: Any) -> Metadata:
    rows = [
        Row(
            int(number),
            _time(row["created_time"]),
            not row["deletion_time"] and not row["destroyed"],
            bool(row["deletion_time"]) and not row["destroyed"],
        )
        for number, row in answer["data"]["versions"].items()
    ]
    ordered = sorted(rows, key=lambda row: -row.number)
    return Metadata(int(answer["data"]["current_version"]), tuple(ordered))


def _done(answer: Any) -> None:
    """Raise TypeError unless the server said that it did what it was asked."""
    if not isinstance(answer, requests.Response) or answer.status_code != requests.codes.no_content:
        raise TypeError


def _fields(secret: Secret) -> dict[str, str]:
    """Return what is written for a value."""
    fields = native_fields(secret)
    if fields is not None:
        return fields
    value = secret.reveal_in_clear()
    try:
        return {ALONE: value.decode()}
    except UnicodeDecodeError:
        return {ALONE: b64encode(value).decode(), ENCODING: "base64"}


def _value(fields: Any) -> Secret:
    """Return the value that was written. Raises TypeError for what is none."""
    if not isinstance(fields, dict):
        raise TypeError
    alone = fields.get(ALONE)
    if isinstance(alone, str):
        if len(fields) == 1:
            return Secret(alone.encode())
        if fields == {ALONE: alone, ENCODING: "base64"}:
            try:
                return Secret(b64decode(alone, validate=True))
            except ValueError:
                pass
    return structured(fields)


def _time(text: str) -> datetime:
    """Return the time that the server names, in UTC; it writes up to nine digits after the second."""
    whole, _, _ = text.rstrip("Z").partition(".")
    return datetime.fromisoformat(f"{whole}+00:00")
