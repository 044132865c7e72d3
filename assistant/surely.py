"""Turns that surely want a sum, or surely the rule, whatever policy they are about.

The scored decision (`decide`) learnt from policies without counts and levels; what is told of those is settled here.
"""

from __future__ import annotations

import re
from decimal import Decimal

from assistant.understand.reader import Reader, Reading
from corpus.award.book import condition_inputs

_RULES = ("cap_word", "threshold", "premise", "each")


def wants_sum(reading: Reading, reader: Reader) -> bool:
    """Whether a turn tells of the asker's own case and asks for money, though no base of it is given."""
    if not reading.has("how_much", "award_money") or reading.has(*_RULES):
        return False
    if not reading.facts:
        return _unnumbered(reading, reader)
    return _refused(reading, reader) or _condition_met(reading, reader) or _level_told(reading, reader)


def _refused(reading: Reading, reader: Reader) -> bool:
    """UFI认证没通过,还有奖励吗: nothing is due, and why."""
    claims = {reader.claims[f.input] for f in reading.facts if f.value is False and f.input in reader.claims and not f.weak}
    others = [f for f in reading.facts if f.input not in reader.claims]
    return bool(claims) and not others and set(reading.awards) <= claims and reading.has("refused", "denied_end", "again")


def _level_told(reading: Reading, reader: Reader) -> bool:
    """引进一名领军人才安家补贴多少: the level that alone decides the award named; 刚评上省级的,奖多少: told before it is asked."""
    levels = [f for f in reading.facts if isinstance(f.value, str) and f.input in reader.claims]
    before = not reading.awards and all(not reading.scan.segment_of(f.start).question for f in levels)
    asked = set(reading.implied if before else reading.awards)
    return reading.has("how_much") and any(reader.claims[f.input] in asked for f in levels)


def _condition_met(reading: Reading, reader: Reader) -> bool:
    """引进博士能补多少?社保都交着的: a condition of what is counted is told, the count is not."""
    counted = [a for a in (*reading.awards, *reading.implied) if (n := reader.roles.bases.get(a)) and reader.inputs[n].kind == "integer"]
    tested = {n for a in counted for c in reader.awards[a].conditions for n in condition_inputs(c)}
    return reading.has("how_much") and any(f.value is True and not f.weak and f.input in tested for f in reading.facts)


def _unnumbered(reading: Reading, reader: Reader) -> bool:
    """我们做完临床试验了, 我们邀请了境外展商: what has levels or is counted is said of the asker, its level or number is not."""
    kinds = [reader.inputs[m.name].kind for m in reading.scan.mentions if m.kind == "input"]
    own = reading.has("self") and (reading.has("done") or "了" in reading.text)
    return own and reading.has("how_much") and not reading.has("ask_yes_no") and any(kind in ("choice", "integer") for kind in kinds)


_IS = re.compile(r"(?:一共|总共|共|合计|每年|一年)?(?:是|有|为)?(?:才|只有|就)?\s*")


def states_a_pool(reading: Reading) -> bool:
    """优化的资金池一共是2亿: the figure is the pool's, nobody spent it."""
    amounts = [f for f in reading.facts if isinstance(f.value, Decimal)]
    if not amounts or len(amounts) < len(reading.facts) or reading.has("how_much", "pool_count", "pool_taken", "pool_left"):
        return False
    pools = [m.end for m in reading.scan.mentions if m.kind == "cue" and m.name == "pool_word"]
    return all(any(end <= f.start and _IS.fullmatch(reading.scan.text[end : f.start]) for end in pools) for f in amounts)


def wants_rule(reading: Reading, reader: Reader) -> bool:
    """招一个博士给多少, 一家补多少: the rate for one of what is counted, nobody's case."""
    if states_a_pool(reading):
        return True
    if not reading.facts or any(word in reading.text.lower() for word in ("了", "我", "our ", "we ")):
        return False
    said = [(reader.inputs[f.input].kind, f.value, reading.text[f.start : f.end].lower()) for f in reading.facts]
    return all(kind == "integer" and value == 1 and text.startswith(("一", "每", "one", "per", "a ")) for kind, value, text in said)
