"""Items of an amount: how a list of them is told from one value with figures beside it, and how a later turn means one of them.

「优化费分三笔:3月40万,7月65万,11月31万」 gives one input three items, each with the words that set it apart (3月, 7月,
11月). 「7月那笔退款了」, 「11月那笔其实是53万」, 「只留二楼」 and 「第2笔去掉」 then change one of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.state import Item, State
from assistant.understand.facts import Fact
from assistant.understand.scan import Scan, Segment
from corpus.amounts import Quantity

COUNTED = frozenset("笔处项张批次期层套单份块栋间个")
_PLAIN = re.compile(r"[的了是那这一共年为在也就都还有]|另外|其中|花了?|付了?|租|[:：,，、()/+\s]")
_ORDINAL = re.compile(r"第([一二三四五六七八九十\d]+)[笔处项张批次期层套单份个]")
_NUMERALS = {char: place for place, char in enumerate("一二三四五六七八九十", start=1)}
_LAST, _FIRST = re.compile(r"最后(?:一|那)?[笔处项张批次期个]"), re.compile(r"(?:头|最前面)(?:一|那)?[笔处项张批次期个]")
_NO_LABEL = frozenset(("add", "more", "replace", "spend", "actual", "done", "paid_month", "less", "remove", "correction", "each"))
_SAME = str.maketrans("层", "楼")
_MONTH = re.compile(r"\d{1,2}月")


def label(scan: Scan, start: int) -> str:
    """The words that set an amount apart: what its segment says before it (3月40万 → 3月), back to the amount before."""
    segment = scan.segment_of(start)
    left = max((q.end for q in segment.quantities if q.end <= start and q.kind in ("amount", "bare")), default=segment.start)
    words = _bare(scan, segment, left, start)
    if not _PLAIN.sub("", words) and segment.index and left == segment.start:
        before = scan.segments[segment.index - 1]
        if not any(q.kind in ("amount", "bare") for q in before.quantities):
            words = _bare(scan, before, before.start, before.end)  # 琶洲那处:48万
    return _PLAIN.sub("", words)[-16:]


def _bare(scan: Scan, segment: Segment, left: int, right: int) -> str:
    """Words of a stretch without the cues in it (二楼也租下来了,再加24万 → 二楼)."""
    kept = list(scan.text[left:right])
    for mention in segment.mentions:
        if mention.kind == "cue" and mention.name in _NO_LABEL and left <= mention.start and mention.end <= right:
            kept[mention.start - left : mention.end - left] = "\0" * (mention.end - mention.start)
    return "".join(kept).replace("\0", "")


def listed(scan: Scan, first: Quantity, other: Quantity) -> bool:
    """Whether two amounts are items of one list: as many things were announced (分三笔, 两处), or their labels are built alike."""
    ahead = [q for q in scan.quantities if q.kind == "count" and q.start < first.start and q.unit in COUNTED and q.value >= 2]
    one, two = label(scan, first.start), label(scan, other.start)
    if not two:
        return False
    if ahead and scan.segment_of(other.start).index - scan.segment_of(first.start).index < 2 * int(ahead[-1].value) + 2:
        return True
    return bool(one) and one[-1] == two[-1] and one != two and (one[-1] in COUNTED or bool(_MONTH.search(one) and _MONTH.search(two)))


def meant(text: str, items: Sequence[Item]) -> int | None:
    """Which item a turn speaks of: by its place in the list, else by a word that it alone has; None where none or several."""
    if ordinal := _ORDINAL.search(text):
        number = int(ordinal[1]) if ordinal[1].isdigit() else _NUMERALS.get(ordinal[1], 0)
        return number - 1 if 1 <= number <= len(items) else None
    if len(items) > 1 and _LAST.search(text):
        return len(items) - 1
    if len(items) > 1 and _FIRST.search(text):
        return 0
    said = text.translate(_SAME)
    found = [place for place, item in enumerate(items) if any(word in said for word in _own_words(place, items))]
    return found[0] if len(found) == 1 else None


def _words(text: str) -> set[str]:
    text = text.translate(_SAME)
    months = set(_MONTH.findall(text))
    rest = _MONTH.sub(" ", text)
    return months | {rest[at : at + 2] for at in range(len(rest) - 1) if not rest[at : at + 2].isspace() and " " not in rest[at : at + 2]}


def _own_words(place: int, items: Sequence[Item]) -> set[str]:
    others = set().union(*(_words(item.label) for number, item in enumerate(items) if number != place)) if len(items) > 1 else set()
    return _words(items[place].label) - others


def changed(facts: Sequence[Fact], money: Sequence[tuple[int, Decimal]], scan: Scan, state: State) -> list[Fact]:
    """Facts of a turn with those that change one item of what is known: dropped, kept alone, or given another amount.

    `money`: start and value of amounts that no role was found for.
    """
    for name, known in state.inputs.items():
        if len(known.items) < 2:
            continue
        place = meant(scan.text, known.items)
        if place is None:
            continue
        item = known.items[place]
        own = [f for f in facts if isinstance(f.value, Decimal) and not f.part and (f.input == name or f.weak)]
        others = [f for f in facts if f not in own]
        if any(isinstance(f.value, Decimal) for f in others):
            continue
        amounts = [(f.start, f.value) for f in own if isinstance(f.value, Decimal)] or list(money)
        if amounts and len(amounts) == 1:
            start, value = amounts[0]
            op = (
                "subtract"
                if _taken_off(scan.segment_of(start), scan)
                else "add"
                if scan.segment_of(start).has("more", "more_by")
                else "item"
            )
            if op == "item":
                return [*others, Fact(name, Decimal(value), op="item", item=place, start=start)]
            delta = Decimal(value) if op == "add" else -Decimal(value)
            return [*others, Fact(name, max(item.value + delta, Decimal(0)), op="item", item=place, start=start)]
        if amounts:
            continue
        if scan.has("only_these") or "只留" in scan.text or "只剩" in scan.text:
            return [*others, Fact(name, item.value, op="keep", item=place)]
        if any(_taken_off(segment, scan) or segment.has("remove", "refused") for segment in scan.segments):
            return [*others, Fact(name, Decimal(0), op="item", item=place)]
        if scan.has("doubled", "halved"):
            return [*others, Fact(name, item.value * (2 if scan.has("doubled") else Decimal("0.5")), op="item", item=place)]
    return list(facts)


def _taken_off(segment: Segment, scan: Scan) -> bool:
    return segment.has("less", "less_by", "unpaid") and not segment.has("replace", "correction")


def applied(items: Sequence[Item], fact: Fact) -> tuple[Item, ...]:
    """The items after a fact about one of them; an amount of zero takes it off."""
    place = fact.item
    if place is None or not 0 <= place < len(items):
        return tuple(items)
    if fact.op == "keep":
        return (items[place],)
    new = replace_item(items[place], Decimal(fact.value))
    return tuple(new if number == place else item for number, item in enumerate(items) if number != place or new.value)


def replace_item(item: Item, value: Decimal) -> Item:
    return item.model_copy(update={"value": value})


def with_labels(facts: Sequence[Fact], scan: Scan) -> list[Fact]:
    """Amounts with the words that set them apart."""
    return [replace(f, label=label(scan, f.start)) if isinstance(f.value, Decimal) and not f.part else f for f in facts]
