"""What the assistant keeps besides thread states: whose a thread is, what was said in it, feedback, unanswered questions.

One SQLite file in HUICE_HOME, write-ahead logging, a numbered schema that migrates itself forward. Everything here is
deleted with its thread, and with age (`prune`). Times are seconds since 1970 and come from the caller.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from assistant.errors import NoSuchThread, StoreError

Verdict = Literal["up", "down", "unanswered"]
VERDICTS: dict[str, Verdict] = {"up": "up", "down": "down", "unanswered": "unanswered"}
MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE threads (id TEXT PRIMARY KEY, owner TEXT NOT NULL DEFAULT '', title TEXT NOT NULL DEFAULT '',
                          created REAL NOT NULL, used REAL NOT NULL);
    CREATE INDEX threads_owner ON threads (owner, used);
    CREATE TABLE turns (id INTEGER PRIMARY KEY, thread TEXT NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
                        question TEXT NOT NULL, answer TEXT NOT NULL, status TEXT NOT NULL, at REAL NOT NULL);
    CREATE INDEX turns_thread ON turns (thread, id);
    CREATE INDEX turns_status ON turns (status, at);
    CREATE TABLE feedback (turn INTEGER PRIMARY KEY REFERENCES turns (id) ON DELETE CASCADE,
                           verdict TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '', at REAL NOT NULL);
    """,
)
"""The schema, one script a version; `PRAGMA user_version` counts those applied. Add to the end, never change one."""

_TOUCH = 60.0  # seconds after which opening a thread counts as using it: a turn writes once, not twice
_UNANSWERED = ("not_stated", "out_of_scope")


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a thread with the JSON of its Answer, and what was said of it."""

    id: int
    thread: str
    question: str
    answer: dict[str, Any]
    at: float
    verdict: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Thread:
    """One thread as a list shows it."""

    id: str
    title: str
    created: float
    used: float


class Store:
    """The file; one connection a thread of the server. Methods raise StoreError when the file cannot be used."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._local = threading.local()
        self._all: list[sqlite3.Connection] = []
        with self._using() as db:
            self._migrate(db)

    # ------------------------------------------------------------ threads

    def open(self, thread: str, owner: str, now: float) -> None:
        """Note that this owner uses the thread; NoSuchThread when it is another's. An empty owner is nobody in particular."""
        with self._using() as db:
            row = db.execute("SELECT owner, used FROM threads WHERE id = ?", (thread,)).fetchone()
            if row is None:
                db.execute("INSERT INTO threads (id, owner, created, used) VALUES (?, ?, ?, ?)", (thread, owner, now, now))
            elif row[0] != owner:
                raise NoSuchThread("there is no such thread: it was deleted, or it belongs to somebody else; start a new one")
            elif now - row[1] > _TOUCH:
                db.execute("UPDATE threads SET used = ? WHERE id = ?", (now, thread))

    def owned(self, thread: str, owner: str) -> bool:
        """Whether the thread is there and this owner's."""
        with self._using() as db:
            return db.execute("SELECT 1 FROM threads WHERE id = ? AND owner = ?", (thread, owner)).fetchone() is not None

    def threads(self, owner: str, limit: int = 50) -> list[Thread]:
        """This owner's threads, the last used first."""
        with self._using() as db:
            rows = db.execute("SELECT id, title, created, used FROM threads WHERE owner = ? ORDER BY used DESC, id LIMIT ?", (owner, limit))
            return [Thread(*row) for row in rows]

    def forget(self, threads: Sequence[str]) -> None:
        """Delete threads with their turns and feedback."""
        with self._using() as db:
            db.executemany("DELETE FROM threads WHERE id = ?", [(thread,) for thread in threads])

    def older(self, than: float) -> tuple[str, ...]:
        """Threads last used before this time."""
        with self._using() as db:
            return tuple(row[0] for row in db.execute("SELECT id FROM threads WHERE used < ? ORDER BY id", (than,)))

    # ------------------------------------------------------------ turns

    def record(self, thread: str, question: str, answer: dict[str, Any], now: float) -> int:
        """Keep a turn of an opened thread; returns its id. The thread's title is its first question."""
        question = question.encode("utf-8", "replace").decode()  # broken input holds surrogates, which SQLite refuses
        with self._using() as db:
            text = json.dumps(answer, ensure_ascii=False)
            turn = db.execute(
                "INSERT INTO turns (thread, question, answer, status, at) VALUES (?, ?, ?, ?, ?)",
                (thread, question, text, answer["status"], now),
            ).lastrowid
            db.execute("UPDATE threads SET used = ?, title = iif(title = '', ?, title) WHERE id = ?", (now, question.strip()[:60], thread))
            return int(turn or 0)

    def turns(self, thread: str) -> list[Turn]:
        """A thread's turns in order."""
        return self._turns("t.thread = ?", (thread,))

    def unanswered(self, since: float = 0, limit: int = 1000) -> list[Turn]:
        """Questions that the sources left open, that were foreign, or that a person marked wrong or unanswered; newest first."""
        marks = ", ".join("?" * len(_UNANSWERED))
        where = f"t.at >= ? AND (t.status IN ({marks}) OR f.verdict IN ('down', 'unanswered')) AND coalesce(f.verdict, '') != 'up'"
        return self._turns(where, (since, *_UNANSWERED, limit), "t.id DESC LIMIT ?")

    def _turns(self, where: str, values: Sequence[Any], order: str = "t.id") -> list[Turn]:
        query = f"""SELECT t.id, t.thread, t.question, t.answer, t.at, coalesce(f.verdict, ''), coalesce(f.reason, '')
                    FROM turns t LEFT JOIN feedback f ON f.turn = t.id WHERE {where} ORDER BY {order}"""
        with self._using() as db:
            return [Turn(row[0], row[1], row[2], json.loads(row[3]), *row[4:]) for row in db.execute(query, tuple(values))]

    # ------------------------------------------------------------ feedback

    def mark(self, turn: int, verdict: Verdict, reason: str, now: float) -> None:
        """Say of a turn whether it helped; a later word replaces an earlier one."""
        with self._using() as db:
            if db.execute("SELECT 1 FROM turns WHERE id = ?", (turn,)).fetchone() is None:
                raise NoSuchThread(f"there is no turn {turn}: it was deleted")
            db.execute(
                "INSERT OR REPLACE INTO feedback (turn, verdict, reason, at) VALUES (?, ?, ?, ?)", (turn, verdict, reason[:2000], now)
            )

    # ------------------------------------------------------------ the file

    def close(self) -> None:
        """Close every connection."""
        for connection in self._all:
            connection.close()
        self._all.clear()
        self._local = threading.local()

    @contextmanager
    def _using(self) -> Iterator[sqlite3.Connection]:
        """This thread's connection, in one transaction."""
        try:
            connection = getattr(self._local, "connection", None) or self._connect()
            with connection:
                yield connection
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"{self.file}: {error}: free some space, move the file away, or set HUICE_HOME to another folder") from error

    def _connect(self) -> sqlite3.Connection:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self.file, timeout=10, check_same_thread=False)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA foreign_keys=ON")
        self._local.connection = connection
        self._all.append(connection)
        return connection

    def _migrate(self, db: sqlite3.Connection) -> None:
        db.execute("BEGIN IMMEDIATE")  # two processes may start on a new file at once
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version > len(MIGRATIONS):
            raise StoreError(f"{self.file}: written by a newer Huice (schema {version}): update Huice, or set HUICE_HOME to another folder")
        for number in range(version, len(MIGRATIONS)):
            for statement in filter(str.strip, MIGRATIONS[number].split(";")):
                db.execute(statement)
            db.execute(f"PRAGMA user_version = {number + 1}")
