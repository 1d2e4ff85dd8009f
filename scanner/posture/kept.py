"""Whether secrets are kept encrypted, and how old they are. No value is read."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from scanner.posture.interface import UNSEEN, Check
from scanner.stores.interface import DamagedStoreError, StoreError
from scanner.stores.rotating import due

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.posture.interface import Scene

NAMED = 5
ASK = "name it with `--store` to have it asked"
PUT = "put secrets into a store: `keysieve store put NAME`"
OTHERS = 0o077


def store_checks(scene: Scene) -> Iterator[Check]:
    """Yield whether encryption at rest is in use, and whether secrets are older than the rotation allows."""
    place = scene.place
    if place.kind == "file" and not os.path.lexists(place.path):
        told = f"there is no store at {place.path}"
        yield Check("store-encryption", UNSEEN, told, PUT)
        yield Check("store-age", UNSEEN, told, PUT)
    elif place.kind != "file" and not place.asked:
        told = f"the store is {place.kind}, which is on a server and was not asked"
        yield Check("store-encryption", UNSEEN, told, "see how the server is set up")
        yield Check("store-age", UNSEEN, told, ASK)
    else:
        yield from _opened(scene)


def _opened(scene: Scene) -> Iterator[Check]:
    try:
        store = scene.place.open()
        names = store.list()
        old = due(store, scene.rotation, lambda: scene.moment)
    except DamagedStoreError as error:
        yield Check("store-encryption", "attention", str(error), "restore the store from a copy")
        yield Check("store-age", UNSEEN, "the store is damaged")
        return
    except StoreError as error:
        yield Check("store-encryption", UNSEEN, f"the store was not opened: {error}", "give its key")
        yield Check("store-age", UNSEEN, "the store was not opened")
        return
    yield _encryption(scene)
    days = scene.rotation.days
    if not names:
        yield Check("store-age", UNSEEN, "the store holds no secret", PUT)
    elif old:
        named = ", ".join(f"{one.name} ({f'{one.age.days} days' if one.age else 'age unknown'})" for one in old[:NAMED])
        more = f" and {len(old) - NAMED} more" if len(old) > NAMED else ""
        told = f"{len(old)} of {len(names)} secrets are older than {days} days: {named}{more}"
        yield Check("store-age", "attention", told, "run `keysieve store rotate NAME`")
    else:
        yield Check("store-age", "ok", f"{len(names)} secrets, none older than {days} days")


def _encryption(scene: Scene) -> Check:
    place = scene.place
    if place.kind != "file":
        told = f"how {place.kind} encrypts what it keeps is the server's to tell"
        return Check("store-encryption", UNSEEN, told, "see how the server is set up")
    try:
        mode = stat.S_IMODE(os.stat(place.path).st_mode)
    except OSError as error:
        return Check("store-encryption", UNSEEN, f"{place.path}: {error.strerror}")
    if os.name != "nt" and mode & OTHERS:
        told = f"{place.path} is encrypted (AES-256-GCM), but other users may touch it (mode {mode:o})"
        return Check("store-encryption", "attention", told, "run `chmod 600` on it")
    return Check("store-encryption", "ok", f"{place.path} is encrypted with AES-256-GCM, opened, and its seal holds")
