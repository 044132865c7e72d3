"""Notes of hotline calls: what the caller wanted, how it ended, as a work order. Kept like threads, deleted with age."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from assistant.store import Store, Turn
from assistant.web.render import typeset

OUTCOMES = ("answered", "handed_on", "call_back", "open")
OUTCOME_WORDS = {
    "answered": ("已答复", "answered"),
    "handed_on": ("转办", "handed on"),
    "call_back": ("待回复", "to be called back"),
    "open": ("未解决", "open"),
}
NOTE = 4000
_TABLES = """
create table if not exists calls (
    thread text primary key, agent text not null, note text not null, outcome text not null, at real not null
);
"""


@dataclass(frozen=True, slots=True)
class Call:
    """One call's note."""

    thread: str
    agent: str
    note: str
    outcome: str
    at: float


class Calls:
    """The notes in one file."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._db = sqlite3.connect(file, check_same_thread=False, isolation_level=None, timeout=10)
        self._db.execute("pragma journal_mode=wal")
        self._db.executescript(_TABLES)

    def keep(self, call: Call) -> None:
        """Keep (or replace) the note of a call."""
        row = (call.thread, call.agent, call.note[:NOTE], call.outcome, call.at)
        with self._lock:
            self._db.execute("insert or replace into calls values (?, ?, ?, ?, ?)", row)

    def of(self, thread: str) -> Call | None:
        """The note on this thread."""
        with self._lock:
            row = self._db.execute("select thread, agent, note, outcome, at from calls where thread = ?", (thread,)).fetchone()
        return Call(*row) if row else None

    def prune(self, before: float) -> None:
        """Delete notes older than this time."""
        with self._lock:
            self._db.execute("delete from calls where at < ?", (before,))


def work_order(call: Call, turns: Sequence[Turn], known: Iterable[tuple[str, str]], language: str) -> str:
    """The call as plain text for a ticket: caller's facts, questions with their answers and clauses, note, outcome."""
    english = language == "en"
    when = datetime.fromtimestamp(call.at).strftime("%Y-%m-%d %H:%M")
    outcome = OUTCOME_WORDS[call.outcome][1 if english else 0]
    lines = [f"Work order · {when} · {call.agent}" if english else f"热线工单 · {when} · 坐席 {call.agent}"]
    facts = [f"{label}：{value}" for label, value in known]
    if facts:
        lines.append(("Company: " if english else "企业情况：") + ("; " if english else "；").join(facts))
    for number, turn in enumerate(turns, start=1):
        said = typeset(turn.answer.get("speakable") or turn.answer.get("answer", "").split("\n")[0])
        clauses = ", ".join(citation["clause"] for citation in turn.answer.get("citations", ()))
        lines += [f"{number}. {'Q' if english else '问'}：{turn.question}", f"   {'A' if english else '答'}：{said}"]
        if clauses:
            lines.append(f"   {'Clauses' if english else '依据'}：{clauses}")
    if call.note.strip():
        lines.append(f"{'Note' if english else '备注'}：{call.note.strip()}")
    lines.append(f"{'Outcome' if english else '处理结果'}：{outcome}")
    return "\n".join(lines)


# ---------------------------------------------------------------- questions left open


def open_cases(store: Store, limit: int = 1000) -> list[dict[str, Any]]:
    """Questions left open or marked wrong, each with the turns before it, in the format of question sets."""
    found = []
    for turn in store.unanswered(limit=limit):
        before = [one for one in store.turns(turn.thread) if one.id < turn.id]
        why = {"down": "marked-wrong", "unanswered": "marked-unanswered"}.get(turn.verdict, str(turn.answer.get("status", "")))
        case: dict[str, Any] = {"id": f"desk-{turn.id}", "tags": ["desk", why]}
        case["turns"] = [{"user": one.question} for one in before] + [{"user": turn.question, "expect": {}}]
        found.append(case)
    return found


def as_jsonl(cases: Iterable[dict[str, Any]]) -> str:
    """One conversation a line."""
    return "".join(json.dumps(case, ensure_ascii=False) + "\n" for case in cases)


def as_csv(store: Store, limit: int = 1000) -> str:
    """The same questions as a table; no cell can be taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("id", "at", "question", "status", "verdict", "reason", "answer"))
    for turn in store.unanswered(limit=limit):
        when = datetime.fromtimestamp(turn.at).isoformat(timespec="seconds")
        said = turn.answer.get("speakable") or turn.answer.get("answer", "")
        row = (str(turn.id), when, turn.question, str(turn.answer.get("status", "")), turn.verdict, turn.reason, said)
        writer.writerow([_harmless(cell) for cell in row])
    return "\ufeff" + out.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
