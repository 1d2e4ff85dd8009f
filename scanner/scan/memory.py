"""What earlier scans saw: contents that hold nothing, and histories that were scanned to their end. Never a secret.

An SQLite database in the user's cache directory. Only object ids and digests are in it. It is never trusted further
than its owner: a damaged or foreign one is made anew, and where it cannot be written nothing is remembered. SQLite does
not notice a bit that has flipped, so what is known of histories is held against a digest.
"""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing, suppress

from scanner import __version__
from scanner.digest import blake2b
from scanner.git.log import Commit
from scanner.scan.course import Course, Past
from scanner.usercache import cache_place, is_own

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from typing import Any

    from scanner.sources.commits import Kind

FORMAT = 4
APPLICATION = 0x4B53_4356
SECONDS_OF_PATIENCE = 5
SECONDS_KEPT = 90 * 86_400
"""After that long without use, what was seen under other rules or settings is forgotten."""

AT_ONCE = 500
TABLES = (
    "CREATE TABLE scope (scope BLOB PRIMARY KEY, used INTEGER) WITHOUT ROWID",
    "CREATE TABLE clean (scope BLOB, id BLOB, PRIMARY KEY (scope, id)) WITHOUT ROWID",
    "CREATE TABLE tip (scope BLOB, id BLOB, PRIMARY KEY (scope, id)) WITHOUT ROWID",
    "CREATE TABLE adding (scope BLOB, id BLOB, PRIMARY KEY (scope, id)) WITHOUT ROWID",
    "CREATE TABLE course (scope BLOB PRIMARY KEY, cut BLOB, below TEXT) WITHOUT ROWID",
    "CREATE TABLE seal (scope BLOB PRIMARY KEY, digest BLOB) WITHOUT ROWID",
    f"PRAGMA application_id = {APPLICATION}",
    f"PRAGMA user_version = {FORMAT}",
)
FORGET = tuple(
    f"DELETE FROM {table} WHERE scope IN (SELECT scope FROM scope WHERE used < ?)"  # noqa: S608  the names stand here
    for table in ("clean", "tip", "adding", "course", "seal", "scope")
)
OF_HISTORIES = ("tip", "adding", "course", "seal")
FAILURES = (sqlite3.Error, OSError, UnicodeDecodeError)
"""What a database may end in; the last: SQLite quotes what is damaged in it."""


class Memory:
    """The database, opened for each question. Whatever goes wrong with it, the answer is that nothing is known."""

    def __init__(self, rules_digest: str, objects: str, path: str | None = None, archives: bool = False) -> None:
        """`rules_digest`: names the rules under which everything is seen. `path`: the file; None: the user's own.

        `objects`: the directory of git that holds the objects. What is seen in one is not believed of another: git
        hands out an object without asking whether its contents are those that its id stands for. `archives`: whether
        they are opened.
        """
        self._rules = f"{rules_digest} with archives" if archives else rules_digest
        self._objects = objects
        self._path = path
        if path is None:
            with suppress(RuntimeError, OSError):  # a user without a home has no memory
                directory = cache_place()
                os.makedirs(directory, mode=0o700, exist_ok=True)
                self._path = os.path.join(directory, "scanned.sqlite")

    def history_scope(self, settings: Iterable[str]) -> bytes:
        """Return the name under which histories are remembered for these rules and `settings`."""
        return self._scope("history", *settings)

    def clean_among(self, contents: Sequence[tuple[str, Kind]]) -> Collection[int]:
        """Return the indices of those contents that are known to hold nothing."""
        by_scope: dict[bytes, dict[bytes, int]] = {}
        scopes: dict[Kind, bytes] = {}
        for index, (blob, kind) in enumerate(contents):
            if kind not in scopes:
                scopes[kind] = self._kind_scope(kind)
            by_scope.setdefault(scopes[kind], {})[bytes.fromhex(blob)] = index
        known: set[int] = set()
        with suppress(*FAILURES), closing(self._open()) as database:
            for scope, wanted in by_scope.items():
                ids = list(wanted)
                for begin in range(0, len(ids), AT_ONCE):
                    some = ids[begin : begin + AT_ONCE]
                    marks = ",".join("?" * len(some))
                    query = f"SELECT id FROM clean WHERE scope = ? AND id IN ({marks})"  # noqa: S608  question marks
                    rows = database.execute(query, (scope, *some))
                    known.update(wanted[name] for (name,) in rows if name in wanted)
        return known

    def history(self, scope: bytes) -> Past:
        """Return what was seen under `scope`."""
        with suppress(*FAILURES), closing(self._open()) as database:
            database.execute("BEGIN")  # what another scan writes meanwhile is seen as a whole, or not at all
            return Remembered(database, scope).past()
        return Past()

    def noted(self, scope: bytes) -> int | None:
        """Return when something was last remembered under `scope`, in seconds; None: never."""
        with suppress(*FAILURES), closing(self._open()) as database:
            row = database.execute("SELECT used FROM scope WHERE scope = ?", (scope,)).fetchone()
            return row[0] if row is not None and isinstance(row[0], int) else None
        return None

    def remember(
        self,
        clean: Iterable[tuple[str, Kind]],
        scope: bytes,
        tips: Iterable[str] = (),
        adding: Iterable[str] = (),
        course: Course | None = None,
    ) -> None:
        """Note contents that hold nothing; and, for `history`, commits seen to their roots and those with findings.

        `course`: how those stand to each other; None: as was noted before.
        """
        now = int(time.time())
        scopes: dict[Kind, bytes] = {}
        rows = []
        for blob, kind in clean:
            if kind not in scopes:
                scopes[kind] = self._kind_scope(kind)
            rows.append((scopes[kind], bytes.fromhex(blob)))
        used = [(name, now) for name in {scope, *scopes.values()}]
        with suppress(*FAILURES), closing(self._open()) as database, database:
            database.execute("BEGIN IMMEDIATE")
            database.executemany("INSERT OR REPLACE INTO scope VALUES (?, ?)", used)
            database.executemany("INSERT OR IGNORE INTO clean VALUES (?, ?)", sorted(rows))
            if not Remembered(database, scope).is_whole:
                for table in OF_HISTORIES:
                    database.execute(f"DELETE FROM {table} WHERE scope = ?", (scope,))  # noqa: S608  named above
            database.executemany("INSERT OR IGNORE INTO tip VALUES (?, ?)", _rows(scope, tips))
            database.executemany("INSERT OR IGNORE INTO adding VALUES (?, ?)", _rows(scope, adding))
            if course is not None:
                below = "\n".join(" ".join((each.id, *each.parents)) for each in course.below)
                row = (scope, bytes.fromhex(course.cut), below)
                database.execute("INSERT OR REPLACE INTO course VALUES (?, ?, ?)", row)
            sealed = (scope, Remembered(database, scope).digest)
            database.execute("INSERT OR REPLACE INTO seal VALUES (?, ?)", sealed)
            for statement in FORGET:
                database.execute(statement, (now - SECONDS_KEPT,))

    def _kind_scope(self, kind: Kind) -> bytes:
        return self._scope("content", kind.judged.decode("latin-1"), *sorted(kind.off))

    def _scope(self, *words: str) -> bytes:
        text = "\0".join((__version__, self._rules, self._objects, *words))
        return blake2b(text.encode("utf-8", "surrogateescape"), digest_size=16).digest()

    def _open(self) -> sqlite3.Connection:
        """Return the database, made anew if it is damaged or not the user's own. Raises sqlite3.Error and OSError."""
        if self._path is None:
            raise OSError("there is no place for a cache")
        with suppress(FileNotFoundError):
            if not is_own(os.lstat(self._path)):
                discard(self._path)
        try:
            return self._connected(self._path)
        except sqlite3.OperationalError:
            raise  # locked, or the disk is full: not damaged
        except (sqlite3.DatabaseError, UnicodeDecodeError):
            discard(self._path)
            return self._connected(self._path)

    @staticmethod
    def _connected(path: str) -> sqlite3.Connection:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600))
        database = sqlite3.connect(path, timeout=SECONDS_OF_PATIENCE, isolation_level=None)
        try:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = NORMAL")
            make_tables(database)
        except BaseException:
            database.close()
            raise
        return database


class Remembered:
    """What a database holds of the histories of a scope, and the digest that stands beside it."""

    __slots__ = ("_adding", "_course", "_seal", "_tips", "digest")

    def __init__(self, database: sqlite3.Connection, scope: bytes) -> None:
        """Read it. Raises sqlite3.Error."""

        def rows(columns: str, table: str) -> list[tuple[Any, ...]]:
            query = f"SELECT {columns} FROM {table} WHERE scope = ? ORDER BY 1"  # noqa: S608  the names stand here
            return database.execute(query, (scope,)).fetchall()

        self._tips, self._adding = rows("id", "tip"), rows("id", "adding")
        self._course, self._seal = rows("cut, below", "course"), rows("digest", "seal")
        text = repr((scope, self._tips, self._adding, self._course))
        self.digest = blake2b(text.encode("utf-8", "surrogateescape"), digest_size=16).digest()

    @property
    def is_whole(self) -> bool:
        """Whether it is as it was written."""
        return self._seal == [(self.digest,)]

    def past(self) -> Past:
        """Return it; nothing if it is damaged."""
        if not self.is_whole:
            return Past()
        tips, adding = (tuple(name.hex() for (name,) in rows) for rows in (self._tips, self._adding))
        return Past(tips, adding, _course(*self._course[0]) if self._course else None)


def make_tables(database: sqlite3.Connection) -> None:
    """Make the tables where there is nothing. Raises sqlite3.DatabaseError if there is something else."""
    if _is_ours(database):
        return
    database.execute("BEGIN IMMEDIATE")
    try:
        if _is_ours(database):  # another process was quicker
            return
        if database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise sqlite3.DatabaseError("the cache is of another program or version")
        for statement in TABLES:
            database.execute(statement)
    finally:
        database.execute("COMMIT")


def _is_ours(database: sqlite3.Connection) -> bool:
    return _number(database, "application_id") == APPLICATION and _number(database, "user_version") == FORMAT


def _rows(scope: bytes, names: Iterable[str]) -> list[tuple[bytes, bytes]]:
    return [(scope, bytes.fromhex(name)) for name in names]


def _course(cut: bytes, below: str) -> Course:
    rows = map(str.split, below.splitlines())
    return Course(cut.hex(), tuple(Commit(name, tuple(parents)) for name, *parents in rows))


def _number(database: sqlite3.Connection, pragma: str) -> int:
    return int(database.execute(f"PRAGMA {pragma}").fetchone()[0])


def discard(path: str) -> None:
    """Remove the database with what SQLite keeps beside it. Raises OSError."""
    for end in ("-wal", "-shm", ""):
        with suppress(FileNotFoundError):
            os.unlink(path + end)
