"""Our errors for those of AWS's client."""

from __future__ import annotations

import botocore.exceptions

from scanner.stores.interface import (
    ConflictError,
    DeniedError,
    NotFoundError,
    RefusedValueError,
    StoreError,
    UnavailableError,
)

MISREAD = (ValueError, LookupError, TypeError, AttributeError, RecursionError)
"""What comes up, here and in the library, where an answer is not AWS's."""

NOT_AWS = "the answer is cut off, or not that of Secrets Manager; is the endpoint right?"
DENIED = "permission denied; the credentials are wrong or have expired, or their policy does not cover this"
PARTIAL = "a part of the credentials is missing"
BROKEN = "the service cannot be reached, or broke off"

CODES: dict[str, tuple[type[StoreError], str]] = {
    "ResourceNotFoundException": (NotFoundError, "there is no such secret or version"),
    "ResourceExistsException": (ConflictError, "is there already; nothing was written"),
    "InvalidRequestException": (RefusedValueError, "the service refuses the request as invalid"),
    "InvalidParameterException": (RefusedValueError, "the service refuses a parameter as invalid"),
    "LimitExceededException": (RefusedValueError, "a limit of the service is reached"),
    "AccessDeniedException": (DeniedError, DENIED),
    "UnrecognizedClientException": (DeniedError, DENIED),
    "DecryptionFailure": (DeniedError, "the KMS key does not let us decrypt"),
    "EncryptionFailure": (DeniedError, "the KMS key does not let us encrypt"),
}

LIBRARY: tuple[tuple[type[Exception], type[StoreError], str], ...] = (
    (
        botocore.exceptions.NoCredentialsError,
        DeniedError,
        "there are no credentials; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE",
    ),
    (botocore.exceptions.PartialCredentialsError, DeniedError, PARTIAL),
    (botocore.exceptions.ProfileNotFound, RefusedValueError, "there is no profile of the name in AWS_PROFILE"),
    (botocore.exceptions.NoRegionError, RefusedValueError, "there is no region; set AWS_REGION"),
    (
        botocore.exceptions.SSLError,
        UnavailableError,
        "the service's certificate is not trusted; set AWS_CA_BUNDLE to its authority",
    ),
    (botocore.exceptions.ReadTimeoutError, UnavailableError, "the service did not answer in time"),
    (botocore.exceptions.ConnectTimeoutError, UnavailableError, "the service did not answer in time"),
    (botocore.exceptions.ConnectionError, UnavailableError, BROKEN),
    (botocore.exceptions.HTTPClientError, UnavailableError, BROKEN),
    (botocore.exceptions.IncompleteReadError, UnavailableError, BROKEN),
)
"""The first that fits counts."""


def translated(error: Exception, where: str) -> StoreError:
    """Return our error for one of the library's. Its words are left out: they may hold a value."""
    if isinstance(error, botocore.exceptions.ClientError):
        kind, text = _answered(error)
        return kind(f"{where}: {text}")
    for theirs, ours, text in LIBRARY:
        if isinstance(error, theirs):
            return ours(f"{where}: {text}")
    return UnavailableError(f"{where}: {NOT_AWS}")


def _answered(error: botocore.exceptions.ClientError) -> tuple[type[StoreError], str]:
    answer = error.response.get("Error", {})
    code, words = str(answer.get("Code", "")), str(answer.get("Message", ""))
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if code == "InvalidRequestException" and "delet" in words:
        return NotFoundError, "is deleted; `keysieve store restore` brings it back"
    if code in CODES:
        return CODES[code]
    if "Throttl" in code or code == "TooManyRequestsException" or status == 429:
        return UnavailableError, "the service is asked too often; try again later"
    if status in (401, 403) or "Token" in code or "Signature" in code or "Auth" in code:
        return DeniedError, DENIED
    if status >= 500:
        return UnavailableError, "the service failed; try again later"
    return UnavailableError, NOT_AWS
