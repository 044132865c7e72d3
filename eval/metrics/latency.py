"""Latency: percentiles of the time to an answer, as the system under test says (`latency_ms`) and as the caller felt it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from eval.score import Scored

PERCENTILES = (50, 95, 99)


def latency(turns: Sequence[Scored]) -> dict[str, dict[str, float]]:
    """p50, p95, p99 and the largest, in ms, over the turns that were answered; linear between ranks. Empty without any.

    `felt` includes what a process does once (loading, filling caches) in its first turn, so look at p50 and p95 there.
    """
    answered = [turn for turn in turns if turn.answer]
    own = [float(turn.answer["latency_ms"]) for turn in answered if isinstance(turn.answer.get("latency_ms"), int | float)]
    felt = [turn.ms for turn in answered if turn.ms]
    return {name: _percentiles(values) for name, values in (("own", own), ("felt", felt)) if values}


def _percentiles(values: Sequence[float]) -> dict[str, float]:
    found = {f"p{p}": round(float(np.percentile(values, p)), 3) for p in PERCENTILES}
    return found | {"max": round(max(values), 3), "n": len(values)}
