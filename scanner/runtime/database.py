"""`DatabaseCredentials`: what a database's driver asks for, and its URL with everything encoded that must be."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from scanner.model import Secret
from scanner.runtime.structured import MalformedSecretError, filled
from scanner.stores.structured import fields_of
from scanner.text.percent import percent_decoded, percent_encoded

if TYPE_CHECKING:
    from collections.abc import Mapping

OTHER_NAMES = {"username": "user", "hostname": "host", "database": "dbname", "db": "dbname", "pass": "password"}
"""What AWS, Vault and others call the fields."""

HIGHEST_PORT = 65_535


@dataclass(frozen=True, slots=True)
class DatabaseCredentials:
    """Who logs in to which database. The password cannot print itself."""

    user: str
    password: Secret
    host: str = ""
    """A name, an IPv4 or IPv6 address, or the directory of a Unix socket; empty: as the driver does without one."""
    port: int | None = None
    dbname: str = ""
    options: tuple[tuple[str, str], ...] = field(default=(), repr=False, metadata={"type": "json"})
    """What a URL says behind `?`, as `(("sslmode", "verify-full"),)`; not shown, since passwords may be among them."""

    def __post_init__(self) -> None:
        if self.port is not None and not 0 < self.port <= HIGHEST_PORT:
            raise ValueError(f"the port is not between 1 and {HIGHEST_PORT}")

    @classmethod
    def from_secret(cls, name: str, secret: Secret) -> DatabaseCredentials:
        """Return the credentials that a JSON object or a URL says. Raises MalformedSecretError."""
        options: tuple[tuple[str, str], ...] = ()
        fields = fields_of(secret)
        if fields is None:
            address, options = _without_options(secret.reveal_in_clear())
            fields = _url_fields(address)
        if fields is None:
            raise MalformedSecretError(
                f"{name}: the value is neither a JSON object with user and password nor a URL of a database"
            )
        return replace(filled(name, _usual_names(fields), cls), options=options)

    def url(self, scheme: str = "postgresql", **options: str) -> Secret:
        """Return the URL, as `postgresql://user:password@host:5432/dbname?option=value`, all parts percent-encoded.

        `scheme` may name a driver, as `postgresql+psycopg` does for SQLAlchemy. The options that the credentials have
        stay, but for those of the same name.
        """
        kept = [(name, value) for name, value in self.options if name not in options]
        userinfo = f"{_encoded(self.user)}:{percent_encoded(self.password.reveal_in_clear()).decode()}"
        port = "" if self.port is None else f":{self.port}"
        path = f"/{_encoded(self.dbname)}" if self.dbname or kept or options else ""
        query = "&".join(f"{_encoded(name)}={_encoded(value)}" for name, value in (*kept, *options.items()))
        return Secret(f"{scheme}://{userinfo}@{_host(self.host)}{port}{path}{'?' if query else ''}{query}".encode())


def _host(host: str) -> str:
    bare = host.removeprefix("[").removesuffix("]")
    if ":" in bare:
        return f"[{_encoded(bare, b':')}]"
    return _encoded(bare)


def _usual_names(fields: Mapping[str, Any]) -> dict[str, Any]:
    usual = {OTHER_NAMES[name]: value for name, value in fields.items() if name in OTHER_NAMES}
    return {**usual, **{name: value for name, value in fields.items() if name != "options"}}


def _without_options(value: bytes) -> tuple[bytes, tuple[tuple[str, str], ...]]:
    """Return a URL without what follows `?`, and that as pairs; a `?` before the `@` is of the password."""
    mark = value.find(b"?", max(value.find(b"@"), 0))
    if mark < 0:
        return value, ()
    pairs = [pair.partition(b"=")[::2] for pair in value[mark + 1 :].split(b"&") if pair]
    return value[:mark], tuple((_decoded(name), _decoded(text)) for name, text in pairs)


def _url_fields(value: bytes) -> dict[str, Any] | None:
    """Return the fields of a URL; None: it is none."""
    scheme, mark, rest = value.partition(b"://")
    if not mark or not scheme.replace(b"+", b"").isalnum():
        return None
    authority, _, path = rest.partition(b"/")
    userinfo, _, place = authority.rpartition(b"@")
    user, _, password = userinfo.partition(b":")
    host, port = _host_and_port(place)
    parts = {"user": user, "password": password, "host": host, "dbname": path}
    return {**{name: _decoded(part) for name, part in parts.items()}, "port": port.decode("ascii", "replace")}


def _host_and_port(place: bytes) -> tuple[bytes, bytes]:
    if place.startswith(b"["):
        host, _, behind = place[1:].partition(b"]")
        return host, behind.removeprefix(b":")
    host, _, port = place.partition(b":")
    return host, port


def _encoded(part: str, left: bytes = b"") -> str:
    return percent_encoded(part.encode("utf-8", "surrogateescape"), left).decode()


def _decoded(part: bytes) -> str:
    return percent_decoded(part).decode("utf-8", "surrogateescape")
