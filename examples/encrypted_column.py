"""API keys of customers in a database: encrypted, each in its own row, under a key that can be changed.

The key is the secret `crm/column-key`, 64 hexadecimal digits: in the variable CRM_COLUMN_KEY, or in a store, where
`openssl rand -hex 32 | keysieve store put crm/column-key` puts it.

python encrypted_column.py crm.sqlite add alice < key-of-alice
python encrypted_column.py crm.sqlite use alice
python encrypted_column.py crm.sqlite rekey      # after CRM_COLUMN_KEY changed, and the old one is CRM_COLUMN_KEY_OLD
"""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing

from scanner.runtime import NotFoundError, RowCipher, Secret, get_secret

TABLE = "create table if not exists customer (name text primary key, api_key text not null)"


def column_cipher() -> RowCipher:
    """Return the cipher with the current key, and the one before it if there is one."""
    try:
        older = [get_secret("crm/column-key-old")]
    except NotFoundError:
        older = []
    return RowCipher(get_secret("crm/column-key"), older)


def row(name: str) -> str:
    """Return what the value is bound to: moved to another customer, or to another column, it does not open."""
    return f"customer/{name}/api_key"


def add(database: sqlite3.Connection, cipher: RowCipher, name: str, api_key: Secret) -> None:
    """Save a customer's key."""
    database.execute("insert or replace into customer values (?, ?)", (name, cipher.encrypt(api_key, row(name))))


def api_key_of(database: sqlite3.Connection, cipher: RowCipher, name: str) -> Secret:
    """Return a customer's key."""
    found = database.execute("select api_key from customer where name = ?", (name,)).fetchone()
    if found is None:
        raise SystemExit(f"there is no customer {name!r}")
    return cipher.decrypt(found[0], row(name))


def rekey(database: sqlite3.Connection, cipher: RowCipher) -> int:
    """Encrypt with the current key what an older one has encrypted; return how many rows that were."""
    count = 0
    for name, text in database.execute("select name, api_key from customer").fetchall():
        if cipher.is_outdated(text):
            add(database, cipher, name, cipher.decrypt(text, row(name)))
            count += 1
    return count


def main(path: str, action: str, name: str = "") -> None:
    cipher = column_cipher()
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(TABLE)
        if action == "add":
            add(database, cipher, name, Secret(sys.stdin.buffer.read().removesuffix(b"\n")))
        elif action == "use":
            print(f"calling the customer's API with a key of {len(api_key_of(database, cipher, name))} bytes")
        elif action == "rekey":
            print(f"{rekey(database, cipher)} rows encrypted anew")


if __name__ == "__main__":
    main(*sys.argv[1:])
