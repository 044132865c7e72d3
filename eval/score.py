"""Scoring: raw answers against expectations, turn by turn, each check with its reason. Asks nothing.

A turn holds when every check holds: those of its `expect`, and the two that always run (no figure without an origin,
no citation that leads nowhere). A conversation holds when all its turns do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from eval import checks, proof
from eval.checks import Check
from eval.questions import Conversation, Expect, to_line
from eval.run import Record, Run
from eval.sources import Catalogue
from eval.styles import styles

SCORES = "scores.jsonl"


@dataclass(frozen=True, slots=True)
class Scored:
    """One turn, judged. What the metrics and the report need, and nothing else."""

    id: str
    turn: int
    user: str
    tags: tuple[str, ...]
    styles: tuple[str, ...]
    expect: Expect
    answer: dict[str, Any]  # empty where the system under test failed
    checks: tuple[Check, ...]
    ms: float
    error: str = ""

    @property
    def ok(self) -> bool:
        return all(check.ok for check in self.checks)

    @property
    def as_expected(self) -> bool:
        """Whether the checks of the set alone hold."""
        return all(check.ok for check in self.checks if check.name in checks.CHECKS or check.name == "error")

    @property
    def failed(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if not check.ok)

    def check(self, name: str) -> Check | None:
        """The check of this name, None where the turn has none."""
        return next((c for c in self.checks if c.name == name), None)

    def line(self) -> str:
        data = {"id": self.id, "turn": self.turn, "ok": self.ok, "as_expected": self.as_expected}
        return to_line(data | {"checks": [asdict(c) for c in self.checks]})


def score_conversation(conversation: Conversation, records: Sequence[Record], catalogue: Catalogue) -> list[Scored]:
    """Every turn of one conversation, judged; a turn without a record is judged as one that gave no answer."""
    by_turn = {record.turn: record for record in records}
    scored: list[Scored] = []
    said: list[str] = []
    for number, turn in enumerate(conversation.turns, start=1):
        said.append(turn.user)
        record = by_turn.get(number) or Record(conversation.id, number, None, 0.0, "no answer recorded")
        answer = record.answer or {}
        done: tuple[Check, ...] = checks.expected_checks(turn.expect, answer)
        if record.error or record.answer is None:
            done = (Check("error", False, record.error or "no answer recorded"), *done)
        else:
            done = (*done, *proof.always(answer, said, catalogue))
        found = styles(turn.user)
        scored.append(
            Scored(conversation.id, number, turn.user, conversation.tags, found, turn.expect, answer, done, record.ms, record.error)
        )
    return scored


def score_turns(run: Run) -> tuple[Scored, ...]:
    """Every turn of a run, judged, in the order of the set."""
    return tuple(
        turn
        for conversation in run.conversations
        for turn in score_conversation(
            conversation,
            [run.records[conversation.id, n] for n in range(1, len(conversation.turns) + 1) if (conversation.id, n) in run.records],
            run.catalogue,
        )
    )


def score_run(run: Run) -> tuple[Scored, ...]:
    """As `score_turns`, and written to the run's `scores.jsonl`."""
    scored = score_turns(run)
    (run.folder / SCORES).write_text("".join(turn.line() + "\n" for turn in scored), encoding="utf-8")
    return scored


def by_conversation(scored: Sequence[Scored]) -> dict[str, list[Scored]]:
    """Turns grouped by conversation, in order."""
    groups: dict[str, list[Scored]] = {}
    for turn in scored:
        groups.setdefault(turn.id, []).append(turn)
    return groups
