"""Users of the hotline desk: names with argon2 hashes, sessions, and a lock after wrong passwords. One SQLite file.

Of a session only a hash of its token is stored. A wrong name costs as much time as a wrong password, and both are
answered alike. Times are seconds since 1970 and come from the caller.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from assistant.errors import UsageError

MINIMUM = 10  # characters of a password
FAILURES = 5  # wrong passwords for a name within WINDOW before it is locked
ADDRESS_FAILURES = 30  # wrong passwords from an address within WINDOW
WINDOW = 15 * 60.0
SESSION = 12 * 3600.0
_NAME = re.compile(r"[\w.@-]{1,64}")
_TABLES = """
create table if not exists users (name text primary key, hash text not null, created real not null);
create table if not exists sessions (
    token text primary key, name text not null references users (name) on delete cascade, until real not null
);
create table if not exists failures (name text not null, address text not null, at real not null);
create index if not exists failures_at on failures (at);
"""


class Locked(UsageError):
    """Too many wrong passwords: nobody gets in under this name, or from this address, for a while."""


class Users:
    """The users kept in one file."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._db = sqlite3.connect(file, check_same_thread=False, isolation_level=None, timeout=10)
        self._db.execute("pragma journal_mode=wal")
        self._db.execute("pragma foreign_keys=on")
        self._db.executescript(_TABLES)
        file.chmod(0o600)
        self._hasher = PasswordHasher()
        self._nobody = self._hasher.hash(secrets.token_urlsafe(16))

    @contextmanager
    def _using(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            yield self._db

    # ------------------------------------------------------------ users

    def add(self, name: str, password: str, now: float) -> None:
        """A new user, or a new password for one; UsageError when name or password cannot be used. Ends the user's sessions."""
        if not _NAME.fullmatch(name):
            raise UsageError("a user's name has 1 to 64 letters, digits, '.', '_', '-' or '@'")
        if len(password) < MINIMUM:
            raise UsageError(f"the password is too short: use at least {MINIMUM} characters")
        if len(password) > 1000:
            raise UsageError("the password is over 1000 characters: shorten it")
        made = self._hasher.hash(password)
        with self._using() as db:
            db.execute("insert into users values (?, ?, ?) on conflict (name) do update set hash = excluded.hash", (name, made, now))
            db.execute("delete from sessions where name = ?", (name,))

    def remove(self, name: str) -> bool:
        """Delete a user and its sessions; False when there is none."""
        with self._using() as db:
            return db.execute("delete from users where name = ?", (name,)).rowcount > 0

    def names(self) -> list[str]:
        """All users."""
        with self._using() as db:
            return [row[0] for row in db.execute("select name from users order by name")]

    # ------------------------------------------------------------ getting in

    def enter(self, name: str, password: str, address: str, now: float) -> str:
        """A session token when the password is right, empty when not; Locked after too many wrong ones."""
        self._refuse_locked(name, address, now)
        with self._using() as db:
            row = db.execute("select hash from users where name = ?", (name,)).fetchone()
        right = self._matches(row[0] if row else self._nobody, password[:1000]) and row is not None
        with self._using() as db:
            if not right:
                db.execute("insert into failures values (?, ?, ?)", (name[:64], address, now))
                db.execute("delete from failures where at < ?", (now - WINDOW,))
                return ""
            db.execute("delete from failures where name = ?", (name,))
            db.execute("delete from sessions where until < ?", (now,))
            token = secrets.token_urlsafe(32)
            db.execute("insert into sessions values (?, ?, ?)", (_hashed(token), name, now + SESSION))
        return token

    def _refuse_locked(self, name: str, address: str, now: float) -> None:
        with self._using() as db:
            (named,) = db.execute("select count(*) from failures where name = ? and at > ?", (name[:64], now - WINDOW)).fetchone()
            (here,) = db.execute("select count(*) from failures where address = ? and at > ?", (address, now - WINDOW)).fetchone()
        if named >= FAILURES or here >= ADDRESS_FAILURES:
            raise Locked(f"too many wrong passwords: wait {int(WINDOW // 60)} minutes, then try again")

    def _matches(self, known: str, password: str) -> bool:
        try:
            return self._hasher.verify(known, password)
        except (Argon2Error, InvalidHashError):
            return False

    def user_of(self, token: str, now: float) -> str:
        """Whose session this is; empty for none."""
        if not token:
            return ""
        with self._using() as db:
            row = db.execute("select name from sessions where token = ? and until > ?", (_hashed(token), now)).fetchone()
        return str(row[0]) if row else ""

    def leave(self, token: str) -> None:
        """End a session."""
        with self._using() as db:
            db.execute("delete from sessions where token = ?", (_hashed(token),))

    def close(self) -> None:
        self._db.close()


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def users_file(home: Path) -> Path:
    """Where the desk's users are kept."""
    return home / "users.db"


def add_user(home: Path, name: str, password: str | None = None) -> str:
    """What `huice user add NAME` does: asks twice for a password unless one is given; returns a line to print."""
    import getpass
    import time

    if password is None:
        password = getpass.getpass("密码 / password: ")
        if password != getpass.getpass("再输一遍 / again: "):
            raise UsageError("the two passwords differ: run the command again")
    users = Users(users_file(home))
    known = name in users.names()
    users.add(name, password, time.time())
    users.close()
    return f"{'密码已更新 / password changed' if known else '已添加 / added'}: {name}"
