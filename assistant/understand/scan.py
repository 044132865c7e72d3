"""One question, scanned: segments, mentions, quantities, and whom and which year each segment is about.

The later steps (roles, booleans, intents) read this and nothing of the raw text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from assistant.understand.firms import Naming, about, namings, shared_out
from assistant.understand.lexicon import Lexicon, Mention, fold
from corpus.amounts import Quantity, find_quantities

_BREAK = re.compile(
    r"[,，;；。!！?？\n:：]+|、|(?<!incl)(?<!excl)(?<!approx)\.\s|\.$|\s+(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])\s+|——|…+|[|•●▪■◆★☆※→⇒]+|[-=]>|(?<=[\u4e00-\u9fff\d])·(?=[\u4e00-\u9fff])|(?:(?<=\n)|^)\s*[-*–—·]\s*|\s[-–—/]\s|(?<=[\u4e00-\u9fff])/(?=[\u4e00-\u9fff])|(?<![不非])但(?![凡愿])|\b(?:and|but|while|with)\b|\(|\)"
)
YEAR_CUES = {"year1": 1, "year2": 2, "year3": 3, "year4": 4}
RELATIVE_YEARS = {"three_years_ago": -3, "year_before_last": -2, "last_year": -1, "this_year": 0, "next_year": 1, "year_after_next": 2}


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch between breaks, with what it names."""

    index: int
    start: int
    end: int
    text: str
    mentions: tuple[Mention, ...]
    quantities: tuple[Quantity, ...]
    subject: str
    cues: frozenset[str]
    question: bool  # ends with a question mark or particle
    depth: int = 0  # how many brackets it stands in

    def has(self, *names: str) -> bool:
        return any(name in self.cues for name in names)


@dataclass(frozen=True, slots=True)
class Scan:
    """The whole question, scanned."""

    text: str
    segments: tuple[Segment, ...]
    mentions: tuple[Mention, ...]
    quantities: tuple[Quantity, ...]
    cues: frozenset[str] = field(default_factory=frozenset)
    namings: tuple[Naming, ...] = ()
    owners: Mapping[int, str] = field(
        default_factory=dict
    )  # start of an amount → whose it is, where a row of firms shares a row of amounts

    def has(self, *names: str) -> bool:
        """Whether any of these cues stands anywhere."""
        return any(name in self.cues for name in names)

    def segment_of(self, position: int) -> Segment:
        """The segment that holds a position (the last one before it for positions inside a break)."""
        best = self.segments[0]
        for segment in self.segments:
            if segment.start <= position:
                best = segment
        return best

    def aside(self, low: int, high: int) -> int:
        """How many characters between two positions stand in deeper brackets than both: 租金(不含物业6万)47万 → 8."""
        floor = max(self.segment_of(low).depth, self.segment_of(high).depth)
        return sum(
            max(0, min(segment.end + 1, high) - max(segment.start - 1, low))
            for segment in self.segments
            if segment.depth > floor and segment.start < high and segment.end > low
        )

    def hops(self, one: Segment, other: Segment) -> int:
        """How many segments apart two stand, asides in deeper brackets left out."""
        first, last = sorted((one.index, other.index))
        floor = max(one.depth, other.depth)
        between = sum(1 for segment in self.segments[first + 1 : last] if segment.depth > floor)
        return last - first - between

    def subject_at(self, position: int) -> str:
        """Whom the words at a position are about: the segment's subject, or the nearest named before it where several are."""
        if position in self.owners:
            return self.owners[position]
        segment = self.segment_of(position)
        named = [n for n in self.namings if segment.start <= n.start < segment.end]
        if not named:
            return segment.subject
        before = [n.who for n in named if n.start <= position]
        if before:
            return before[-1]
        first = named[0]
        if first.who != "parent" or segment.index == 0 or _belongs(segment, first.start):
            return first.who
        return self.segments[segment.index - 1].subject

    def named(self, kind: str) -> tuple[str, ...]:
        """Names of the mentions of a kind, in order, without repeats."""
        return tuple(dict.fromkeys(m.name for m in self.mentions if m.kind == kind))


def _belongs(segment: Segment, start: int) -> bool:
    """营收5亿那是集团的: what stands before is the parent's."""
    lead = segment.text[: start - segment.start].rstrip()
    return lead.endswith(("是", "归", "属", "属于", "那是", "算")) or lead[-1:].isdigit()


def _inside(position: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start < position < end for start, end in spans)


def scan(text: str, lexicon: Lexicon, blanks: frozenset[int] = frozenset()) -> Scan:
    """Scan normalised text. Breaks inside a quantity (1,300,000) do not break; `blanks` are places where a blank stood."""
    folded = fold(text)
    counted = find_quantities(folded)
    lasting = frozenset(q.end for q in counted if q.kind == "duration" and q.unit == "年" and q.value != 1)
    named = lexicon.scan(folded, frozenset(q.end for q in counted if q.kind == "amount" and q.text[-1] in "万亿元块"), lasting)
    counted = [_in_ten_thousands(_ends_at_name(q, named), folded, named, lexicon.pieces) for q in counted]
    quantities = tuple(q for q in counted if not _paces(q, named))
    mentions = _clean(named, quantities, folded)
    spans = [(q.start, q.end) for q in quantities] + [(m.start, m.end) for m in mentions if m.kind != "cue"]
    cuts = [0]
    for found in _BREAK.finditer(folded):
        if not _inside(found.start(), spans):
            cuts += [found.start(), found.end()]
    for place in sorted(blanks):
        if 0 < place < len(folded) and not _inside(place, spans) and place not in cuts:
            cuts += [place, place]
    cuts = [0, *sorted(cuts[1:]), len(folded)]
    segments: list[Segment] = []
    for start, end in zip(cuts[::2], cuts[1::2], strict=False):
        if not folded[start:end].strip():
            continue
        inside = tuple(m for m in mentions if start <= m.start < end)
        tail = folded[end : end + 2]
        segments.append(
            Segment(
                index=len(segments),
                start=start,
                end=end,
                text=folded[start:end],
                mentions=inside,
                quantities=tuple(q for q in quantities if start <= q.start < end),
                subject="self",
                cues=frozenset(m.name for m in inside if m.kind == "cue"),
                depth=_depth(folded, start),
                question=(tail[:1] in "?？" and bool(tail))
                or folded[start:end].rstrip().endswith(("吗", "么", "不", "没", "嘛", "呢", "咩")),
            )
        )
    if not segments:
        segments = [Segment(0, 0, len(folded), folded, (), (), "self", frozenset(), False)]
    present = frozenset(m.name for m in mentions if m.kind == "cue")
    found_names = namings(folded, text.strip(), mentions, quantities, lexicon.kin, "compare" in present, lexicon.counted)
    numbered = [(n.start, n.end) for n in found_names if n.count == 1]
    quantities = tuple(q for q in quantities if not any(a < q.start and q.end <= b for a, b in numbered))  # 公司2: no amount
    segments = [replace(s, quantities=tuple(q for q in s.quantities if q in quantities)) for s in segments]
    subjects = about([(s.start, s.end, s.depth) for s in segments], found_names)
    segments = [replace(segment, subject=subject) for segment, subject in zip(segments, subjects, strict=True)]
    return Scan(folded, tuple(segments), mentions, quantities, present, found_names, shared_out(folded, found_names, quantities))


def _depth(text: str, position: int) -> int:
    """How many brackets are open at a position; a closing one that opens nothing (1) 主营) counts for nothing."""
    depth = 0
    for char in text[:position]:
        depth = depth + 1 if char == "(" else max(0, depth - 1) if char == ")" else depth
    return depth


def _paces(q: Quantity, mentions: Sequence[Mention]) -> bool:
    """三个月一交: how often is paid, and no months."""
    pace = ("quarterly", "half_yearly")
    return q.kind == "duration" and any(m.kind == "cue" and m.name in pace and m.start <= q.start and q.end <= m.end for m in mentions)


_ANY_THING = ("个", "款", "套", "项", "种")


def _ends_at_name(q: Quantity, mentions: Sequence[Mention]) -> Quantity:
    """增量400万 人才600万: what looks like a measure word opens the name of the next thing."""
    if q.kind != "count" or not q.measure:
        return q
    start = q.end - len(q.measure)
    if not any(m.start == start and m.end > q.end and m.kind in ("input", "award") for m in mentions):
        return q
    text = q.text[: len(q.text) - len(q.measure)].rstrip()
    amount = any(char in text for char in "万亿萬億")
    if not amount and q.measure in _ANY_THING:
        return q  # 优化了20个模型: models are counted
    return replace(q, text=text, end=q.start + len(text), kind="amount" if amount else "bare", measure="", unit="元" if amount else "")


_NOTHING_COUNTED = re.compile(
    r"(?:左右|上下|出头|不到|整)?(?:$|[\s,，。;；:?？!！、)]|的?(?:话|呢|吧|吗|啊|哦|嘛|咯|啦|咗)|[全都吃拿能可够才就要给得封算是补行以]|w|全部|一共)"
)
_SAID_OF_MONEY = frozenset(
    (
        "spend",
        "actual",
        "award_money",
        "for_award",
        "reverse",
        "cap_word",
        "approved_money",
        "goal",
        "more",
        "less_by",
        "more_by",
        "replace",
    )
)
_LEADS_ON = re.compile(r"[了到约是有就才要的咗]|大概|差不多|一共|总共|已经|那|这|去|进去|出去|掉|下去|\s")


_COUNTABLE = ("位", "室", "间", "卡", "型", "目", "楼", "层", "店", "处", "点", "地")


def _in_ten_thousands(q: Quantity, text: str, mentions: Sequence[Mention], pieces: bool) -> Quantity:
    """花了300个, 那150个全拿满: so many 个 of nothing, said of money, are so many 万. `pieces`: the policies count things of their own."""
    if q.kind != "count" or q.measure != "个" or q.value < 20 or _NOTHING_COUNTED.match(text, q.end) is None:
        return q
    for mention in mentions:
        between = _LEADS_ON.sub("", text[mention.end : q.start]) if 0 <= q.start - mention.end <= 6 else "far"
        cue = mention.kind == "cue" and mention.name in _SAID_OF_MONEY and not pieces
        named = mention.kind in ("input", "award") and "了" not in text[mention.end : q.start] and not mention.term.endswith(_COUNTABLE)
        named = named and (q.value >= 50 or mention.kind == "award")
        if not between and (cue or named):
            return replace(q, kind="amount", unit="元", measure="", currency="CNY", value=q.value * 10_000)
    return q


_OF_POOLS = frozenset(("pool_word", "sum"))
"""Inside the name of an input these say nothing of a pool or a sum: 销售总额1.2亿, 主营盘子1.2亿."""


_YET = re.compile("不过(?![关审了线])")


def _han_before(text: str, place: int) -> bool:
    """Whether a word runs up to a place: 评审不过 was not passed, 不过下个月… only turns."""
    return place > 0 and "\u4e00" <= text[place - 1] <= "\u9fff"


def _clean(mentions: list[Mention], quantities: Sequence[Quantity], text: str) -> tuple[Mention, ...]:
    """An input word inside an award's name is the award, not a fact; a cue inside a quantity is part of it."""
    paid = {q.end for q in quantities if q.kind == "amount"}
    mentions = [m for m in mentions if not (m.name == "negation" and _YET.match(text, m.start) and not _han_before(text, m.start))]
    mentions = [m for m in mentions if not (m.kind == "award" and "的" in m.term and m.start in paid)]  # 86万房租的补贴 tells the rent
    named = [m for m in mentions if m.kind in ("award", "silence", "not", "policy")]
    nouns = [m for m in mentions if m.kind == "input" and m.end - m.start > 2]
    kept = []
    for mention in mentions:
        size = mention.end - mention.start
        if mention.kind in ("input", "yes", "no") and any(
            n.start <= mention.start and mention.end <= n.end and n.end - n.start > size for n in named if n.kind != "silence"
        ):
            continue
        if mention.kind == "cue" and mention.name in _OF_POOLS and any(n.start <= mention.start and mention.end <= n.end for n in nouns):
            continue
        if (
            mention.kind in ("cue", "input")
            and any(
                q.start <= mention.start and mention.end <= q.end and (q.end - q.start > size or q.kind == "amount") for q in quantities
            )
            and mention.name not in YEAR_CUES
            and mention.name != "schedule"
        ):
            continue
        kept.append(mention)
    return tuple(kept)


def year_of(segment: Segment, position: int) -> int | None:
    """The ordinal year named last before a position of the segment (第二年 → 2), else any it names."""
    return _nearest_named(segment, position, YEAR_CUES)


def calendar_of(segment: Segment, position: int) -> int | None:
    """The calendar year an amount is said of: absolute (2024) or relative to this year (去年 → -1)."""
    years = [(q.start, int(q.value)) for q in segment.quantities if q.kind == "year"]
    before = [year for start, year in years if start <= position]
    if years:
        return before[-1] if before else years[0][1]
    return _nearest_named(segment, position, RELATIVE_YEARS)


def _nearest_named(segment: Segment, position: int, names: Mapping[str, int]) -> int | None:
    found = [(m.start, names[m.name]) for m in segment.mentions if m.kind == "cue" and m.name in names]
    before = [year for start, year in found if start <= position]
    return before[-1] if before else found[0][1] if found else None


_FROM, _TO = re.compile(r"(?:从|由|from)\s*$"), re.compile(r"(?:到|至|为|成|to)了?\s*$")


def said_year(scan: Scan, q: Quantity | None) -> int | None:
    """Which of two years an amount is set in by the words at it: -1 last year, 0 this year; None where none say.

    The year named right before it counts (去年1亿), then one right after it that opens nothing new (100 million last
    year), then what it moved from and to (从1亿涨到1.2亿).
    """
    if q is None:
        return None
    segment = scan.segment_of(q.start)
    others = [o for o in segment.quantities if o.kind in ("amount", "bare") and o.start != q.start]
    years = [m for m in segment.mentions if m.kind == "cue" and m.name in RELATIVE_YEARS]
    before = [m for m in years if m.end <= q.start and not any(m.end <= o.start < q.start for o in others)]
    if before:
        return RELATIVE_YEARS[before[-1].name]
    after = [m for m in years if 0 <= m.start - q.end <= 1 and not any(0 <= o.start - m.end <= 6 for o in others)]
    if after:
        return RELATIVE_YEARS[after[0].name]
    lead = scan.text[segment.start : q.start]
    if _FROM.search(lead) and any(_TO.search(scan.text[q.end : o.start]) for o in others if o.start > q.end):
        return -1
    if _TO.search(lead) and any(_FROM.search(scan.text[segment.start : o.start]) for o in others if o.end <= q.start):
        return 0
    return None


def opens_a_rise(scan: Scan, position: int) -> bool:
    """Whether an amount from … to … is a change (rose from 100 to 130 million) and no estimate between two figures."""
    lead = scan.text[scan.segment_of(position).start : position]
    return bool(_FROM.search(lead))


def reaches(scan: Scan, position: int) -> bool:
    """Whether an amount is where something got to (涨到, 增至)."""
    return bool(_TO.search(scan.text[scan.segment_of(position).start : position]))
