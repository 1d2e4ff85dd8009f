"""A Secret that Kubernetes mounts: read when it is needed, so that a new version counts without a restart.

    volumes:      [{ name: db, secret: { secretName: shop-db } }]           # keys: user, password
    volumeMounts: [{ name: db, mountPath: /etc/secrets/shop-db, readOnly: true }]
    env:          [{ name: KEYSIEVE_SECRETS_DIR, value: /etc/secrets }]

KEYSIEVE_SECRETS_DIR=/etc/secrets python mounted_secret.py

Each line of input stands for a new connection. Kubernetes swaps all files of a Secret at once, and they are read so:
user and password are always of one version.
"""

from __future__ import annotations

import sys

from scanner.runtime import DatabaseCredentials, Secrets


def main() -> None:
    secrets = Secrets.from_environment()
    secrets.require({"shop/db": DatabaseCredentials})
    for _ in sys.stdin:
        credentials = secrets.get("shop/db", as_=DatabaseCredentials)
        print(f"connecting as {credentials.user}, with a password of {len(credentials.password)} bytes", flush=True)


if __name__ == "__main__":
    main()
