"""The summary of a run: every metric with its interval, breakdowns, the confusion table and latency. `summary.json` is this."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from eval.metrics.latency import latency
from eval.metrics.metric import Metric
from eval.metrics.registry import METRICS
from eval.metrics.status import confusion
from eval.score import Scored, by_conversation
from eval.stats import Estimate, estimate

SUMMARY = "summary.json"


def values(metric: Metric, turns: Sequence[Scored]) -> dict[str, list[float]]:
    """Values of one metric by conversation, None left out."""
    found: dict[str, list[float]] = {}
    for name, group in by_conversation(turns).items():
        if metric.of_conversation:
            whole = metric.of_conversation(group)
            found[name] = [] if whole is None else [whole]
        elif metric.of:
            found[name] = [v for v in map(metric.of, group) if v is not None]
    return found


def measure(metric: Metric, turns: Sequence[Scored]) -> Estimate | None:
    """One metric over some turns."""
    return estimate(list(values(metric, turns).values()))


def breakdown(turns: Sequence[Scored], labels: Callable[[Scored], Iterable[str]]) -> dict[str, dict[str, Any]]:
    """Turn accuracy by label, the labels in order of their size, then of their name."""
    groups: dict[str, list[Scored]] = {}
    for turn in turns:
        for label in labels(turn):
            groups.setdefault(label, []).append(turn)
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    accuracy = METRICS[0]
    return {label: found.as_json() for label, group in ordered if (found := measure(accuracy, group))}


def by_turn_label(turn: Scored) -> tuple[str]:
    return (str(turn.turn) if turn.turn < 6 else "6+",)


def summarise(turns: Sequence[Scored], meta: dict[str, Any] | None = None) -> dict[str, Any]:
    """Everything that the report, the gate and a comparison read."""
    failures = Counter(check.name for turn in turns for check in turn.failed)
    return {
        "run": meta or {},
        "conversations": len(by_conversation(turns)),
        "turns": len(turns),
        "scores": {m.name: found.as_json() for m in METRICS if (found := measure(m, turns))},
        "failures": dict(sorted(failures.items(), key=lambda item: (-item[1], item[0]))),
        "confusion": confusion(turns),
        "by": {
            "tag": breakdown(turns, lambda t: t.tags),
            "award": breakdown(turns, lambda t: tuple(t.expect.award or ())),
            "style": breakdown(turns, lambda t: t.styles),
            "turn": breakdown(turns, by_turn_label),
        },
        "latency_ms": latency(turns),
    }


def write(summary: dict[str, Any], folder: Path) -> None:
    (folder / SUMMARY).write_text(json.dumps(summary, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
