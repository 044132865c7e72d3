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
    Metric("figures", "应有数字正确率", "figures present", of=figures, headline=True),
    Metric("figures_absent", "禁现数字正确率", "figures absent", of=figures_absent),
    Metric("unproven", "无出处数字的回答占比", "answers with an unproven figure", of=unproven, error=True, headline=True),
    Metric("false_origins", "出处不实的回答占比", "answers with a false origin", of=false_origins, error=True),
)
