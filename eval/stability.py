"""Stability: the same set asked again in another order must give the same bytes.

A second asking goes to `again.jsonl`. What may differ is what the contract says may differ: the thread's name and the time.
"""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

from eval import run as running
from eval.run import Record, Run

AGAIN = "again.jsonl"
_MAY_DIFFER = ("thread", "latency_ms")


def ask_again(done: Run, *, asker: str, workers: int = 1, backend: str = "loky", seed: int = 7) -> None:
    """Asks every conversation of a run a second time, shuffled, and keeps the raw answers."""
    shuffled = list(done.conversations)
    random.Random(seed).shuffle(shuffled)
    with (done.folder / AGAIN).open("w", encoding="utf-8") as out:
        for records in running.ask_all(asker, shuffled, workers=workers, backend=backend):
            out.write("".join(record.line() + "\n" for record in records))


def stability(done: Run) -> dict[str, Any] | None:
    """Turns asked twice, how many gave the same bytes, and which did not; None where nothing was asked again."""
    path = done.folder / AGAIN
    if not path.is_file():
        return None
    again = {(r.id, r.turn): r for r in running.records(path)}
    both = [key for key in done.records if key in again]
    changed = [f"{name} turn {turn}" for name, turn in both if _bytes(done.records[name, turn]) != _bytes(again[name, turn])]
    return {"turns": len(both), "same": len(both) - len(changed), "changed": changed}


def _bytes(record: Record) -> bytes:
    answer = {key: value for key, value in (record.answer or {}).items() if key not in _MAY_DIFFER}
    return replace(record, answer=answer, ms=0.0).line().encode()


def forget(folder: Path) -> None:
    """A new run has not been asked again yet."""
    (folder / AGAIN).unlink(missing_ok=True)
