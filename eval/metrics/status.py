"""Status, with the two errors that pull against each other: refusing what is known, and answering what is not."""

from __future__ import annotations

from collections.abc import Sequence

from eval.metrics.metric import Metric, passed
from eval.score import Scored

GIVING = ("answered", "needs_info")
REFUSING = ("not_stated", "out_of_scope", "rejected")


def status(turn: Scored) -> float | None:
    """Share of turns with the expected status, of those that expect one."""
    return passed(turn, "status")


def false_refusal(turn: Scored) -> float | None:
    """Of the turns where only an answer or a request for an input is right, the share told `not_stated`, `out_of_scope` or `rejected`."""
    wanted = turn.expect.status
    if not wanted or not set(wanted) <= set(GIVING):
        return None
    return float(turn.answer.get("status") in REFUSING)


def false_answer(turn: Scored) -> float | None:
    """Of the turns where only a refusal is right (silent, foreign or rejected), the share that was answered or asked for an input."""
    wanted = turn.expect.status
    if not wanted or not set(wanted) <= set(REFUSING):
        return None
    return float(turn.answer.get("status") in GIVING)


def confusion(turns: Sequence[Scored]) -> dict[str, dict[str, int]]:
    """Expected status → given status → number of turns. Where several are right, the one given counts as expected, else the first."""
    table: dict[str, dict[str, int]] = {}
    for turn in turns:
        if not turn.expect.status:
            continue
        given = str(turn.answer.get("status") or "no answer")
        wanted = given if given in turn.expect.status else turn.expect.status[0]
        row = table.setdefault(wanted, {})
        row[given] = row.get(given, 0) + 1
    return table


FAMILY = (
    Metric("status", "状态正确率", "status", "状态与期望一致的轮次占比。", of=status, headline=True),
    Metric(
        "false_refusal",
        "误拒率(有依据却不答)",
        "false refusals",
        "本应作答或追问的轮次中,被答成未载明、超范围或拒绝的占比。",
        of=false_refusal,
        error=True,
        headline=True,
    ),
    Metric(
        "false_answer",
        "误答率(无依据却作答)",
        "false answers",
        "本应说明未载明、超范围或拒绝的轮次中,却作答或追问的占比。",
        of=false_answer,
        error=True,
        headline=True,
    ),
)
