"""Several sites in one breath: each unit price, monthly rent or yearly rent goes with the area and months said at it.

「A座300平每平95块,B座180平每平120块」 are two sites with parts of their own; 「两处都只租了10个月」 is said of both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.understand.facts import Fact
from assistant.understand.items import label, listed
from assistant.understand.parts import PRICES, RATES
from assistant.understand.scan import Scan


def with_sites(facts: Sequence[Fact], scan: Scan) -> list[Fact]:
    """Facts with the site each part belongs to, where there are several."""
    result = list(facts)
    for name in dict.fromkeys(f.input for f in facts):
        own = sorted((f for f in facts if f.input == name and f.op == "set" and isinstance(f.value, Decimal)), key=lambda f: f.start)
        if (kept := _kept_area(own, scan)) is not None:
            result[result.index(kept[0])] = kept[1]
            continue
        rates = [f for f in own if f.part in RATES]
        heads = [f for f in own if f.part in RATES or not f.part]
        if len(heads) < 2:
            result = _one_area(result, own, rates)
        elif rates and not _restated(heads, scan):
            result = [f for f in result if f not in own] + _parted(own, scan)
    return sorted(result, key=lambda f: f.start)


def _restated(heads: Sequence[Fact], scan: Scan) -> bool:
    """月租5万,一年60万: one rent told twice, not two rents."""
    at = {q.start: q for q in scan.quantities}
    one, two = heads[0], heads[1]
    if len(heads) > 2 or not (one.start in at and two.start in at):
        return False
    if one.part == two.part:
        return one.value == two.value
    return not listed(scan, at[one.start], at[two.start])


def _one_area(facts: list[Fact], own: Sequence[Fact], rates: Sequence[Fact]) -> list[Fact]:
    """A座300平,B座180平,都是每平95块: one price for all the space."""
    areas = [f for f in own if f.part == "area"]
    if len(areas) < 2 or not any(f.part in PRICES for f in rates):
        return facts
    total = sum((Decimal(f.value) for f in areas), Decimal(0))
    return [replace(f, value=total) if f is areas[0] else f for f in facts if f is areas[0] or f not in areas]


def _kept_area(own: Sequence[Fact], scan: Scan) -> tuple[Fact, Fact] | None:
    """租了600平,自用450平: what is not used goes off."""
    areas = [f for f in own if f.part == "area"]
    used = [f for f in areas if scan.segment_of(f.start).has("own_use")]
    if len(areas) != 2 or len(used) != 1:
        return None
    whole = next(f for f in areas if f is not used[0])
    out = Decimal(whole.value) - Decimal(used[0].value)
    return (used[0], replace(used[0], part="area_out", value=out)) if out >= 0 else None


def _parted(own: Sequence[Fact], scan: Scan) -> list[Fact]:
    """The parts of each site: a new one begins where a part comes that the last one has."""
    once = {part for part in ("months", "free_months", "share_out", "area_out") if sum(f.part == part for f in own) == 1}
    result: list[Fact] = []
    site = 0
    taken: set[str] = set()
    for fact in own:
        if fact.part in once:
            result.append(fact)
            continue
        slot = "head" if fact.part in RATES or not fact.part else fact.part
        if slot in taken:
            site, taken = site + 1, set()
        taken.add(slot)
        result.append(replace(fact, site=site, label=fact.label or label(scan, fact.start)))
    return result
