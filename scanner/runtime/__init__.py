"""The application library: secrets and settings, typed and checked at start-up, and kept out of logs.

It imports neither the engine nor the command line; each name is loaded when it is used first.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scanner.model import Secret as Secret
    from scanner.runtime.alternating import AlternatingUsers as AlternatingUsers
    from scanner.runtime.configured import open_store as open_store
    from scanner.runtime.database import DatabaseCredentials as DatabaseCredentials
    from scanner.runtime.environment import EnvError as EnvError
    from scanner.runtime.environment import load_env as load_env
    from scanner.runtime.lookup import RequirementError as RequirementError
    from scanner.runtime.lookup import Secrets as Secrets
    from scanner.runtime.masking import MaskingFilter as MaskingFilter
    from scanner.runtime.masking import install_masking as install_masking
    from scanner.runtime.node_record import open_node_record as open_node_record
    from scanner.runtime.process import get_secret as get_secret
    from scanner.runtime.process import require as require
    from scanner.runtime.process import resolve as resolve
    from scanner.runtime.row_cipher import RowCipher as RowCipher
    from scanner.runtime.seen import ShortSecretWarning as ShortSecretWarning
    from scanner.runtime.structured import MalformedSecretError as MalformedSecretError
    from scanner.stores.aws_rotation import RotationChange as RotationChange
    from scanner.stores.aws_rotation import RotationError as RotationError
    from scanner.stores.aws_rotation import RotationHandler as RotationHandler
    from scanner.stores.cached import CachedStore as CachedStore
    from scanner.stores.interface import ConflictError as ConflictError
    from scanner.stores.interface import DeniedError as DeniedError
    from scanner.stores.interface import NotFoundError as NotFoundError
    from scanner.stores.interface import SecretStore as SecretStore
    from scanner.stores.interface import StoreError as StoreError
    from scanner.stores.interface import UnavailableError as UnavailableError
    from scanner.stores.mounted import read_mounted as read_mounted
    from scanner.stores.rotating import RotatingSecret as RotatingSecret
else:
    PLACES = {
        "AlternatingUsers": "scanner.runtime.alternating",
        "CachedStore": "scanner.stores.cached",
        "ConflictError": "scanner.stores.interface",
        "DatabaseCredentials": "scanner.runtime.database",
        "DeniedError": "scanner.stores.interface",
        "EnvError": "scanner.runtime.environment",
        "MalformedSecretError": "scanner.runtime.structured",
        "MaskingFilter": "scanner.runtime.masking",
        "NotFoundError": "scanner.stores.interface",
        "RequirementError": "scanner.runtime.lookup",
        "RotatingSecret": "scanner.stores.rotating",
        "RotationChange": "scanner.stores.aws_rotation",
        "RotationError": "scanner.stores.aws_rotation",
        "RotationHandler": "scanner.stores.aws_rotation",
        "RowCipher": "scanner.runtime.row_cipher",
        "Secret": "scanner.model",
        "SecretStore": "scanner.stores.interface",
        "Secrets": "scanner.runtime.lookup",
        "ShortSecretWarning": "scanner.runtime.seen",
        "StoreError": "scanner.stores.interface",
        "UnavailableError": "scanner.stores.interface",
        "get_secret": "scanner.runtime.process",
        "install_masking": "scanner.runtime.masking",
        "load_env": "scanner.runtime.environment",
        "open_node_record": "scanner.runtime.node_record",
        "open_store": "scanner.runtime.configured",
        "read_mounted": "scanner.stores.mounted",
        "require": "scanner.runtime.process",
        "resolve": "scanner.runtime.process",
    }

    def __getattr__(name: str) -> object:
        if name not in PLACES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        value = globals()[name] = getattr(import_module(PLACES[name]), name)
        return value

    def __dir__() -> list[str]:
        return sorted((*globals(), *PLACES))
