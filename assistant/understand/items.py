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
from assistant.understand.facts import Fact, Part
from assistant.understand.growth import change_of
from assistant.understand.parts import RATES, annual
from assistant.understand.quantities import scaled
from assistant.understand.scan import Scan, Segment
from corpus.amounts import Quantity

COUNTED = frozenset("笔处项张批次期层套单份块栋间个轮回趟波")
_PLAIN = re.compile(r"[的了是那这一共年为在也就都还有]|另外|其中|花了?|付了?|租|[:：,，、()/+\s]")
_ORDINAL = re.compile(r"第([一二三四五六七八九十\d]+)[笔处项张批次期层套单份个]")
_NUMBERED = re.compile(r"\s*([1-9])\s*[)）.、:]")
_NUMERALS = {char: place for place, char in enumerate("一二三四五六七八九十", start=1)}
_OF_WHAT = re.compile(
    r"(?:元|块)?(?:是|为|都是)?(?:用来|用于|用在|花在|拿去|专门)?(?:买|做|租|请|付|交|搞)(?:的)?([\u4e00-\u9fff]{2,6}?)(?:的|上|用的)?(?=[,，。;；]|$)"
)
"""What an amount is for, said behind it."""
_LAST, _FIRST = re.compile(r"最后(?:一|那|面)?(?:那)?(?:一)?[笔处项张批次期个]"), re.compile(r"(?:头|最前面)(?:一|那)?[笔处项张批次期个]")
_MIDDLE = re.compile(r"(?:中间|当中)(?:那|这)?(?:一)?[笔处项张批次期个]")
_NO_LABEL = frozenset(("add", "more", "replace", "spend", "actual", "done", "paid_month", "less", "remove", "correction", "each"))
_SAME = str.maketrans("层", "楼")
_MONTH = re.compile(r"\d{1,2}月")
_HAN_MONTHS = {
    name: place for place, name in enumerate(("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"), start=1)
}
_HAN_MONTH = re.compile("(十[一二]|[一二三四五六七八九十])月")


def label(scan: Scan, start: int) -> str:
    """The words that set an amount apart: what its segment says before it (3月40万 → 3月), back to the amount before."""
    segment = scan.segment_of(start)
    left = max((q.end for q in segment.quantities if q.end <= start and q.kind in ("amount", "bare")), default=segment.start)
    words = _bare(scan, segment, left, start)
    if not _PLAIN.sub("", words) and segment.index and left == segment.start:
        before = scan.segments[segment.index - 1]
        if not any(q.kind in ("amount", "bare") or (q.kind == "count" and q.unit in COUNTED) for q in before.quantities):
            words = _bare(scan, before, before.start, before.end)  # 琶洲那处:48万
    if not _PLAIN.sub("", words) and (after := _OF_WHAT.match(scan.text, _end(segment, start))):
        words = after[1]  # 还有25万是用来买服务器的
    noun = re.match(r"的([\u4e00-\u9fff]{2,6})", scan.text[end : segment.end]) if (end := _end(segment, start)) else None
    return (noun[1] if noun else "") + _PLAIN.sub("", words)[-16:]  # 漏了12万的显卡租金


def _end(segment: Segment, start: int) -> int:
    return next((q.end for q in segment.quantities if q.start == start), 0)


def _bare(scan: Scan, segment: Segment, left: int, right: int) -> str:
    """Words of a stretch without the cues in it (二楼也租下来了,再加24万 → 二楼)."""
    kept = list(scan.text[left:right])
    for mention in segment.mentions:
        inside = mention.end - mention.start == 1 and mention.end < right and scan.text[mention.end] not in "了过的"
        if inside or mention.term[-1] in "款金":
            continue  # 交通300万 is of 交通; 3月交40万 was paid; 首款70万 is the first of several
        if mention.kind == "cue" and mention.name in _NO_LABEL and left <= mention.start and mention.end <= right:
            kept[mention.start - left : mention.end - left] = "\0" * (mention.end - mention.start)
    return "".join(kept).replace("\0", "")


def listed(scan: Scan, first: Quantity, other: Quantity) -> bool:
    """Whether two amounts are items of one list: as many things were announced (分三笔, 两处), or their labels are built alike."""
    ahead = [q for q in scan.quantities if q.kind == "count" and q.start < first.start and q.unit in COUNTED and q.value >= 2]
    if _alike(_series(scan, first.start), _series(scan, other.start)) or _enumerated(scan, first, other):
        return True
    one, two = label(scan, first.start), label(scan, other.start)
    if not two:
        return False
    if ahead and scan.segment_of(other.start).index - scan.segment_of(first.start).index < 2 * int(ahead[-1].value) + 2:
        return True
    return bool(one) and one[-1] == two[-1] and one != two and (one[-1] in COUNTED or bool(_MONTH.search(one) and _MONTH.search(two)))


_SERIES = (
    re.compile("([上下前后])半年"),
    re.compile("(?:第)?([一二三四1-4])季度?|q([1-4])"),
    re.compile(r"(\d{1,2}|[一二三四五六七八九十]{1,2})月份?(?!租)"),
    re.compile(r"第?([一二三四五六七八九十\d]+)[笔批期项]"),
    re.compile(r"([a-e甲乙丙丁])(?=[\u4e00-\u9fff])"),
    re.compile(r"^\s*([1-9])\s*[)）.、:]"),
)
"""What counts the items of a list, each in its own way: 上半年 … 下半年, 一季度 … 二季度, 1) … 2)."""


def _series(scan: Scan, start: int) -> dict[int, str]:
    """What an amount is counted by, with its place in the count, by kind of count."""
    segment = scan.segment_of(start)
    left = max(
        (q.end for q in segment.quantities if q.end <= start and q.kind in ("amount", "bare") and not _marks(q, scan)),
        default=segment.start,
    )
    if left == segment.start:
        left = max(0, left - len(_marker_before(scan, segment)))
    words = scan.text[left:start]
    return {place: found[0] for place, pattern in enumerate(_SERIES) if (found := pattern.search(words))}


def _marks(q: Quantity, scan: Scan) -> bool:
    return q.kind == "bare" and scan.text[q.end : q.end + 1] in (")", "）", ".", "、")


def _marker_before(scan: Scan, segment: Segment) -> str:
    found = re.search(r"\d\s*[)）.、:]\s*$", scan.text[: segment.start])
    return found[0] if found else ""


def _alike(one: dict[int, str], two: dict[int, str]) -> bool:
    return any(kind in two and two[kind] != said for kind, said in one.items())


def _enumerated(scan: Scan, first: Quantity, other: Quantity) -> bool:
    """Whether two amounts stand under one heading that names what they are: 优化支出:引擎40万、提速80万."""
    one, two = scan.segment_of(first.start), scan.segment_of(other.start)
    over = heading(scan, one)
    if over is None or one.depth or two.depth:
        return False
    under = [s for s in scan.segments[over.index + 1 : two.index + 1] if not s.depth]
    return all(any(q.kind in ("amount", "bare") for q in s.quantities) for s in under) and not any(
        scan.text[s.end : s.end + 1] in ";。" for s in under[:-1]
    )


def heading(scan: Scan, segment: Segment) -> Segment | None:
    """The heading a segment stands under, where it names what amounts are for (优化支出:)."""
    over = next((s for s in reversed(scan.segments[: segment.index]) if scan.text[s.end : s.end + 1] == ":"), None)
    if over is None or over.quantities or not any(m.kind in ("input", "award", "about") for m in over.mentions):
        return None
    return over


def meant(text: str, items: Sequence[Item]) -> int | None:
    """Which item a turn speaks of: by its place in the list, else by a word that it alone has; None where none or several."""
    if ordinal := _ORDINAL.search(text) or _NUMBERED.match(text):
        number = int(ordinal[1]) if ordinal[1].isdigit() else _NUMERALS.get(ordinal[1], 0)
        return number - 1 if 1 <= number <= len(items) else None
    if len(items) > 1 and _LAST.search(text):
        return len(items) - 1
    if len(items) > 1 and _FIRST.search(text):
        return 0
    if len(items) == 3 and _MIDDLE.search(text):
        return 1
    said = _numbered_months(text.translate(_SAME))
    found = [place for place, item in enumerate(items) if any(word in said for word in _own_words(place, items))]
    return found[0] if len(found) == 1 else None


def _numbered_months(text: str) -> str:
    """三月 and 3月 are one month."""
    return _HAN_MONTH.sub(lambda found: f"{_HAN_MONTHS[found[1]]}月", text)


def _words(text: str) -> set[str]:
    text = _numbered_months(text.translate(_SAME))
    months = set(_MONTH.findall(text))
    rest = _MONTH.sub(" ", text)
    months |= set(re.findall(r"(?<![a-z])[a-z](?![a-z])", rest))  # 项目a
    return months | {rest[at : at + 2] for at in range(len(rest) - 1) if not rest[at : at + 2].isspace() and " " not in rest[at : at + 2]}


def _own_words(place: int, items: Sequence[Item]) -> set[str]:
    others = set().union(*(_words(item.label) for number, item in enumerate(items) if number != place)) if len(items) > 1 else set()
    return _words(items[place].label) - others


def changed(facts: Sequence[Fact], money: Sequence[tuple[int, Decimal]], scan: Scan, state: State) -> list[Fact]:
    """Facts of a turn with those that change one item of what is known: dropped, brought back, kept alone, given another amount.

    `money`: start and value of amounts that no role was found for.
    """
    result = list(facts)
    for name, known in state.inputs.items():
        if len(known.items) < 2:
            continue
        found = [
            (place, span, _change(name, known.items, place, span, result, money, scan)) for place, span in _spoken_of(known.items, scan)
        ]
        for _, span, change in found:
            if change is not None:
                inside = [f for f in result if span[0] <= f.start < span[1] and (isinstance(f.value, Decimal) or f.value is False)]
                result = [f for f in result if f not in inside]
        changes = [change for _, _, change in found if change is not None]
        if kept := [f for f in changes if f.op == "keep"]:
            places = {f.item for f in kept}
            others = [(n, item) for n, item in enumerate(known.items) if n not in places and item.value]
            changes = [replace(kept[0], op="item", value=Decimal(0), item=n) for n, _ in others]
        if changes:
            return [*result, *changes]
    return result


def _spoken_of(items: Sequence[Item], scan: Scan) -> list[tuple[int, tuple[int, int]]]:
    """The items a turn speaks of, each with the stretch that is about it."""
    off = [place for place, item in enumerate(items) if (item.was or 0) > 0 or item.value < 0]
    place = _by_amount(items, scan)
    place = place if place is not None else meant(scan.text, items)
    if place is not None:
        return [(place, (0, len(scan.text)))]
    back = next((s for s in scan.segments if s.has("brought_back")), None)
    unnamed = back is not None and all(meant(s.text, items) is None for s in scan.segments)
    if back is not None and unnamed and (len(off) == 1 or _ALL_BACK.search(back.text)):
        return [(one, (back.start, back.end)) for one in off]  # 还是算上吧, 三个全放回来
    found: list[tuple[tuple[int, ...], tuple[int, int]]] = []
    only_named: tuple[int, ...] = ()  # 4月、6月的都退款了: named before what is said of both
    for segment in scan.segments:
        one = meant(segment.text, items)
        named = (one,) if one is not None else _several(segment, items)
        if named and not (segment.cues - _NAMING) and not segment.quantities and scan.text[segment.end : segment.end + 1] == "、":
            only_named += named
        elif named:
            found.append(((*only_named, *named), (segment.start, segment.end)))
            only_named = ()
        elif found:
            found[-1] = (found[-1][0], (found[-1][1][0], segment.end))
    return [(place, span) for places, span in found for place in dict.fromkeys(places)]


_ALL_BACK = re.compile("全|都|所有|统统|一起|\\ball\\b|everything")
_NAMING = frozenset(("facet", "filler", "paid_month"))


def _several(segment: Segment, items: Sequence[Item]) -> tuple[int, ...]:
    """4月和6月的都退款了: several items named in one stretch that gives no amount."""
    if any(q.kind in ("amount", "bare") for q in segment.quantities):
        return ()
    said = _numbered_months(segment.text.translate(_SAME))
    found = tuple(place for place in range(len(items)) if any(word in said for word in _own_words(place, items)))
    return found if len(found) < len(items) else ()


_THAT_ONE = re.compile(r"(?:元|块)?(?:的)?(?:那|这)(?:一)?(?:[笔项个张次单处期轮块套家]|部分)")


def _by_amount(items: Sequence[Item], scan: Scan) -> int | None:
    """58万那笔: an item called by what it came to."""
    called = [scaled(q) for q in scan.quantities if q.kind in ("amount", "bare") and _THAT_ONE.match(scan.text, q.end)]
    found = [place for place, item in enumerate(items) if called and abs(item.value) == called[0]]
    return found[0] if len(found) == 1 else None


def _change(
    name: str,
    items: Sequence[Item],
    place: int,
    span: tuple[int, int],
    facts: Sequence[Fact],
    money: Sequence[tuple[int, Decimal]],
    scan: Scan,
) -> Fact | None:
    """What a stretch does to an item; None where it speaks of something else too."""
    item = items[place]
    inside = [f for f in facts if span[0] <= f.start < span[1] and isinstance(f.value, Decimal) and not _THAT_ONE.match(scan.text, f.end)]
    if any(f.input != name and not f.weak for f in inside):
        return None
    segments = [s for s in scan.segments if span[0] <= s.start < span[1]]
    cues = frozenset(cue for s in segments for cue in s.cues)
    fact = Fact(name, item.value, op="item", item=place)
    whole = sum((i.value for i in items), Decimal(0))
    amounts = [(f.start, Decimal(f.value), f.part) for f in inside] or [(at, value, "") for at, value in money if span[0] <= at < span[1]]
    amounts = [a for a in amounts if a[1] not in (whole, items[0].value) or not _POINTED.search(scan.text[: a[0]])]  # 不在这167万里
    back = item.was or Decimal(0)
    once_more = any(m.kind == "cue" and m.name == "again" and m.term.startswith("又") for s in segments for m in s.mentions)
    again = "brought_back" in cues or bool((once_more or cues & _NOW_COUNTS) and not cues & _STILL_NOT)
    if again and ((not item.value and back) or item.value < 0) and all(v in (back, -item.value) for _, v, _ in amounts):
        return replace(fact, value=back)  # what was taken off an amount (−20万) counts again
    if len(amounts) == 1:
        at, value, part = amounts[0]
        q = next((q for q in scan.quantities if q.start == at), None)
        part = part or ("" if q is None else _part_said(item, q, value, scan))
        old = item.parts.get(part, item.value) if part else item.value
        value = q.value if part and q is not None and q.kind == "bare" else value
        segment = scan.segment_of(at)
        within = _WITHIN.search(scan.text[segment.start : at]) and any(s.has("less", "remove") for s in segments)
        moved = (
            "on"
            if segment.has("said_too_little")
            else "off"
            if segment.has("said_too_much")
            else "off"
            if within or _taken_off(segment, scan)
            else "on"
            if segment.has("more", "more_by") and not segment.has("replace")
            else ""
        )
        value = max(old - value, Decimal(0)) if moved == "off" else old + value if moved else value
        value = -value if item.value < 0 < value else value  # 押金其实是45万, where the deposit was taken off
        return replace(fact, value=value, part=part, start=at)
    if amounts:
        return None
    if item.value < 0 and cues & {"beside", "unrelated"}:
        return replace(fact, value=Decimal(0))  # 电费是另外付的: no part of it, and nothing to take off
    if "only_these" in cues or any(word in scan.text for word in ("只留", "只剩")):
        return replace(fact, op="keep")
    gone = bool(cues & {"remove", "refused", "void", "sublet", "denied_end"}) and "brought_back" not in cues
    factor = next((change.factor for s in segments if (change := change_of(s, scan)) is not None and change.factor is not None), None)
    if factor is None and cues & {"halved", "half_of", "doubled"}:
        factor = Decimal(2) if "doubled" in cues else Decimal("0.5")
    if factor is not None and not gone:
        return replace(fact, value=item.value * factor)  # B的砍半 is less, and not gone
    return replace(fact, value=Decimal(0)) if gone or any(_taken_off(segment, scan) for segment in segments) else None


_NOW_COUNTS = frozenset(("done", "paid_out", "actual", "agree"))
_STILL_NOT = frozenset(("negation", "denied_end", "refused", "unpaid", "void", "less", "remove"))
"""尾款今年付了, 交通又过评了: an item that did not count does so now, unless one of these stands there."""
_POINTED = re.compile("(?:这|那|该|上述)(?:个|笔)?$")
_WITHIN = re.compile("(?:里|里头|里面|当中|之中|其中)[^,，。]{0,6}$")
"""尾款里16.6万其实是电费,刨掉: part of the item goes off."""
_UNIT_WORDS = {
    "area": re.compile("面积|平米?数"),
    "monthly": re.compile("月租|每月|一个月"),
    "price": re.compile("单价|每平|平米价|一平|每个|每张|单位价"),
}


def _part_said(item: Item, q: Quantity, value: Decimal, scan: Scan) -> Part:
    """Which part of an item a lone amount is: the one named, else the nearest in size (单价谈到105 beside 120 a month)."""
    money: list[Part] = [part for part in item.parts if part in RATES]  # type: ignore[misc]  # its keys are Part, read as str
    for kind, words in _UNIT_WORDS.items():
        if words.search(scan.text):
            named: list[Part] = [p for p in item.parts if p.startswith(kind)]  # type: ignore[misc]  # as above
            if named:
                return named[0]
    if q.kind == "area":
        return "area"
    near = {part: max(q.value / item.parts[part], item.parts[part] / q.value) for part in money if item.parts[part] and q.value}
    best = min(near, key=lambda part: near[part], default=None)
    whole = max(value / item.value, item.value / value) if item.value and value else Decimal(100)
    return best if best is not None and near[best] < whole else ""


def _taken_off(segment: Segment, scan: Scan) -> bool:
    return segment.has("less", "less_by", "unpaid", "void") and not segment.has("replace", "correction")


def applied(items: Sequence[Item], fact: Fact) -> tuple[Item, ...]:
    """The items after a fact about one of them; one taken off keeps its place and what it was."""
    place = fact.item
    if place is None or not 0 <= place < len(items):
        return tuple(items)
    old = items[place]
    if fact.op == "keep":
        return (old,)
    value, parts = Decimal(fact.value), dict(old.parts)
    if fact.part:
        parts |= {fact.part: value}
        value = annual(parts)[0] or Decimal(0)
    elif value and parts and value != old.was:
        parts = {"total": value}
    new = old.model_copy(update={"value": value, "parts": parts, "was": (old.was or old.value) if not value else None})
    return tuple(new if number == place else item for number, item in enumerate(items))


def with_labels(facts: Sequence[Fact], scan: Scan) -> list[Fact]:
    """Amounts with the words that set them apart."""
    return [replace(f, label=label(scan, f.start)) if isinstance(f.value, Decimal) and not f.part else f for f in facts]
