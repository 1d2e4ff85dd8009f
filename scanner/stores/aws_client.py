"""AWS Secrets Manager's client: how the service is reached, what it is told and what its failures mean to us."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import boto3
import botocore.exceptions
from botocore.config import Config

from scanner.model import Secret
from scanner.stores.aws_errors import MISREAD, PARTIAL, translated
from scanner.stores.interface import CURRENT, PENDING, PREVIOUS, DeniedError, StoreError
from scanner.stores.unlogged import unlogged

if TYPE_CHECKING:
    from scanner.stores.opening import Opening

T = TypeVar("T")

STAGES = {"AWSCURRENT": CURRENT, "AWSPREVIOUS": PREVIOUS, "AWSPENDING": PENDING}
LABELS = {stage: label for label, stage in STAGES.items()}
TALKATIVE = tuple(
    f"botocore.{name}" for name in ("auth", "awsrequest", "endpoint", "hooks", "httpsession", "parsers", "retryhandler")
)
"""Loggers that show at DEBUG what is sent and answered, session tokens and values included."""

NOTHING = Secret(b"")


@dataclass(frozen=True, slots=True)
class AwsSettings:
    """How the service is reached."""

    region: str = ""
    """Empty: as AWS's own files say."""
    endpoint: str = ""
    """Empty: the region's."""
    access_key: str = ""
    """Empty, with those that follow: AWS's own search for credentials, from files to the machine's role."""
    secret_key: Secret = NOTHING
    session_token: Secret = NOTHING
    profile: str = ""
    connect_seconds: float = 5.0
    answer_seconds: float = 10.0
    attempts: int = 3


def settings_from(opening: Opening) -> AwsSettings:
    """Return the settings that AWS's own variables make."""
    environment = opening.environment
    secret_key, session_token = (
        Secret(environment.get(variable, "").encode("utf-8", "surrogateescape"))
        for variable in ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
    )
    return AwsSettings(
        region=environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION") or "",
        endpoint=environment.get("AWS_ENDPOINT_URL_SECRETS_MANAGER") or environment.get("AWS_ENDPOINT_URL") or "",
        access_key=environment.get("AWS_ACCESS_KEY_ID", ""),
        secret_key=secret_key,
        session_token=session_token,
        profile=environment.get("AWS_PROFILE", ""),
    )


def told(call: Callable[[], T], where: str) -> T:
    """Return what `call` returns. Raises StoreError; the library's error is let go before, for it may hold a value."""
    failure: StoreError
    try:
        with unlogged(TALKATIVE):
            return call()
    except (botocore.exceptions.BotoCoreError, botocore.exceptions.ClientError, *MISREAD) as error:
        failure = translated(error, where)
    raise failure


def client_for(settings: AwsSettings) -> Any:
    """Return the library's client. Raises StoreError or the library's errors, for `told`."""
    if bool(settings.access_key) != bool(len(settings.secret_key)):
        raise DeniedError(f"AWS: {PARTIAL}; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, both")
    session = boto3.session.Session(
        aws_access_key_id=settings.access_key or None,
        aws_secret_access_key=settings.secret_key.reveal_in_clear().decode() or None,
        aws_session_token=settings.session_token.reveal_in_clear().decode() or None,
        region_name=settings.region or None,
        profile_name=settings.profile or None,
    )
    return session.client(
        "secretsmanager",
        endpoint_url=settings.endpoint or None,
        config=Config(
            connect_timeout=settings.connect_seconds,
            read_timeout=settings.answer_seconds,
            retries={"mode": "standard", "total_max_attempts": settings.attempts},
        ),
    )


def parameters_of(secret: Secret) -> dict[str, Any]:
    """Return the value as a parameter: a string if it is text."""
    value = secret.reveal_in_clear()
    try:
        return {"SecretString": value.decode()}
    except UnicodeDecodeError:
        return {"SecretBinary": value}


def value_in(answer: Any) -> Secret:
    """Return the value of an answer that has one."""
    text = answer.get("SecretString")
    return Secret(text.encode() if isinstance(text, str) else bytes(answer["SecretBinary"]))
