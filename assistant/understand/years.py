"""Increments: this year's value of a thing and last year's, each put where the words at it say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.understand.facts import Fact
from assistant.understand.scan import Scan, opens_a_rise, said_year


def in_its_year(facts: Sequence[Fact], scan: Scan, increments: Sequence[tuple[str, str]]) -> list[Fact]:
    """Values of this year's input and last year's, each put where its year words say."""
    result = list(facts)
    for of, over in increments:
        for fact in [f for f in result if f.input in (of, over) and f.low is not None and f.high is not None]:
            if opens_a_rise(scan, fact.start) and fact.low is not None and fact.high is not None:
                place = result.index(fact)
                ends = (
                    replace(fact, input=over, value=fact.low, low=None, high=None),
                    replace(fact, input=of, value=fact.high, low=None, high=None),
                )
                result[place : place + 1] = ends
        own = [f for f in result if f.input in (of, over) and not f.part]
        dated = sorted({f.calendar for f in own if f.calendar is not None and f.calendar > 1000})
        for fact in own:
            year = said_year(scan, next((q for q in scan.quantities if q.start == fact.start), None))
            if len(dated) == 2 and fact.calendar in dated:
                year = -1 if fact.calendar == dated[0] else 0
            if year in (-1, 0):
                result[result.index(fact)] = replace(fact, input=over if year else of, calendar=None)
    return result
