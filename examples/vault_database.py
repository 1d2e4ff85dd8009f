"""A database's credentials from Vault, checked before anything else happens.

keysieve store put shop/db --store vault --json < credentials.json   # user, password, host, port, dbname
KEYSIEVE_STORE=vault VAULT_ADDR=… VAULT_TOKEN=… python vault_database.py

On a developer's machine SHOP_DB='postgresql://me:secret@localhost/shop' takes the place of Vault.
"""

from __future__ import annotations

import sys

from scanner.runtime import DatabaseCredentials, RequirementError, Secret, get_secret, require


def database_url() -> Secret:
    """Return the URL for the driver; SQLAlchemy's create_engine takes it, revealed."""
    return get_secret("shop/db", as_=DatabaseCredentials).url("postgresql", sslmode="prefer")


def main() -> int:
    try:
        require({"shop/db": DatabaseCredentials, "shop/session-key": None})
    except RequirementError as error:
        print(error)
        return 1
    credentials = get_secret("shop/db", as_=DatabaseCredentials)
    print(f"connecting as {credentials.user} to {credentials.dbname} on {credentials.host}: {database_url()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
