"""Exactness of what was calculated: awards, totals, reverse answers. No tolerance: equal as decimals or wrong."""

from __future__ import annotations

from eval.metrics.metric import Metric, passed
from eval.score import Scored


def award(turn: Scored) -> float | None:
    """Share of turns whose every expected award has the expected kind and amount, of those that expect awards."""
    return passed(turn, "award")


def total(turn: Scored) -> float | None:
    """Share of turns whose total is the expected one, of those that expect a total."""
    return passed(turn, "total_yuan")


def required(turn: Scored) -> float | None:
    """Share of reverse questions whose needed input is the expected one."""
    return passed(turn, "required")


FAMILY = (
    Metric(
        "award", "奖励金额正确率", "award exactness", "期望的每个奖项,类型和金额都完全一致的轮次占比,不设误差。", of=award, headline=True
    ),
    Metric("total", "合计正确率", "totals", "合计金额完全一致的轮次占比。", of=total),
    Metric("required", "反算正确率", "reverse answers", "反算题中,所需投入完全一致的占比。", of=required),
)
