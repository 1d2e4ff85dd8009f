"""Our errors for those of Vault's client and of the network."""

from __future__ import annotations

import hvac.exceptions
import requests
from urllib3.exceptions import ReadTimeoutError

from scanner.stores.interface import (
    ConflictError,
    DeniedError,
    NotFoundError,
    RefusedValueError,
    StoreError,
    UnavailableError,
)

NO_VAULT = "the answer is not Vault's; is VAULT_ADDR right?"
LATE = "the server did not answer in time"
DENIED = "permission denied; the token has expired, or its policy does not cover this"

TABLE: tuple[tuple[type[Exception], type[StoreError], str], ...] = (
    (hvac.exceptions.InvalidPath, NotFoundError, "there is no such secret or version"),
    (hvac.exceptions.Forbidden, DeniedError, DENIED),
    (hvac.exceptions.Unauthorized, DeniedError, DENIED),
    (
        hvac.exceptions.InvalidRequest,
        RefusedValueError,
        "the server refuses the request as invalid; check login, mount and name",
    ),
    (hvac.exceptions.VaultDown, UnavailableError, "the server is sealed, in standby or down"),
    (hvac.exceptions.RateLimitExceeded, UnavailableError, "the server is asked too often; try again later"),
    (hvac.exceptions.VaultError, UnavailableError, "the server failed; try again later"),
    (
        requests.exceptions.SSLError,
        UnavailableError,
        "the server's certificate is not trusted; set VAULT_CACERT to its authority",
    ),
    (requests.exceptions.Timeout, UnavailableError, LATE),
    (requests.exceptions.JSONDecodeError, UnavailableError, NO_VAULT),
    (
        requests.exceptions.RequestException,
        UnavailableError,
        "the server cannot be reached, or broke off; check VAULT_ADDR",
    ),
)
"""The first that fits counts."""


def translated(error: Exception, where: str) -> StoreError:
    """Return our error for one of the libraries'. Their words are left out: they may hold a value."""
    if isinstance(error, hvac.exceptions.InvalidRequest) and "check-and-set" in str(error):
        return ConflictError(f"{where}: another writer came first; nothing was written")
    if isinstance(error, requests.exceptions.ConnectionError) and isinstance(_reason(error), ReadTimeoutError):
        return UnavailableError(f"{where}: {LATE}")
    for theirs, ours, text in TABLE:
        if isinstance(error, theirs):
            return ours(f"{where}: {text}")
    return UnavailableError(f"{where}: {NO_VAULT}")


def _reason(error: requests.exceptions.ConnectionError) -> object:
    """Return why the last of several attempts failed."""
    return getattr(error.args[0] if error.args else None, "reason", None)
