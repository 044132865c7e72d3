"""Turn and conversation accuracy: the figures that everything else explains."""

from __future__ import annotations

from collections.abc import Sequence

from eval.metrics.metric import Metric
from eval.score import Scored


def turn_accuracy(turn: Scored) -> float:
    """Share of turns whose every check holds: those of the set, no figure without an origin, no citation that leads nowhere."""
    return float(turn.ok)


def expected_accuracy(turn: Scored) -> float:
    """Share of turns whose every check of the set holds, the two checks that always run left aside."""
    return float(turn.as_expected)


def conversation_accuracy(turns: Sequence[Scored]) -> float:
    """Share of conversations whose every turn holds."""
    return float(all(turn.ok for turn in turns))


def crashes(turn: Scored) -> float:
    """Share of turns to which the system under test gave no Answer (an exception, a time-out)."""
    return float(bool(turn.error))


FAMILY = (
    Metric("turn_accuracy", "轮次正确率", "turn accuracy", of=turn_accuracy, headline=True),
    Metric("expected_accuracy", "轮次正确率(仅题集所列检查)", "turn accuracy, checks of the set alone", of=expected_accuracy),
    Metric("conversation_accuracy", "对话正确率", "conversation accuracy", of_conversation=conversation_accuracy, headline=True),
    Metric("crashes", "无应答率", "turns without an answer", of=crashes, error=True),
)
