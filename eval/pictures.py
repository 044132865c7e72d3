"""The report's pictures, drawn as SVG text: no library, no font, no script. Colours come from the page's CSS classes.

Every picture carries a title and a description, so that a screen reader and a printed page say the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import log10
from typing import Any

WIDTH = 760


def _svg(height: int, title: str, description: str, body: list[str]) -> str:
    head = f'<svg viewBox="0 0 {WIDTH} {height}" role="img" width="100%" class="picture"><title>{escape(title)}</title>'
    return head + f"<desc>{escape(description)}</desc>" + "".join(body) + "</svg>"


def _text(x: float, y: float, words: str, anchor: str = "start", kind: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" class="t {kind}">{escape(words)}</text>'


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{kind}"/>'


def intervals(rows: dict[str, dict[str, Any]], title: str, limit: int = 30, by_label: bool = False) -> str:
    """Accuracy by label with 95% intervals, one row a label: the weakest on top, or by label. Empty without rows."""
    largest = list(rows.items())[:limit]
    chosen = sorted(largest, key=lambda item: item[0] if by_label else (item[1]["value"], item[1]["n"]))
    if not chosen:
        return ""
    left, right, step = 230, WIDTH - 90, 22
    height = step * len(chosen) + 46

    def x(share: float) -> float:
        return left + (right - left) * share

    body = []
    for tick in (0, 0.25, 0.5, 0.75, 1):
        body += [_line(x(tick), 14, x(tick), height - 26, "grid"), _text(x(tick), height - 8, f"{tick:.0%}", "middle", "small")]
    for i, (label, score) in enumerate(chosen):
        y = 28 + i * step
        body.append(_text(left - 12, y + 4, label if len(label) <= 26 else label[:25] + "…", "end"))
        body.append(_line(x(score["low"]), y, x(score["high"]), y, "whisker"))
        body.append(f'<circle cx="{x(score["value"]):.1f}" cy="{y}" r="5" class="dot"/>')
        body.append(_text(right + 12, y + 4, f"{score['value']:.1%} · {score['n']}", "start", "small"))
    described = "; ".join(f"{label} {s['value']:.1%} ({s['low']:.1%}–{s['high']:.1%}, n={s['n']})" for label, s in chosen)
    return _svg(height, title, described, body)


def confusion(table: dict[str, dict[str, int]], title: str) -> str:
    """Expected status by row, given status by column; the share of the row as shade, the count as text."""
    if not table:
        return ""
    order = ["answered", "needs_info", "not_stated", "out_of_scope", "rejected", "no answer"]
    rows = [s for s in order if s in table] + sorted(set(table) - set(order))
    given = {g for row in table.values() for g in row}
    columns = [s for s in order if s in given] + sorted(given - set(order))
    left, cell, top = 130, 100, 40
    body = [_text(left + cell * j + cell / 2, top - 12, name, "middle", "small") for j, name in enumerate(columns)]
    for i, wanted in enumerate(rows):
        y, whole = top + i * 40, sum(table[wanted].values())
        body.append(_text(left - 10, y + 24, wanted, "end", "small"))
        for j, name in enumerate(columns):
            count = table[wanted].get(name, 0)
            kind = "right" if wanted == name else "wrong"
            shade = 0.1 + 0.4 * count / whole if count else 0  # the count stays readable on it, light or dark
            body.append(f'<rect x="{left + cell * j}" y="{y}" width="{cell - 4}" height="36" class="{kind}" fill-opacity="{shade:.2f}"/>')
            body.append(_text(left + cell * j + cell / 2 - 2, y + 23, str(count) if count else "·", "middle"))
    described = "; ".join(f"{wanted}: " + ", ".join(f"{g} {n}" for g, n in row.items()) for wanted, row in table.items())
    return _svg(top + 40 * len(rows) + 8, title, described, body)


def matrix(labels: Sequence[str], counts: Sequence[Sequence[int]], title: str) -> str:
    """A large confusion table: labels numbered, true by row, guessed by column."""
    if not labels:
        return ""
    left, top = 150, 26
    cell = min(40.0, (WIDTH - left - 10) / len(labels))
    body = [_text(left + cell * (j + 0.5), top - 8, str(j + 1), "middle", "small") for j in range(len(labels))]
    for i, (label, row) in enumerate(zip(labels, counts, strict=True)):
        y, whole = top + i * cell, sum(row)
        body.append(_text(left - 8, y + cell / 2 + 4, f"{label} {i + 1}", "end", "small"))
        for j, count in enumerate(row):
            if not count:
                continue
            place = f'x="{left + cell * j:.1f}" y="{y:.1f}" width="{cell - 2:.1f}" height="{cell - 2:.1f}"'
            body.append(f'<rect {place} class="{"right" if i == j else "wrong"}" fill-opacity="{0.1 + 0.4 * count / whole:.2f}"/>')
            body.append(_text(left + cell * (j + 0.5), y + cell / 2 + 4, str(count), "middle", "small"))
    missed = "; ".join(f"{labels[i]} as {labels[j]}: {n}" for i, row in enumerate(counts) for j, n in enumerate(row) if n and i != j)
    return _svg(int(top + cell * len(labels) + 8), title, f"off the diagonal: {missed or 'nothing'}", body)


def latency(values: Sequence[float], marks: dict[str, float], title: str) -> str:
    """Share of turns answered within so many ms, on a logarithmic scale, with the percentiles marked."""
    ordered = sorted(v for v in values if v > 0)
    if not ordered:
        return ""
    low, high = log10(ordered[0]), log10(ordered[-1])
    low, high = (low - 0.5, high + 0.5) if high - low < 0.3 else (low, high)
    left, right, top, bottom = 60, WIDTH - 30, 20, 220

    def x(ms: float) -> float:
        return left + (right - left) * (log10(ms) - low) / (high - low)

    def y(share: float) -> float:
        return bottom - (bottom - top) * share

    points = [(x(ms), y((i + 1) / len(ordered))) for i, ms in enumerate(ordered)]
    if len(points) > 300:
        points = [points[int(i * (len(points) - 1) / 299)] for i in range(300)]
    body = [_line(left, y(s), right, y(s), "grid") + _text(left - 8, y(s) + 4, f"{s:.0%}", "end", "small") for s in (0, 0.5, 1)]
    tick = 10 ** int(low - 1)
    while tick <= ordered[-1] * 1.01:
        for factor in (1, 2, 5):
            if low - 1e-9 <= log10(tick * factor) <= high + 1e-9:
                body.append(_text(x(tick * factor), bottom + 18, f"{tick * factor:g} ms", "middle", "small"))
        tick *= 10
    body.append(f'<polyline points="{" ".join(f"{a:.1f},{b:.1f}" for a, b in points)}" class="curve"/>')
    for i, (name, ms) in enumerate(m for m in marks.items() if m[0] in ("p50", "p95", "p99") and m[1] > 0):
        body += [_line(x(ms), top, x(ms), bottom, "mark"), _text(x(ms) + 5, bottom - 44 + 17 * i, f"{name} {ms:.3g} ms", "start", "small")]
    return _svg(bottom + 30, title, ", ".join(f"{k} {v:g} ms" for k, v in marks.items() if k != "n"), body)
