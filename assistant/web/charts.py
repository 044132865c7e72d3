"""Pictures of a calculation, drawn as SVG text: no library, no font, no script, no inline style.

Classes take their colours from the page, so light, dark and print follow. Every picture has a title and a sentence
that says the same in words; figures on it are written as the answer writes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from itertools import pairwise

from corpus.award.scenario import Point
from corpus.numbers.written import format_yuan

WIDTH, LEFT, RIGHT = 440, 76, 426
TONES = 6


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing, its title, and what it shows in words."""

    svg: str
    title: str
    says: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a stacked bar."""

    label: str
    yuan: Decimal


def _picture(height: int, title: str, says: str, body: Sequence[str], key: str) -> Picture:
    head = (
        f'<svg class="picture" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="{key}-title {key}-says">'
        f'<title id="{key}-title">{escape(title)}</title><desc id="{key}-says">{escape(says)}</desc>'
    )
    return Picture(head + "".join(body) + "</svg>", title, says)


def _text(x: float, y: float, words: str, anchor: str = "start", kind: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" class="t {kind}">{escape(words)}</text>'


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{kind}"/>'


def _rect(x: float, y: float, width: float, height: float, kind: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{height:.1f}" class="{kind}"/>'


def _ticks(top: Decimal) -> list[Decimal]:
    """Round values from 0 to about `top`, three to five of them."""
    if top <= 0:
        return [Decimal(0)]
    scale = Decimal(10) ** (len(str(int(top))) - 1)
    step = next(scale * Decimal(part) for part in ("0.2", "0.25", "0.5", "1", "2", "2.5", "5") if top / (scale * Decimal(part)) <= 4)
    return [step * place for place in range(int(top / step) + 1)]


def curve_chart(
    points: Sequence[Point], title: str, x_label: str, cap: Decimal | None, here: tuple[Decimal, Decimal] | None, language: str, key: str
) -> Picture:
    """An award against one input: exact corners, the ceiling, and the company's own point."""
    english = language == "en"
    widest = max((point.x for point in points), default=Decimal(1)) or Decimal(1)
    highest = max([point.yuan for point in points] + ([cap] if cap else []), default=Decimal(1)) or Decimal(1)
    top, bottom = 34, 226

    def x(value: Decimal) -> float:
        return LEFT + (RIGHT - LEFT) * float(value / widest)

    def y(value: Decimal) -> float:
        return bottom - (bottom - top) * float(value / (highest * Decimal("1.12")))

    body = []
    for tick in _ticks(highest):
        body += [_line(LEFT, y(tick), RIGHT, y(tick), "grid"), _text(LEFT - 8, y(tick) + 4, format_yuan(tick, language), "end", "small")]
    for tick in _ticks(widest):
        body.append(_text(x(tick), bottom + 20, format_yuan(tick, language), "middle", "small"))
    body.append(_text((LEFT + RIGHT) / 2, bottom + 42, x_label, "middle", "small"))
    if cap:
        say_cap = f"ceiling {format_yuan(cap, language)}" if english else f"上限 {format_yuan(cap, language)}"
        body += [_line(LEFT, y(cap), RIGHT, y(cap), "cap"), _text(RIGHT, y(cap) - 7, say_cap, "end", "small cap-text")]
    for bound in (False, True):
        path = _path([(x(p.x), y(p.yuan), p.bound) for p in points], bound)
        if path:
            body.append(f'<path d="{path}" class="{"curve bound" if bound else "curve"}"/>')
    says = _curve_says(points, title, x_label, cap, here, language)
    if here:
        px, py = x(min(here[0], widest)), y(here[1])
        body += [_line(px, py, px, bottom, "drop"), f'<circle cx="{px:.1f}" cy="{py:.1f}" r="6" class="here"/>']
        room = px < RIGHT - 140  # beside the point where there is room, else at its foot, clear of the line
        anchor, shift = ("start", 12) if room else ("end", -8)
        words = f"{format_yuan(here[0], language)} → {format_yuan(here[1], language)}"
        body.append(_text(px + shift, min(py + 20, bottom - 6) if room else bottom - 8, words, anchor, "strong"))
    return _picture(276, title, says, body, key)


def _path(corners: Sequence[tuple[float, float, bool]], bound: bool) -> str:
    found, drawing = [], False
    for (x1, y1, b1), (x2, y2, _) in pairwise(corners):
        wanted = b1 == bound and x2 > x1
        if wanted:
            found.append(f"{'L' if drawing else f'M{x1:.1f} {y1:.1f}L'}{x2:.1f} {y2:.1f}")
        drawing = wanted
    return "".join(found)


def _curve_says(
    points: Sequence[Point], title: str, x_label: str, cap: Decimal | None, here: tuple[Decimal, Decimal] | None, language: str
) -> str:
    english = language == "en"
    at_cap = next((point.x for point in points if cap and point.yuan >= cap), None)
    parts = []
    if at_cap is not None and cap:
        a, b = format_yuan(at_cap, language), format_yuan(cap, language)
        parts.append(f"the ceiling of {b} is reached from {a} on" if english else f"{x_label}达到{a}起为上限{b}")
    if here:
        a, b = format_yuan(here[0], language), format_yuan(here[1], language)
        parts.append(f"at {a} it is up to {b}" if english else f"现为{a}，最高{b}")
    if any(point.bound for point in points):
        parts.append("dashed: an upper bound, part of the rule is not stated" if english else "虚线部分只是上界，标准未载明")
    joined = "; ".join(parts) if english else "；".join(parts)
    return f"{title}: {joined}." if english else f"{title}：{joined}。"


def stack_chart(parts: Sequence[Part], cap: Decimal | None, after: Decimal, title: str, language: str, key: str) -> Picture:
    """The parts of a year's total side by side against the annual cap; what lies beyond the cap is hatched out."""
    english = language == "en"
    whole = sum((part.yuan for part in parts), Decimal(0))
    widest = max(whole, cap or Decimal(0)) or Decimal(1)
    left, right = 14, WIDTH - 14

    def x(value: Decimal) -> float:
        return left + (right - left) * float(value / widest)

    body, at = [_rect(left, 34, right - left, 40, "rail")], Decimal(0)
    for place, part in enumerate(parts):
        body.append(_rect(x(at), 34, x(at + part.yuan) - x(at), 40, f"tone tone-{place % TONES}"))
        at += part.yuan
    if cap:
        words = f"annual cap {format_yuan(cap, language)}" if english else f"年度上限 {format_yuan(cap, language)}"
        anchor = "end" if x(cap) > 200 else "start"
        body += [_line(x(cap), 24, x(cap), 82, "cap"), _text(min(x(cap), right), 18, words, anchor, "small cap-text")]
        if whole > cap:
            body.append(_rect(x(cap), 34, right - x(cap), 40, "beyond"))
    row = 104
    for place, part in enumerate(parts):
        body.append(_rect(left, row - 11, 12, 12, f"tone tone-{place % TONES}"))
        body.append(_text(left + 20, row, part.label) + _text(right, row, format_yuan(part.yuan, language), "end"))
        row += 24
    listed = (", " if english else "、").join(f"{part.label} {format_yuan(part.yuan, language)}" for part in parts)
    if english:
        cut = f", {format_yuan(after, language)} under the cap." if whole != after else "."
        says = f"{title}: {listed}; together {format_yuan(whole, language)}{cut}"
    else:
        cut = f"，按年度上限计{format_yuan(after, language)}。" if whole != after else "。"
        says = f"{title}：{listed}，合计{format_yuan(whole, language)}{cut}"
    return _picture(row - 8, title, says, body, key)


def years_chart(years: Sequence[tuple[str, Sequence[Part], Decimal]], cap: Decimal | None, title: str, language: str, key: str) -> Picture:
    """One bar a year, stacked by award, with the year's total on top and the annual cap as a line."""
    english = language == "en"
    sums = [sum((part.yuan for part in parts), Decimal(0)) for _, parts, _ in years]
    highest = max([*sums, Decimal(1)])
    shown_cap = cap if cap and cap <= highest * Decimal("1.6") else None
    highest = max(highest, shown_cap or Decimal(0)) * Decimal("1.14")
    top, bottom = 20, 216

    def y(value: Decimal) -> float:
        return bottom - (bottom - top) * float(value / highest)

    body = []
    for tick in _ticks(highest):
        body += [_line(LEFT, y(tick), RIGHT, y(tick), "grid"), _text(LEFT - 8, y(tick) + 4, format_yuan(tick, language), "end", "small")]
    names = list(dict.fromkeys(part.label for _, parts, _ in years for part in parts))
    slot = (RIGHT - LEFT) / max(len(years), 1)
    for place, (label, parts, total) in enumerate(years):
        middle, width, at = LEFT + slot * (place + 0.5), min(slot * 0.5, 90), Decimal(0)
        for part in parts:
            tone = names.index(part.label) % TONES
            body.append(_rect(middle - width / 2, y(at + part.yuan), width, y(at) - y(at + part.yuan), f"tone tone-{tone}"))
            at += part.yuan
        body += [_text(middle, y(at) - 7, format_yuan(total, language), "middle", "strong"), _text(middle, bottom + 20, label, "middle")]
    if shown_cap:
        words = f"annual cap {format_yuan(shown_cap, language)}" if english else f"年度上限 {format_yuan(shown_cap, language)}"
        body += [_line(LEFT, y(shown_cap), RIGHT, y(shown_cap), "cap"), _text(RIGHT, y(shown_cap) - 6, words, "end", "small cap-text")]
    row = bottom + 48
    for place, name in enumerate(names):
        body += [_rect(LEFT, row - 11, 12, 12, f"tone tone-{place % TONES}"), _text(LEFT + 20, row, name)]
        row += 22
    listed = ("; " if english else "；").join(f"{label} {format_yuan(total, language)}" for label, _, total in years)
    return _picture(row, title, f"{title}: {listed}." if english else f"{title}：{listed}。", body, key)
