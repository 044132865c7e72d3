"""How the amounts of a question stand in a pool: the pool itself, what is spent of it or left, what each applicant gets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.understand.reader import Reading
from corpus.model import Pool

_LEFT = re.compile(r"(?:剩|余|剩下|余下|剩余|结余|还有|还剩|只剩|仅剩|left|remaining)(?:下|的)?(?:了|约|大概|大约|差不多)?\s*$")
_AFTER = re.compile(r"(?:元|块)?(?:的)?\s*(?:余额|可用|没发|未发|没用|left|remaining)")
_EACH = re.compile(
    r"(?:各|每家|每户|每间|一家|单家|每个|按|人均|平均|都|都按|均按|各自|per|each)(?:企业|公司)?(?:都|均|各|按|拿走|拿|领|补|给|发|分)*(?:了|走|约)?\s*$"
)
_TRAIL = re.compile(r"(?:元|块)?(?:的)?(?:一家|每家|一户|each|a piece)")


@dataclass(frozen=True, slots=True)
class Share:
    """Amounts in 元. `pools`: said of the pool; `taken`: spent of it; `left`: what is left of it; `each`: for one applicant.

    `starts`: where they stand.
    """

    pools: tuple[Decimal, ...] = ()
    taken: Decimal | None = None
    left: Decimal | None = None
    each: Decimal | None = None
    starts: frozenset[int] = frozenset()


def shares(reading: Reading, pools: Sequence[Pool]) -> Share:
    """What the amounts of a turn are to a pool."""
    scan = reading.scan
    said: list[Decimal] = []
    taken: Decimal | None = None
    left: Decimal | None = None
    each: Decimal | None = None
    starts: set[int] = set()
    own = {p.amount for p in pools}
    for q in scan.quantities:
        if q.kind not in ("amount", "bare") or (q.kind == "bare" and q.value < 10):
            continue
        value = q.value * 10_000 if q.kind == "bare" and q.value < 100_000 else q.value
        segment = scan.segment_of(q.start)
        lead = scan.text[segment.start : q.start]
        if segment.has("pool_taken") and value not in own:
            firms = [c.value for c in segment.quantities if c.kind == "count" and c.unit in ("家", "间", "户", "个") and c.start < q.start]
            taken = (taken or Decimal(0)) + value * (firms[-1] if firms and _EACH.search(lead) else 1)
        elif _LEFT.search(lead) or _AFTER.match(scan.text, q.end):
            left = value
        elif value in own:
            said.append(value)
        elif _EACH.search(lead) or _TRAIL.match(scan.text, q.end):
            each = value
        elif segment.has("pool_word"):
            said.append(value)
        elif not segment.has("spend", "actual") and not any(m.kind == "input" for m in segment.mentions):
            each = value
        else:
            continue
        starts.add(q.start)
    return Share(tuple(said), taken, left, each, frozenset(starts))
