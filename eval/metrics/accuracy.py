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
    Metric(
        "turn_accuracy",
        "轮次正确率",
        "turn accuracy",
        "全部检查都通过的轮次占比:题集所列检查、每个数字有出处、每条引用可查。",
        of=turn_accuracy,
        headline=True,
    ),
    Metric(
        "expected_accuracy",
        "轮次正确率(仅题集所列检查)",
        "turn accuracy, checks of the set alone",
        "只看题集所列检查,全部通过的轮次占比。",
        of=expected_accuracy,
    ),
    Metric(
        "conversation_accuracy",
        "对话正确率",
        "conversation accuracy",
        "每一轮都通过的对话占比。",
        of_conversation=conversation_accuracy,
        headline=True,
    ),
    Metric("crashes", "无应答率", "turns without an answer", "没有给出回答(异常、超时)的轮次占比。", of=crashes, error=True),
)
