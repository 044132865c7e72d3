"""Every metric, in the order of the report."""

from __future__ import annotations

from eval.metrics import accuracy, amounts, citations, figures, status, words
from eval.metrics.metric import Metric

METRICS: tuple[Metric, ...] = (
    *accuracy.FAMILY,
    *status.FAMILY,
    *amounts.FAMILY,
    *figures.FAMILY,
    *citations.FAMILY,
    *words.FAMILY,
)


def named(name: str) -> Metric | None:
    """The metric of this name."""
    return next((metric for metric in METRICS if metric.name == name), None)
