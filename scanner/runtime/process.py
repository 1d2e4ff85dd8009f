"""`get_secret`, `resolve` and `require`: the secrets of this process, as its environment says where they are."""

from __future__ import annotations

from scanner.runtime.lookup import Secrets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any, TypeVar, overload

    from scanner.model import Secret

    T = TypeVar("T")

PROCESS = Secrets.from_environment()
"""One for the process, since it holds the cache; nothing is opened before it is needed."""

if TYPE_CHECKING:

    @overload
    def get_secret(name: str, *, field: str | None = None, version: str | None = None) -> Secret: ...
    @overload
    def get_secret(name: str, *, as_: type[T], version: str | None = None) -> T: ...


def get_secret(name: str, *, as_: Any = None, field: str | None = None, version: str | None = None) -> Any:
    """Return a secret, as `Secrets.get` does: from a variable, else a file, else the store of `KEYSIEVE_STORE`."""
    return PROCESS.get(name, version=version, **({"as_": as_} if field is None else {"field": field}))


def require(names: str | Iterable[str] | Mapping[str, type | None]) -> None:
    """Raise RequirementError, with all that is missing or malformed, unless every secret can be used."""
    PROCESS.require(names)


def resolve(template: str | Secret) -> Secret:
    """Return a text with its references to stores replaced, as `Secrets.resolve` does."""
    return PROCESS.resolve(template)
