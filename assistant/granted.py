"""Awards said by their own amount instead of by what they are computed from: 推广顶格500、增量核定400、首次大模型备案,合计."""

from __future__ import annotations

import re
from decimal import Decimal

from assistant.understand.reader import Reader, Reading
from corpus.award.shapes import ceiling_of
from corpus.model import Policy

_FULL = re.compile(r"(?:拿满|顶格|封顶|满额|拿足|足额|全额|拿到顶|到顶|吃满|领满|at (?:its|the) (?:cap|maximum)|in full)")


def granted(reading: Reading, main: Policy, reader: Reader) -> tuple[tuple[str, Decimal], ...]:
    """Awards of a sum that are said to be at their ceiling, or at an amount of award money; none where no other award is worked out."""
    scan = reading.scan
    in_play = {*reading.awards, *reading.implied}
    if len(in_play) < 2 or reading.has("compare", "needed") or not reading.has("sum", "ask_yes_no", "premise", "room_asked", "how_much"):
        return ()
    found: dict[str, Decimal] = {}
    for segment in scan.segments:
        full = _FULL.search(segment.text)
        if full is None or segment.has("spend", "actual") or segment.has("how_much"):
            continue
        at = segment.start + full.start()
        named = [m.name for m in segment.mentions if m.kind == "award" and m.name in in_play and m.start <= at]
        named = named or [u for m in segment.mentions if m.kind == "input" and m.start <= at and (u := reader.users.get(m.name))]
        award = main.award(named[-1]) if named else None
        if award is None or (most := ceiling_of(award.amount)[0]) is None:
            continue
        amounts = [q for q in segment.quantities if q.kind in ("amount", "bare") and 0 <= q.start - (segment.start + full.end()) <= 2]
        value = amounts[0].value * (10_000 if amounts[0].kind == "bare" and amounts[0].value < 100_000 else 1) if amounts else most
        found[award.id] = min(value, most)
    return tuple(found.items()) if set(in_play) - set(found) else ()


def without(reading: Reading, given: tuple[tuple[str, Decimal], ...], reader: Reader) -> tuple[int, ...]:
    """Places of the facts that such an award would be computed from: they are its amount, said."""
    bases = {n for award, _ in given for n in reader.roles.sources.get(award, ())}
    places = []
    for number, fact in enumerate(reading.facts):
        if fact.input in bases and _FULL.search(reading.scan.segment_of(fact.start).text):
            places.append(number)
    return tuple(places)
