"""Figures in the text: those that must be there, those that must not, and those that come from nowhere."""

from __future__ import annotations

from eval.metrics.metric import Metric, passed
from eval.score import Scored


def figures(turn: Scored) -> float | None:
    """Share of turns whose text holds every expected figure as a whole figure, of those that expect figures."""
    return passed(turn, "figures")


def figures_absent(turn: Scored) -> float | None:
    """Share of turns whose text holds none of the figures or phrases that must be absent, of those that name such."""
    return passed(turn, "figures_absent")


def unproven(turn: Scored) -> float | None:
    """Share of answers with a figure in the text that no entry of `figures` with a valid origin accounts for."""
    held = passed(turn, "unproven")
    return None if held is None else 1 - held


def false_origins(turn: Scored) -> float | None:
    """Share of answers with a figure whose named origin does not hold: a clause that does not say it, a user who did not."""
    held = passed(turn, "origins")
    return None if held is None else 1 - held


FAMILY = (
    Metric("figures", "应有数字正确率", "figures present", "应有的数字全部以完整数字出现在正文中的轮次占比。", of=figures, headline=True),
    Metric("figures_absent", "禁现数字正确率", "figures absent", "不应出现的数字或说法一个都没出现的轮次占比。", of=figures_absent),
    Metric(
        "unproven",
        "无出处数字的回答占比",
        "answers with an unproven figure",
        "正文中有数字没有任何有效出处的回答占比。",
        of=unproven,
        error=True,
        headline=True,
    ),
    Metric(
        "false_origins",
        "出处不实的回答占比",
        "answers with a false origin",
        "数字标了出处、但该条款没有这个数字(或用户没说过)的回答占比。",
        of=false_origins,
        error=True,
    ),
)
