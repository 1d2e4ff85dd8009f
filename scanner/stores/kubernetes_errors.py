"""Our errors for those of the Kubernetes client."""

from __future__ import annotations

import kubernetes
import urllib3.exceptions

from scanner.stores.interface import (
    ConflictError,
    DeniedError,
    NotFoundError,
    RefusedValueError,
    StoreError,
    UnavailableError,
)

MISREAD = (ValueError, LookupError, TypeError, AttributeError, RecursionError)
"""What comes up, here and in the library, where an answer is not the API's."""

NO_API = "the answer is not that of a Kubernetes API; is the cluster's address right?"

STATUS: dict[int, tuple[type[StoreError], str]] = {
    401: (DeniedError, "permission denied; the credentials are wrong or have expired"),
    403: (DeniedError, "permission denied; no role allows this"),
    404: (NotFoundError, "there is no such secret"),
    409: (ConflictError, "another writer came first; nothing was written"),
    422: (RefusedValueError, "the cluster refuses the object as invalid, or it is immutable"),
    429: (UnavailableError, "the cluster is asked too often; try again later"),
}


def translated(error: Exception, where: str) -> StoreError:
    """Return our error for one of the libraries'. Their words are left out: they may hold a value."""
    if isinstance(error, kubernetes.client.ApiException):
        status = int(error.status or 0)
        if status in STATUS:
            kind, text = STATUS[status]
            return kind(f"{where}: {text}")
        return UnavailableError(f"{where}: {'the cluster failed; try again later' if status >= 500 else NO_API}")
    reason = getattr(error, "reason", None) or error
    if isinstance(reason, urllib3.exceptions.SSLError):
        return UnavailableError(f"{where}: the cluster's certificate is not trusted; check the kubeconfig")
    if isinstance(reason, urllib3.exceptions.NewConnectionError):
        return UnavailableError(f"{where}: the cluster cannot be reached; check the kubeconfig")
    if isinstance(reason, urllib3.exceptions.TimeoutError):
        return UnavailableError(f"{where}: the cluster did not answer in time")
    if isinstance(reason, urllib3.exceptions.HTTPError):
        return UnavailableError(f"{where}: the cluster cannot be reached, or broke off")
    return UnavailableError(f"{where}: {NO_API}")
