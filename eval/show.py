"""What an evaluation says on the terminal: scores, breakdowns, failing turns. Plain lines, fit for a log too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from eval.metrics.registry import METRICS, named
from eval.score import Scored


def percent(value: float) -> str:
    return f"{100 * value:.1f}%"


def interval(score: dict[str, Any]) -> str:
    """`97.1% [95.2, 98.6] n=580`."""
    return f"{percent(score['value']):>6} [{100 * score['low']:.1f}, {100 * score['high']:.1f}] n={score['n']}"


def scores(summary: dict[str, Any]) -> Iterator[str]:
    """Every score with its interval, then which checks failed how often, then latency."""
    kept = summary["run"].get("resumed", 0)
    yield f"{summary['conversations']} conversations, {summary['turns']} turns" + (
        f" ({kept} kept from an interrupted run)" if kept else ""
    )
    for metric in METRICS:
        if score := summary["scores"].get(metric.name):
            yield f"  {metric.name:<22} {interval(score)}  {'(lower is better) ' if metric.error else ''}{metric.title}"
    if failures := summary["failures"]:
        yield "failing checks: " + ", ".join(f"{name} {count}" for name, count in failures.items())
    for name, found in summary["latency_ms"].items():
        shown = " ".join(f"{key} {found[key]:g} ms" for key in ("p50", "p95", "p99", "max"))
        yield f"latency ({'of the Answer' if name == 'own' else 'as felt, first turn of a process included'}): {shown}"
    stability = summary.get("stability")
    if stability:
        yield f"stability: {stability['same']} of {stability['turns']} turns gave the same bytes when asked again in another order"


def tables(summary: dict[str, Any], limit: int = 25) -> Iterator[str]:
    """Turn accuracy by tag, award, style and turn number; those with the most failing turns first, those without any left out."""
    for kind, rows in summary["by"].items():
        lost = {label: round(score["n"] * (1 - score["value"])) for label, score in rows.items()}
        ordered = sorted((label for label in rows if lost[label]), key=lambda label: (-lost[label], rows[label]["n"]))
        if ordered:
            yield f"by {kind} (most failing turns first):"
        for label in ordered[:limit]:
            yield f"  {label:<28} {interval(rows[label])}, {lost[label]} failing"
        if len(ordered) > limit:
            yield f"  … {len(ordered) - limit} more in summary.json"


def confusion(summary: dict[str, Any]) -> Iterator[str]:
    """Expected status by row, given status by column."""
    table = summary["confusion"]
    columns = sorted({given for row in table.values() for given in row})
    if not table:
        return
    yield "status: expected \\ given".ljust(28) + "".join(f"{c:>14}" for c in columns)
    for wanted, row in sorted(table.items()):
        yield f"  {wanted:<26}" + "".join(f"{row.get(c, 0):>14}" for c in columns)


def failures(turns: Sequence[Scored], limit: int, width: int = 400) -> Iterator[str]:
    """Failing turns in full: what was asked, what was answered, which checks failed and why."""
    failing = [turn for turn in turns if not turn.ok]
    for turn in failing[:limit]:
        yield ""
        yield f"✗ {turn.id} turn {turn.turn}  [{', '.join(turn.tags)}]"
        yield f"  问 {_one_line(turn.user, width)}"
        if turn.error:
            yield f"  ! {turn.error}"
        else:
            yield f"  答 ({turn.answer.get('status')}/{turn.answer.get('route')}) {_one_line(str(turn.answer.get('answer', '')), width)}"
        for check in turn.failed:
            yield f"  - {check.name}: {check.reason}"
    if len(failing) > limit:
        yield f"… {len(failing) - limit} more failing turns: --show-failures {len(failing)} prints all"


def headline(summary: dict[str, Any]) -> str:
    """One line: the headline scores."""
    parts = []
    for name, score in summary["scores"].items():
        metric = named(name)
        if metric and metric.headline:
            parts.append(f"{metric.title_en} {percent(score['value'])}")
    return ", ".join(parts)


def _one_line(text: str, width: int) -> str:
    text = text.encode("utf-8", "replace").decode()  # half a surrogate pair cannot be printed
    line = " ⏎ ".join(part.strip() for part in text.splitlines() if part.strip())
    return line if len(line) <= width else line[:width] + "…"
