"""Two runs side by side: what got better, what got worse, and whether it could be chance.

Paired by conversation id and turn, only where both were asked the same words. Both are scored anew, each by its own
expectations, or both by the newer run's when `same_expectations` says so.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from eval import report
from eval.errors import RunError
from eval.metrics.metric import Metric
from eval.metrics.registry import METRICS
from eval.run import Run
from eval.score import Scored, score_turns
from eval.stats import mcnemar, paired
from eval.summary import summarise, values

PAGE = "compare.html"


@dataclass(frozen=True, slots=True)
class Change:
    """One metric over the paired turns. `p`: chance of so large a difference if both runs were equally good."""

    metric: Metric
    before: float
    after: float
    low: float
    high: float
    p: float

    @property
    def better(self) -> bool:
        return (self.after < self.before) if self.metric.error else (self.after > self.before)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Turns of both runs in one order, their summaries over the paired turns, and what changed."""

    before: tuple[Scored, ...]
    after: tuple[Scored, ...]
    summary_before: dict[str, Any]
    summary_after: dict[str, Any]
    changes: tuple[Change, ...]
    unpaired: tuple[int, int]  # turns of A, of B left out

    @property
    def fixed(self) -> list[tuple[Scored, Scored]]:
        return [(a, b) for a, b in zip(self.before, self.after, strict=True) if b.ok and not a.ok]

    @property
    def broken(self) -> list[tuple[Scored, Scored]]:
        return [(a, b) for a, b in zip(self.before, self.after, strict=True) if a.ok and not b.ok]

    @property
    def reworded(self) -> list[tuple[Scored, Scored]]:
        """Turns judged the same whose text changed."""
        pairs = zip(self.before, self.after, strict=True)
        return [(a, b) for a, b in pairs if a.ok == b.ok and a.answer.get("answer") != b.answer.get("answer")]

    @property
    def mcnemar(self) -> float:
        return mcnemar(len(self.fixed), len(self.broken))


def compare(a: Run, b: Run, *, same_expectations: bool = False, perturbed: bool = False) -> Comparison:
    """Compares run B with the earlier run A; RunError where no conversation is in both.

    `perturbed`: B asked a perturbed copy of A's set; its conversations are paired with those they were made from.
    """
    if perturbed:
        b = _originals(b)
    shared = {c.id for c in a.conversations} & {c.id for c in b.conversations}
    prints = {c.id: c.fingerprint for c in a.conversations}
    order = [c.id for c in b.conversations if c.id in shared and (perturbed or c.fingerprint == prints[c.id])]
    if not order:
        raise RunError(f"{a.folder} and {b.folder} have no conversation in common: compare runs of the same question set")
    if same_expectations:
        a = replace(a, conversations=b.conversations)
    before, after = _in_order(score_turns(a), order), _in_order(score_turns(b), order)
    changes = []
    for metric in METRICS:
        left, right = values(metric, before), values(metric, after)
        ids = [i for i in order if len(left.get(i, [])) == len(right.get(i, [])) and left.get(i)]
        if not ids:
            continue
        x, y = [left[i] for i in ids], [right[i] for i in ids]
        _, low, high, p = paired(x, y)
        count = sum(map(len, x))
        changes.append(Change(metric, sum(map(sum, x)) / count, sum(map(sum, y)) / count, low, high, p))
    left_out = (sum(len(c.turns) for c in a.conversations) - len(before), sum(len(c.turns) for c in b.conversations) - len(after))
    return Comparison(before, after, summarise(before), summarise(after), tuple(changes), left_out)


def _originals(run: Run) -> Run:
    """The run with the ids that its conversations had before they were perturbed (`a~typos` is `a`)."""
    conversations = tuple(c.model_copy(update={"id": c.id.rpartition("~")[0] or c.id}) for c in run.conversations)
    names = {old.id: new.id for old, new in zip(run.conversations, conversations, strict=True)}
    records = {(names[i], turn): replace(r, id=names[i]) for (i, turn), r in run.records.items() if i in names}
    return replace(run, conversations=conversations, records=records)


def _in_order(turns: Sequence[Scored], order: Sequence[str]) -> tuple[Scored, ...]:
    place = {name: i for i, name in enumerate(order)}
    return tuple(sorted((t for t in turns if t.id in place), key=lambda t: (place[t.id], t.turn)))


def diff(a: Scored, b: Scored) -> list[tuple[str, str]]:
    """The texts of two answers as pieces: (` ` kept, `-` only in A, `+` only in B; the words)."""
    left, right = str(a.answer.get("answer", a.error)), str(b.answer.get("answer", b.error))
    pieces: list[tuple[str, str]] = []
    for kind, i, j, k, m in difflib.SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append((" ", left[i:j]))
        else:
            pieces += [("-", left[i:j])] * (j > i) + [("+", right[k:m])] * (m > k)
    return pieces


def lines(found: Comparison, limit: int = 20) -> list[str]:
    """What the terminal shows."""
    shown = [
        f"{len(found.after)} turns in both runs"
        + (f" (left out: {found.unpaired[0]} of A, {found.unpaired[1]} of B)" if any(found.unpaired) else "")
    ]
    for c in found.changes:
        sign = "=" if c.before == c.after else ("better" if c.better else "WORSE")
        difference = 100 * (c.after - c.before)
        interval = f"[{100 * c.low:+.1f}, {100 * c.high:+.1f}]"
        shown.append(f"  {c.metric.name:<22} {c.before:7.1%} → {c.after:7.1%}  {difference:+6.1f} {interval:<16} p={c.p:.3f} {sign}")
    fixed, broken, reworded = len(found.fixed), len(found.broken), len(found.reworded)
    shown.append(f"turns fixed {fixed}, broken {broken} (McNemar p={found.mcnemar:.4f}); same verdict, other text {reworded}")
    for title, pairs in (("broken", found.broken), ("fixed", found.fixed)):
        for a, b in pairs[:limit]:
            shown.append(f"{title}: {b.id} turn {b.turn}: {' '.join(b.user.split())[:100]}")
            shown += [f"  - {c.name}: {c.reason}" for c in (b if title == "broken" else a).failed]
        if len(pairs) > limit:
            shown.append(f"  … {len(pairs) - limit} more {title}: see {PAGE}")
    return shown


def render(found: Comparison, name_a: str, name_b: str) -> str:
    """The comparison as one self-contained page."""

    def card(a: Scored, b: Scored) -> dict[str, Any]:
        tags = {" ": "span", "-": "del", "+": "ins"}
        pieces = Markup("").join(Markup("<{0}>{1}</{0}>").format(tags[kind], escape(words)) for kind, words in diff(a, b))
        return {"id": b.id, "turn": b.turn, "user": b.user, "diff": pieces, "a": a.failed, "b": b.failed}

    kinds = (
        ("变差的轮次", "worse", found.broken),
        ("变好的轮次", "better", found.fixed),
        ("判定相同、文字有别", "same verdict, other text", found.reworded),
    )
    groups = [(title, title_en, [card(a, b) for a, b in pairs]) for title, title_en, pairs in kinds]
    return report.environment().get_template("compare.html.j2").render(found=found, a=name_a, b=name_b, groups=groups)


def write(found: Comparison, a: Run, b: Run, path: Path | None = None) -> Path:
    """Writes the page, by default into run B's folder."""
    path = path or b.folder / PAGE
    path.write_text(render(found, a.folder.name, b.folder.name), encoding="utf-8", errors="replace")
    return path
